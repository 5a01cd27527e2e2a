import { trail } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const trailEncrypted: Rule = {
  name: "trail-encrypted",
  description: "The files of a trail are encrypted with a KMS key, so that the key's policy decides who reads them.",
  remedy: "Set kmsKeyId to the ARN of a key that lets CloudTrail encrypt.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["CloudTrail.2", "CIS 3.5"],
  checks: [
    onResource(trail, ({ kmsKeyId }) =>
      typeof kmsKeyId === "string" && kmsKeyId.trim() !== "" ? undefined : `kmsKeyId must be a key, got ${quote(kmsKeyId)}`,
    ),
  ],
};
