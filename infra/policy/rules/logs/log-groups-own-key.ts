import { logGroup } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const logGroupsOwnKey: Rule = {
  name: "log-groups-own-key",
  description: "Logs are encrypted with the stack's key, whose use can be revoked.",
  remedy: "Set kmsKeyId to the ARN of the stack's key.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  checks: [
    onResource(logGroup, ({ kmsKeyId }) =>
      kmsKeyId ? undefined : `kmsKeyId must be the ARN of a key of your own, got ${quote(kmsKeyId)}`,
    ),
  ],
};
