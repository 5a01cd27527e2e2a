import { rdsInstance, redisGroup, secret, serverlessCache, ssmParameter } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** With AWS's key, everybody of the account who may read the resource may decrypt it. */
function isOwn(key: unknown): boolean {
  return Boolean(key) && !/alias\/aws\//.test(String(key));
}

export const dataOwnKey: Rule = {
  name: "data-own-key",
  description:
    "Databases, caches and secrets, in Systems Manager or in Secrets Manager, are encrypted with the stack's key, whose use can be revoked.",
  remedy: "Set kmsKeyId to the stack's key. For a SecureString, set keyId.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
  checks: [
    onResource(ssmParameter, ({ type, keyId }) =>
      type !== "SecureString" || isOwn(keyId) ? undefined : `keyId must be a key of your own, got ${quote(keyId)}`,
    ),
    onResource([rdsInstance, redisGroup, serverlessCache, secret], ({ kmsKeyId }) =>
      isOwn(kmsKeyId) ? undefined : `kmsKeyId must be a key of your own, got ${quote(kmsKeyId)}`,
    ),
  ],
};
