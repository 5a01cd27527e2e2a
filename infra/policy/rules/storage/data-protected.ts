import { notTurnedOff } from "../../checks/property-checks.ts";
import { inProd } from "../../in-prod.ts";
import { buckets, kmsKey, rdsInstance, redisGroup } from "../../read/resource-types.ts";
import { isOff, wholeNumber } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const dataProtected: Rule = {
  name: "data-protected",
  description: "In production, Pulumi refuses to delete databases, caches, buckets and keys.",
  remedy:
    "Set the resource option `protect` to true, and leave out what deletes or disables the resource (XMPro's setting dataProtection). Move data that may be lost out of the stack prod.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["KMS.3"],
  checks: [
    onResource(buckets, ({ forceDestroy }) =>
      isOff(forceDestroy) ? undefined : `forceDestroy must be false, got ${quote(forceDestroy)}`,
    ),
    onResource(kmsKey, ({ deletionWindowInDays: days }) =>
      days === undefined || days === null || (wholeNumber(days) ?? 0) >= 30
        ? undefined
        : `deletionWindowInDays must be 30, got ${quote(days)}`,
    ),
    // Nobody reads what a disabled key has encrypted.
    notTurnedOff(kmsKey, "isEnabled"),
    onResource([rdsInstance, redisGroup, kmsKey, ...buckets], (_, { opts }) =>
      opts.protect ? undefined : "the resource option `protect` must be true, got false",
    ),
  ].map(inProd),
};
