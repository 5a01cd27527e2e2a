import { html, type Markup } from "../html.ts";
import { round } from "./round.ts";
import { fitLine } from "./text-width.ts";

const WIDTH = 980;
const NAMES = 230;
const ROW = 22;
const HEAD = 26;
/** Room for the words behind the last bar. */
const AFTER = 130;
const STEPS = [30, 60, 120, 300, 600, 900, 1800, 3600];

/** One resource, or several that take the same time from the same start. */
export interface GanttBar {
  readonly title: string;
  /** Seconds after the start of the deployment. */
  readonly start: number;
  readonly seconds: number;
  readonly critical: boolean;
  readonly basis: string;
}

/** Bars over time. Those of the critical path have another colour and a bold name, and measured ones an edge. */
export function gantt(stack: string, seconds: number, bars: readonly GanttBar[]): Markup {
  const total = Math.max(seconds, 1);
  const at = (second: number) => NAMES + (second / total) * (WIDTH - NAMES - AFTER);
  const height = HEAD + bars.length * ROW + 6;
  const step = STEPS.find((one) => total / one <= 10) ?? 7200;
  const marks = Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step);
  return html`<svg class="gantt" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="gantt-title-${stack} gantt-desc-${stack}"><title id="gantt-title-${stack}">Gantt chart of the first deployment of ${stack}</title><desc id="gantt-desc-${stack}">${bars.length} bars over ${Math.round(total / 60)} minutes. The table below says the same.</desc>${marks.map(
    (second) =>
      html`<line class="mark" x1="${round(at(second))}" y1="${HEAD - 6}" x2="${round(at(second))}" y2="${height}"/><text class="time" x="${round(at(second))}" y="14">${second === 0 ? "0" : second % 60 === 0 ? `${second / 60} min` : `${second} s`}</text>`,
  )}${bars.map((bar, index) => {
    const y = HEAD + index * ROW;
    const width = Math.max(at(bar.start + bar.seconds) - at(bar.start), 2);
    const name = fitLine(bar.title, NAMES - 12, 11.5);
    return html`<g class="bar${bar.critical ? " critical" : ""}${bar.basis === "expected" ? "" : " measured"}"><title>${bar.title}: starts after ${Math.round(bar.start)} s, takes ${bar.seconds} s, ${bar.basis}</title><text class="of" x="${NAMES - 8}" y="${y + 13}">${name}</text><rect x="${round(at(bar.start))}" y="${y + 2}" width="${round(width)}" height="15" rx="2"/><text x="${round(at(bar.start) + width + 5)}" y="${y + 13.5}">${words(bar)}</text></g>`;
  })}</svg>`;
}

function words({ seconds, basis }: GanttBar): string {
  const took = seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
  return basis === "expected" ? took : `${took}, measured`;
}
