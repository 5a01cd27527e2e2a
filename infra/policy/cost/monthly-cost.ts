import { guardUnknown, known } from "../read/unknown-values.ts";
import type { CheckedResource } from "../rule.ts";
import type { Charge } from "./charge.ts";
import { costOf } from "./cost-of.ts";
import type { CostLine, CostReport } from "./cost-report.ts";
import { isFree } from "./free-types.ts";
import { priceOf, priceRegion } from "./price-table.ts";

/** What the resources cost in a month. */
export function monthlyCost(resources: readonly CheckedResource[]): CostReport {
  const all = resources.map((resource) => ({ ...resource, props: guardUnknown(resource.props) }));
  const lines: CostLine[] = [];
  const unpriced: string[] = [];
  const dates: string[] = [];
  for (const resource of all) {
    const { urn, type, name } = resource;
    if (!resource.custom || isFree(type)) continue;
    const charges = costOf(type);
    if (charges === undefined) {
      unpriced.push(`${type} ${name}: nothing is known of its price`);
      continue;
    }
    const found = known(() => charges(resource, all));
    if (found === undefined) unpriced.push(`${type} ${name}: an argument that decides its price is not known yet`);
    for (const charge of found ?? []) {
      const price = priceOf(charge.price);
      if (price === undefined) {
        unpriced.push(`${type} ${name}: ${charge.what} (no price "${charge.price}")`);
        continue;
      }
      dates.push(price.date);
      lines.push({ urn, type, name, ...lineOf(charge, price.usd), source: price.source });
    }
  }
  const sum = (kind: CostLine["kind"]) =>
    cents(lines.reduce((total, line) => total + (line.kind === kind ? line.monthly : 0), 0));
  return { fixed: sum("fixed"), byUse: sum("use"), lines, unpriced, priceRegion, priceDate: dates.sort()[0] ?? "" };
}

function lineOf({ what, quantity, kind, assumption }: Charge, usd: number) {
  return { what, monthly: cents(usd * quantity), kind, ...(assumption === undefined ? {} : { assumption }) };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
