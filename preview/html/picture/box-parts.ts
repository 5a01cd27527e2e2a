import type { Box } from "../../model/architecture/boxes.ts";
import { html, type Markup } from "../html.ts";
import { boxLines, type Rectangle } from "./layout.ts";
import type { PictureContext } from "./picture-context.ts";
import { BOX } from "./sizes.ts";
import { fitLine, textWidth } from "./text-width.ts";

/** A box with its title, what it is, and the zones it is in. It is a link to its resources. */
export function boxParts(box: Box, { x, y, width, height }: Rectangle, context: PictureContext): Markup {
  const change = context.changeOf(box.key);
  const title = fitLine(box.title, width - 2 * BOX.side, BOX.title, true);
  const lines = boxLines(box);
  return html`<a class="box ${box.kind.replace(" ", "-")}${change === undefined ? "" : ` ${change}`}" href="#${context.anchorOf(box.key)}" data-box="${box.key}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text class="title" x="${x + BOX.side}" y="${y + 18}">${title} </text>${lines.map(
    (line, index) =>
      html`<text${index >= lines.length - 1 && box.spread !== "" ? html` class="spread"` : ""} x="${x + BOX.side}" y="${y + BOX.head + BOX.line * (index + 0.75)}">${line} </text>`,
  )}${chips([...box.zones.map(shortZone), ...box.badges], x + BOX.side, y + height - BOX.chip - 2)}${change !== undefined && changeMark(change, x + width, y)}</a>`;
}

/** "1" says less than "zone 1", but three of them fit. */
function shortZone(zone: string, index: number): string {
  const number = /^zone (\d+)$/.exec(zone)?.[1];
  if (number === undefined) return zone;
  return index === 0 ? `zone ${number}` : number;
}

function chips(texts: readonly string[], left: number, top: number): Markup {
  let x = left;
  return html`${texts.map((text) => {
    const width = textWidth(text, 10) + 10;
    const chip = html`<g class="chip"><rect x="${x}" y="${top}" width="${width}" height="17" rx="8.5"/><text x="${x + width / 2}" y="${top + 12.2}">${text} </text></g>`;
    x += width + 4;
    return chip;
  })}`;
}

/** What changes, in words, on the upper right corner. */
export function changeMark(change: string, right: number, top: number): Markup {
  const width = textWidth(change, 10, true) + 12;
  return html`<g class="mark"><rect x="${right - width + 4}" y="${top - 8}" width="${width}" height="17" rx="3"/><text x="${right - width / 2 + 4}" y="${top + 4.2}">${change}</text></g>`;
}
