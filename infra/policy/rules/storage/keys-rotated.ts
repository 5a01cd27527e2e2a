import { kmsKey } from "../../read/resource-types.ts";
import { wholeNumber } from "../../read/scalars.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

/** AWS rotates symmetric encryption keys only. */
const ASYMMETRIC_OR_HMAC = /^(RSA|ECC|HMAC|SM2|ML_DSA)_/;

const rotation = requireValue(kmsKey, "enableKeyRotation", true);

export const keysRotated: Rule = {
  name: "keys-rotated",
  description: "KMS replaces the material of each key once a year.",
  remedy: "Set enableKeyRotation to true, and leave rotationPeriodInDays out.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["KMS.4", "CIS 3.6"],
  checks: [
    onResource(kmsKey, ({ customerMasterKeySpec }, key) =>
      ASYMMETRIC_OR_HMAC.test(String(customerMasterKeySpec ?? "")) ? undefined : rotation.find(key, []),
    ),
    onResource(kmsKey, ({ rotationPeriodInDays: days }) =>
      days === undefined || days === null || (wholeNumber(days) ?? 366) <= 365
        ? undefined
        : `rotationPeriodInDays must be at most 365, got ${quote(days)}`,
    ),
  ],
};
