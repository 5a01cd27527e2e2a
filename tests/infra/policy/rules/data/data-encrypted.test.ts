import { describe, expect, it } from "vitest";
import { dataEncrypted } from "../../../../../infra/policy/rules/data/data-encrypted.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("data-encrypted", () => {
  describe.each([
    ["aws:rds/instance:Instance", "storageEncrypted"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled"],
    ["aws:ebs/volume:Volume", "encrypted"],
    ["aws:kms/key:Key", "enableKeyRotation"],
  ])("for %s", (type, property) => {
    it.each([undefined, false, 0, null, "false"])(`reports ${property} %s`, (value) => {
      expect(findingsOf(dataEncrypted, checkedResource(type, { [property]: value }))).toEqual([
        expect.stringContaining(`${property} must be true`),
      ]);
    });

    it.each([true, UNKNOWN])(`accepts ${property} %s`, (value) => {
      expect(findingsOf(dataEncrypted, checkedResource(type, { [property]: value }))).toEqual([]);
    });
  });

  it("accepts the provider's text for a boolean", () => {
    const type = "aws:elasticache/replicationGroup:ReplicationGroup";
    expect(findingsOf(dataEncrypted, checkedResource(type, { atRestEncryptionEnabled: "true" }))).toEqual([]);
  });

  it.each([
    [undefined, 0],
    [true, 0],
    [false, 1],
  ])("checks default encryption of new volumes that is set to %s", (enabled, count) => {
    expect(
      findingsOf(dataEncrypted, checkedResource("aws:ebs/encryptionByDefault:EncryptionByDefault", { enabled })),
    ).toHaveLength(count);
  });

  it.each(["RSA_2048", "ECC_NIST_P256", "HMAC_256"])(
    "requires no rotation of a key that AWS cannot rotate: %s",
    (customerMasterKeySpec) => {
      expect(findingsOf(dataEncrypted, checkedResource("aws:kms/key:Key", { customerMasterKeySpec }))).toEqual([]);
    },
  );

  describe.each(["aws:elasticache/serverlessCache:ServerlessCache", "aws:secretsmanager/secret:Secret"])("for %s", (type) => {
    it.each([
      ["arn:aws:kms:us-east-1:123456789012:key/1", 0],
      [UNKNOWN, 0],
      [undefined, 1],
      ["", 1],
    ])("checks the KMS key %j", (kmsKeyId, count) => {
      expect(findingsOf(dataEncrypted, checkedResource(type, { kmsKeyId }))).toHaveLength(count);
    });
  });
});
