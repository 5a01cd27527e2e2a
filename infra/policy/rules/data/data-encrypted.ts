import {
  ebsEncryptionByDefault,
  ebsVolume,
  kmsKey,
  rdsInstance,
  redisGroup,
  secret,
  serverlessCache,
} from "../../read/resource-types.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

const ASYMMETRIC_OR_HMAC = /^(RSA|ECC|HMAC|SM2|ML_DSA)/;

export const dataEncrypted: Rule = {
  name: "data-encrypted",
  description: "Data at rest is encrypted, and KMS keys are rotated.",
  remedy:
    "Turn encryption on before the first deployment, as AWS cannot encrypt an existing database or cache. Turn key rotation on.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.3", "ElastiCache.4", "EC2.7", "KMS.4", "CIS 2.2.1", "CIS 3.6", "CIS 5.1.1"],
  checks: [
    requireValue(rdsInstance, "storageEncrypted", true),
    requireValue(redisGroup, "atRestEncryptionEnabled", true),
    // AWS encrypts both in any case. Only with a key of your own can you revoke the access to the data.
    onResource([serverlessCache, secret], ({ kmsKeyId }) =>
      kmsKeyId ? undefined : `kmsKeyId must be a key of your own, got ${quote(kmsKeyId)}`,
    ),
    requireValue(ebsVolume, "encrypted", true),
    onResource(ebsEncryptionByDefault, ({ enabled }) =>
      // The default is true.
      enabled === false ? "enabled must be true, got false" : undefined,
    ),
    onResource(kmsKey, ({ enableKeyRotation, customerMasterKeySpec }) => {
      // AWS rotates symmetric encryption keys only.
      if (ASYMMETRIC_OR_HMAC.test(String(customerMasterKeySpec ?? ""))) return undefined;
      return enableKeyRotation === true ? undefined : `enableKeyRotation must be true, got ${quote(enableKeyRotation)}`;
    }),
  ],
};
