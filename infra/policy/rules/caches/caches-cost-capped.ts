import { nested } from "../../read/nested.ts";
import { serverlessCache } from "../../read/resource-types.ts";
import { wholeNumber } from "../../read/scalars.ts";
import { type Check, onResource, quote, type Rule } from "../../rule.ts";

/** Below AWS's own limits: at these, a cap caps nothing. */
const AWS_LIMITS = { dataStorage: 5000, ecpuPerSeconds: 15_000_000 };

/** The provider has lists of one element for both. */
function only(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

const caps: Check[] = Object.entries(AWS_LIMITS).map(([field, limit]) =>
  onResource(serverlessCache, ({ cacheUsageLimits }) => {
    const maximum = nested(only(nested(only(cacheUsageLimits), field)), "maximum");
    const cap = wholeNumber(maximum);
    return cap !== undefined && cap > 0 && cap < limit
      ? undefined
      : `cacheUsageLimits.${field}.maximum must be a number below ${limit}, got ${quote(maximum)}`;
  }),
);

export const cachesCostCapped: Rule = {
  name: "caches-cost-capped",
  description: "A serverless cache, which grows by itself, has a cap on its memory and on its use.",
  remedy: "Set cacheUsageLimits.dataStorage.maximum and cacheUsageLimits.ecpuPerSeconds[0].maximum.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html",
  checks: caps,
};
