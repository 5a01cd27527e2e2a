import { durationText } from "../../model/duration-text.ts";
import { counted, named } from "../../model/nouns.ts";
import type { Bar } from "../../model/timeline.ts";
import { html, type Markup } from "../html.ts";
import { type GanttBar, gantt } from "../picture/gantt.ts";
import type { StackView } from "./stack-view.ts";
import { measuredWhere } from "./summary.ts";
import { table } from "./table.ts";

/** When everything is created in a first deployment, and what its end waits for. */
export function durationSection({ stack, id }: StackView): Markup {
  const { seconds, bars, measured } = stack.timeline;
  const long = bars.filter((bar) => bar.critical || bar.seconds >= 30);
  const rows = grouped(long);
  const critical = bars.filter((bar) => bar.critical && bar.seconds > 0);
  return html`<section><h3 id="${id("duration")}">First deployment: about ${durationText(seconds)}</h3>
<p class="note">${measured === 0 ? "All durations are expected from public reports; none is measured." : `${measuredWhere(stack.timeline)}, the others expected from public reports.`} The ${critical.length} bars with bold names are the critical path: a delay there delays the end. ${bars.length - long.length} resources that take less than 30 s are left out.</p>
<div class="scroller" tabindex="0" role="region" aria-label="Gantt chart of ${stack.stack}">${gantt(stack.stack, seconds, rows)}</div>
<details><summary>The same as a table</summary>${table(
    `Durations of the first deployment of ${stack.stack}`,
    ["Resource", "Starts after", "Takes", "Known from", "Critical path"],
    rows.map((bar) => ({
      cells: [bar.title, durationText(bar.start), durationText(bar.seconds), bar.basis, bar.critical ? "yes" : "no"],
    })),
    [1, 2],
  )}</details></section>
`;
}

/** Resources of one type that begin together and take the same time are one bar. */
function grouped(bars: readonly Bar[]): GanttBar[] {
  const groups = new Map<string, Bar[]>();
  for (const bar of bars) {
    const key = JSON.stringify([bar.type, Math.round(bar.start), bar.seconds, bar.critical, bar.basis]);
    groups.set(key, [...(groups.get(key) ?? []), bar]);
  }
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const title = all.length === 1 ? named(first.type, first.name) : counted(first.type, all.length);
    return [{ ...first, title }];
  });
}
