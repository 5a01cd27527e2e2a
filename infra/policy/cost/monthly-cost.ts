import type { CheckedResource } from "../rule.ts";
import { bill, estimated, total } from "./bill.ts";
import type { CostReport } from "./cost-report.ts";
import { priceRegion } from "./price-table.ts";

/** What the resources cost in a month. */
export function monthlyCost(resources: readonly CheckedResource[]): CostReport {
  const { lines, missing, dates } = bill(resources);
  return {
    fixed: total(lines, "fixed"),
    byUse: total(lines, "use"),
    estimated: estimated(lines),
    lines,
    unpriced: missing.map(({ type, name, why }) => `${type} ${name}: ${why}`),
    priceRegion,
    priceDate: dates.toSorted()[0] ?? "",
  };
}
