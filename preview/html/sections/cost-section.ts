import type { CostLine } from "../../../infra/policy/cost/cost-report.ts";
import { named, noun } from "../../model/nouns.ts";
import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";
import { difference, dollars } from "./words.ts";

/** What a month costs: what is billed anyway, and what is billed by use, with what is assumed for it. */
export function costSection({ stack, changes, id }: StackView): Markup {
  const { fixed, byUse, estimated, lines, unpriced, priceRegion, priceDate } = stack.cost;
  const sources = [...new Set(lines.map(({ source }) => source))].sort();
  const numberOf = new Map(sources.map((source, index) => [source, index + 1]));
  const rows = (kind: CostLine["kind"]) =>
    grouped(lines.filter((line) => line.kind === kind)).map(({ who, what, monthly, assumption, source, basis }) => ({
      cells: [
        who,
        what,
        assumption ?? "",
        `[${numberOf.get(source)}]${basis === "estimate" ? " estimate" : ""}`,
        dollars(monthly),
      ],
    }));
  const heads = ["Resource", "What", "Assumption", "Source", "USD a month"];
  return html`<section><h3 id="${id("cost")}">Cost</h3>
<p class="figures"><span><strong>${dollars(fixed)}</strong> fixed</span><span><strong>${dollars(byUse)}</strong> by assumed use</span><span><strong>${dollars(fixed + byUse)}</strong> a month${estimated > 0 && `, of which ${dollars(estimated)} estimated`}</span>${changes !== undefined && html`<span><strong>${difference(changes.cost.fixed + changes.cost.byUse)}</strong> since the earlier report</span>`}</p>
<p class="note">${priceDate !== "" && `List prices of ${priceRegion}, the oldest of ${priceDate}. `}${estimated > 0 && "What is estimated has a price that nobody has read in AWS's list. "}In USD for 730 hours, without tax and discounts.${stack.region !== priceRegion && html` <strong>This stack is in ${stack.region}, where prices differ.</strong>`}</p>
${table(`Fixed cost of ${stack.stack}`, heads, rows("fixed"), [4])}
${table(`Cost of ${stack.stack} by use`, heads, rows("use"), [4])}
${unpriced.length > 0 && html`<p><strong>Without a price, and not in the sums:</strong> ${unpriced.join("; ")}.</p>`}
<details class="printed"><summary>Sources of the prices</summary><ol>${sources.map((source) => html`<li>${source}</li>`)}</ol></details></section>
`;
}

/** Lines that say the same of several resources are one: "14 alarms". The most expensive come first. */
function grouped(lines: readonly CostLine[]): (CostLine & { readonly who: string })[] {
  const groups = new Map<string, CostLine[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.type, line.what, line.assumption, line.source]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()]
    .flatMap((all) => {
      const [first] = all;
      if (first === undefined) return [];
      const names = all.map(({ name }) => name);
      const who =
        all.length === 1
          ? named(first.type, first.name)
          : `${all.length} ${noun(first.type, all.length)}${all.length > 6 ? "" : `: ${names.join(", ")}`}`;
      return [
        {
          ...first,
          who,
          what: all.length === 1 ? first.what : `each: ${first.what}`,
          monthly: all.reduce((sum, { monthly }) => sum + monthly, 0),
        },
      ];
    })
    .sort((a, b) => b.monthly - a.monthly);
}
