import { noun } from "../../model/nouns.ts";
import { html, type Markup } from "../html.ts";
import { gantt } from "../picture/gantt.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";
import { duration } from "./words.ts";

/** When everything is created in a first deployment, and what its end waits for. */
export function durationSection({ stack, id }: StackView): Markup {
  const { seconds, bars, measured } = stack.timeline;
  const long = bars.filter((bar) => bar.critical || bar.seconds >= 30);
  const critical = bars.filter((bar) => bar.critical && bar.seconds > 0);
  return html`<section aria-labelledby="${id("duration")}"><h3 id="${id("duration")}">First deployment: about ${duration(seconds)}</h3>
<p class="note">${measured === 0 ? "All durations are expected from public reports; none is measured." : `${measured} of ${bars.length} durations are measured in a deployment, the others expected.`} The ${critical.length} dark bars are the critical path: a delay there delays the end. ${bars.length - long.length} resources that take less than 30 s are left out.</p>
<div class="scroller" tabindex="0" role="region" aria-label="Gantt chart of ${stack.stack}">${gantt(stack.stack, seconds, long)}</div>
<details><summary>The same as a table</summary>${table(
    `Durations of the first deployment of ${stack.stack}`,
    ["Resource", "Starts after", "Takes", "Known from", "Critical path"],
    long.map((bar) => ({
      cells: [
        `${noun(bar.type)} ${bar.name}`,
        duration(bar.start),
        duration(bar.seconds),
        bar.basis,
        bar.critical ? "yes" : "no",
      ],
    })),
    [1, 2],
  )}</details></section>
`;
}
