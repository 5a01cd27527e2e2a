import type * as aws from "@pulumi/aws";
import { demand, onResource, quote, type Rule } from "../rule.ts";
import { findEach } from "../unknown-values.ts";

const ASYMMETRIC_OR_HMAC = /^(RSA|ECC|HMAC|SM2|ML_DSA)/;

export const dataEncrypted: Rule = {
  name: "data-encrypted",
  description:
    "Data at rest is encrypted, and keys are rotated (RDS.3, ElastiCache.4, EC2.7, KMS.4, ECR.5, CIS 2.2.1, CIS 3.6, CIS 5.1.1).",
  remedy: "Set it before the first deployment: a database or a cache that exists is encrypted only by making it again.",
  severity: "high",
  controls: ["RDS.3", "ElastiCache.4", "EC2.7", "KMS.4", "ECR.5", "CIS 2.2.1", "CIS 3.6", "CIS 5.1.1"],
  checks: [
    demand<aws.rds.InstanceArgs>("aws:rds/instance:Instance", "storageEncrypted", true),
    demand<aws.elasticache.ReplicationGroupArgs>(
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "atRestEncryptionEnabled",
      true,
    ),
    // AWS encrypts both in any case, but with a key that nobody here can take away from a reader.
    onResource<aws.elasticache.ServerlessCacheArgs>(
      ["aws:elasticache/serverlessCache:ServerlessCache", "aws:secretsmanager/secret:Secret"],
      ({ kmsKeyId }) => (kmsKeyId ? undefined : `kmsKeyId must be a key of your own, got ${quote(kmsKeyId)}`),
    ),
    onResource<aws.ecr.RepositoryArgs>("aws:ecr/repository:Repository", ({ encryptionConfigurations }) => {
      const kinds = findEach(encryptionConfigurations, ({ encryptionType }) => String(encryptionType));
      return kinds.some((kind) => kind.startsWith("KMS"))
        ? undefined
        : `encryptionConfigurations must be of type "KMS", got ${quote(kinds[0])}`;
    }),
    demand<aws.ebs.VolumeArgs>("aws:ebs/volume:Volume", "encrypted", true),
    onResource<aws.ebs.EncryptionByDefaultArgs>("aws:ebs/encryptionByDefault:EncryptionByDefault", ({ enabled }) =>
      // Left out it is on.
      enabled === false ? "enabled must be true, got false" : undefined,
    ),
    onResource<aws.kms.KeyArgs>("aws:kms/key:Key", ({ enableKeyRotation, customerMasterKeySpec }) => {
      // AWS rotates no other kind.
      if (ASYMMETRIC_OR_HMAC.test(String(customerMasterKeySpec ?? ""))) return undefined;
      return enableKeyRotation === true ? undefined : `enableKeyRotation must be true, got ${quote(enableKeyRotation)}`;
    }),
  ],
};
