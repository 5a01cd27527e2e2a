import { describe, expect, it } from "vitest";
import { dataEncrypted } from "../../../../infra/policy/rules/data-encrypted.ts";
import { judged, said, UNKNOWN } from "../judged.ts";

describe("data-encrypted", () => {
  describe.each([
    ["aws:rds/instance:Instance", "storageEncrypted"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled"],
    ["aws:ebs/volume:Volume", "encrypted"],
    ["aws:kms/key:Key", "enableKeyRotation"],
  ])("%s", (type, property) => {
    it.each([undefined, false, 0, null, "false"])(`stops ${property} %s`, (value) => {
      expect(said(dataEncrypted, judged(type, { [property]: value }))).toEqual([
        expect.stringContaining(`${property} must be true`),
      ]);
    });

    it.each([true, UNKNOWN])(`lets ${property} %s pass`, (value) => {
      expect(said(dataEncrypted, judged(type, { [property]: value }))).toEqual([]);
    });
  });

  it("takes the provider's text for a truth value", () => {
    const type = "aws:elasticache/replicationGroup:ReplicationGroup";
    expect(said(dataEncrypted, judged(type, { atRestEncryptionEnabled: "true" }))).toEqual([]);
  });

  it.each([
    [undefined, 0],
    [true, 0],
    [false, 1],
  ])("judges encryption of new volumes %s", (enabled, count) => {
    expect(said(dataEncrypted, judged("aws:ebs/encryptionByDefault:EncryptionByDefault", { enabled }))).toHaveLength(count);
  });

  it.each(["RSA_2048", "ECC_NIST_P256", "HMAC_256"])(
    "asks no rotation of a key that AWS cannot rotate: %s",
    (customerMasterKeySpec) => {
      expect(said(dataEncrypted, judged("aws:kms/key:Key", { customerMasterKeySpec }))).toEqual([]);
    },
  );

  describe.each(["aws:elasticache/serverlessCache:ServerlessCache", "aws:secretsmanager/secret:Secret"])("%s", (type) => {
    it.each([
      ["arn:aws:kms:us-east-1:123456789012:key/1", 0],
      [UNKNOWN, 0],
      [undefined, 1],
      ["", 1],
    ])("with the key %j", (kmsKeyId, count) => {
      expect(said(dataEncrypted, judged(type, { kmsKeyId }))).toHaveLength(count);
    });
  });

  it.each([
    [[{ encryptionType: "KMS", kmsKey: UNKNOWN }], 0],
    [[{ encryptionType: "KMS_DSSE" }], 0],
    [UNKNOWN, 0],
    [[{ encryptionType: "AES256" }], 1],
    [[], 1],
    [undefined, 1],
  ])("judges a repository of images encrypted by %j", (encryptionConfigurations, count) => {
    expect(said(dataEncrypted, judged("aws:ecr/repository:Repository", { encryptionConfigurations }))).toHaveLength(count);
  });
});
