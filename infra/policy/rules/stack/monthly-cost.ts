import { bill, type MissingPrice, total } from "../../cost/bill.ts";
import { type PackSettings, packSettings } from "../../pack-settings.ts";
import type { CheckedResource, Findings, Rule } from "../../rule.ts";

/** So many of the most expensive parts explain most of a bill. */
const NAMED = 3;

/** "m6i" of "rds-sqlserver-se-multi-az:db.m6i.large". */
const FAMILY = /:(?:db\.|cache\.)?([a-z][a-z0-9-]*)\.[a-z0-9-]+$/;

function findingsOf(stack: CheckedResource, all: readonly CheckedResource[], settings: PackSettings): Findings {
  const limit = settings.monthlyCostLimits?.[stackOf(stack)];
  if (limit === undefined) return undefined;
  const { lines, missing } = bill(all);
  const sum = Math.round(total(lines, "fixed") + total(lines, "use"));
  const largest = lines.toSorted((a, b) => b.monthly - a.monthly).slice(0, NAMED);
  const parts = largest.map(({ name, what, monthly }) => `${name}, ${what} (${Math.round(monthly)})`);
  return [
    ...(sum > limit
      ? [`the stack must cost at most ${limit} USD a month, got about ${sum}, most of it for ${parts.join("; ")}`]
      : []),
    // What has no price is missing in the sum, so a stack without prices would pass.
    ...missing
      .filter((one) => !isFoundElsewhere(one, settings))
      .map(({ type, name, why }) => `the cost of the stack must be known, got no price for ${type} ${name}: ${why}`),
  ];
}

/** True for what other rules refuse: types that nobody has judged, and families that are not allowed. */
function isFoundElsewhere({ price }: MissingPrice, { instanceFamilies }: PackSettings): boolean {
  if (price === undefined) return true;
  const family = FAMILY.exec(price)?.[1];
  return family !== undefined && !instanceFamilies.includes(family);
}

/** The stack itself is a resource too. The finding is about it, so that it is reported once. */
function subjectOf(all: readonly CheckedResource[]): CheckedResource | undefined {
  return all.find(({ type }) => type === "pulumi:pulumi:Stack") ?? all[0];
}

function stackOf({ urn }: CheckedResource): string {
  return urn.split("::")[0]?.split(":").at(-1) ?? "";
}

export function monthlyCostRule(settings: () => PackSettings = packSettings): Rule {
  return {
    name: "monthly-cost",
    description: "A stack costs at most what the pack's settings allow in a month, at the prices of cost/prices.json.",
    remedy:
      "Choose smaller sizes, or raise the limit in `monthlyCostLimits` in the pack's settings.json. For a missing price, add it to cost/prices.json with its source.",
    severity: "low",
    enforcementLevel: "advisory",
    controls: [],
    reference: "https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/welcome.html",
    checks: [
      {
        kind: "stack",
        types: [],
        everyType: true,
        find: (resource, all) => (resource === subjectOf(all) ? findingsOf(resource, all, settings()) : undefined),
      },
    ],
  };
}
