import type { Arrow } from "../../model/architecture/arrows.ts";
import { html, type Markup } from "../html.ts";
import type { ArrowRoute } from "./layout.ts";
import type { PictureContext } from "./picture-context.ts";
import { round } from "./round.ts";
import { ARROW_LABEL } from "./sizes.ts";

const RADIUS = 5;

/** A line, its tip, and port and reason beside it. */
export function arrowParts(arrow: Arrow, { points, label }: ArrowRoute, { stack, changeOf }: PictureContext): Markup {
  const change = changeOf(arrow.key);
  const path = roundedPath(points);
  const right = isLeftOfLine(label, points);
  const x = round(right ? label.x + label.width - 3 : label.x + 3);
  const style = arrow.allowedBy === "bucket policy" ? "arrow policy" : "arrow";
  return html`<g class="${style}${change === undefined ? "" : ` ${change}`}" data-from="${arrow.from}" data-to="${arrow.to}" data-arrow="${arrow.key}"><title>${arrow.port}: ${arrow.because} (${arrow.allowedBy} ${arrow.rules.join(", ")})${change === undefined ? "" : `, ${change}`}</title><path class="reach" d="${path}"/><path class="line" d="${path}" marker-end="url(#tip-${stack})"/><text${right && html` class="end"`}>${label.lines.map(
    (line, index) =>
      html`<tspan${index === 0 ? html` class="port"` : ""} x="${x}" y="${round(label.y + ARROW_LABEL.line * (index + 0.8))}">${line}</tspan>`,
  )}</text></g>`;
}

/** A label must touch its own line, as another line may pass on its other side. */
function isLeftOfLine({ x, y, width, height }: ArrowRoute["label"], points: readonly Point[]): boolean {
  const beside = points.slice(1).flatMap((end, index) => {
    const start = points[index] ?? end;
    const isVertical = Math.abs(start.x - end.x) < 1;
    const passes = Math.min(start.y, end.y) < y + height && Math.max(start.y, end.y) > y;
    return isVertical && passes ? [start.x] : [];
  });
  const distance = (line: number) => Math.max(x - line, line - x - width);
  const [nearest] = beside.sort((a, b) => distance(a) - distance(b));
  return nearest !== undefined && nearest > x + width / 2;
}

type Point = { readonly x: number; readonly y: number };

/** Straight lines with round corners. */
function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${round(point.x)} ${round(point.y)}`;
      if (after === undefined) return `L${round(point.x)} ${round(point.y)}`;
      const start = toward(point, before);
      const end = toward(point, after);
      return `L${round(start.x)} ${round(start.y)}Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`;
    })
    .join("");
}

function toward(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const part = distance === 0 ? 0 : Math.min(RADIUS, distance / 2) / distance;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
