import { secret, serverlessCache } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const dataOwnKey: Rule = {
  name: "data-own-key",
  description: "The relay's cache, and secrets of Secrets Manager, are encrypted with the stack's key, whose use can be revoked.",
  remedy: "Set kmsKeyId to the stack's key.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
  checks: [
    onResource([serverlessCache, secret], ({ kmsKeyId }) =>
      kmsKeyId && !/alias\/aws\//.test(String(kmsKeyId))
        ? undefined
        : `kmsKeyId must be a key of your own, got ${quote(kmsKeyId)}`,
    ),
  ],
};
