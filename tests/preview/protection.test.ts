import { describe, expect, it } from "vitest";
import { protection } from "../../preview/model/protection.ts";
import { registered } from "./registered.ts";

const key = registered("aws:kms/key:Key", "key", {
  inputs: { enableKeyRotation: true, deletionWindowInDays: 30 },
  protect: true,
});
const parameters = registered("aws:rds/parameterGroup:ParameterGroup", "tls", {
  inputs: { parameters: [{ name: "rds.force_ssl", value: "1" }] },
});
const of = (what: string, resources: Parameters<typeof protection>[0]) =>
  protection(resources).filter((entry) => entry.what === what);

describe("the protection of a database", () => {
  const strong = registered("aws:rds/instance:Instance", "database", {
    inputs: {
      storageEncrypted: true,
      kmsKeyId: "arn",
      backupRetentionPeriod: 14,
      multiAz: true,
      deletionProtection: true,
      skipFinalSnapshot: false,
    },
    propertyDependencies: { kmsKeyId: [key.urn], parameterGroupName: [parameters.urn] },
    protect: true,
  });

  it("is listed in full", () => {
    expect(of("SQL Server", [key, parameters, strong])).toEqual([
      {
        what: "SQL Server",
        names: ["database"],
        strengths: [
          "encrypted with the stack's key",
          "TLS only",
          "14 days of backups",
          "Multi-AZ",
          "deletion protection",
          "a final snapshot",
          "protected from destroy",
        ],
        gaps: [],
      },
    ]);
  });

  it.each([
    ["storageEncrypted", false, "not encrypted with a KMS key of the stack"],
    ["backupRetentionPeriod", 0, "no backups"],
    ["backupRetentionPeriod", undefined, "no backups"],
    ["multiAz", false, "one zone"],
    ["deletionProtection", undefined, "no deletion protection"],
    ["skipFinalSnapshot", true, "no final snapshot"],
  ])("has a gap if %s is %s", (property, value, gap) => {
    const weak = { ...strong, inputs: { ...strong.inputs, [property]: value } };
    expect(of("SQL Server", [key, parameters, weak])[0]?.gaps).toEqual([gap]);
  });

  it("has gaps if TLS is not forced and Pulumi does not protect it", () => {
    expect(of("SQL Server", [key, { ...strong, protect: false }])[0]?.gaps).toEqual([
      "accepts connections without TLS",
      "destroy deletes it",
    ]);
  });
});

describe("the protection of other data", () => {
  const bucket = registered("aws:s3/bucket:Bucket", "papers", { protect: true });
  const part = (name: string, inputs: Readonly<Record<string, unknown>>) =>
    registered(`aws:s3/bucket${name}:Bucket${name}`, "papers", { inputs, propertyDependencies: { bucket: [bucket.urn] } });
  const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
  const parts = [
    part("ServerSideEncryptionConfiguration", {}),
    part("Versioning", { versioningConfiguration: { status: "Enabled" } }),
    part("Policy", {
      policy: JSON.stringify({
        Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
      }),
    }),
    part("PublicAccessBlock", closed),
    part("Logging", {}),
  ];

  it("is listed for a bucket with all its parts", () => {
    expect(of("bucket", [bucket, ...parts])[0]).toMatchObject({
      strengths: ["encrypted", "versioned", "TLS only", "public access blocked", "accesses logged", "protected from destroy"],
      gaps: [],
    });
  });

  it.each([
    ["ServerSideEncryptionConfiguration", "encryption left to the account"],
    ["Versioning", "old versions are lost"],
    ["Policy", "readable without TLS"],
    ["PublicAccessBlock", "public access is not blocked"],
    ["Logging", "accesses not logged"],
  ])("has a gap for a bucket without %s", (name, gap) => {
    const others = parts.filter(({ type }) => !type.endsWith(`Bucket${name}`));
    expect(of("bucket", [bucket, ...others])[0]?.gaps).toEqual([gap]);
  });

  it.each(Object.keys(closed))("has a gap for a bucket that does not set %s", (property) => {
    const open = parts.map((one) => (property in one.inputs ? { ...one, inputs: { ...closed, [property]: false } } : one));
    expect(of("bucket", [bucket, ...open])[0]?.gaps).toEqual(["public access is not blocked"]);
  });

  it("is one entry for resources with the same protection", () => {
    const log = (name: string, retentionInDays?: number) =>
      registered("aws:cloudwatch/logGroup:LogGroup", name, {
        inputs: { kmsKeyId: "arn", retentionInDays },
        propertyDependencies: { kmsKeyId: [key.urn] },
      });
    expect(protection([key, log("a", 30), log("b", 30), log("c")]).slice(0, 2)).toEqual([
      { what: "log groups", names: ["a", "b"], strengths: ["kept 30 days", "encrypted with the stack's key"], gaps: [] },
      { what: "log group", names: ["c"], strengths: ["encrypted with the stack's key"], gaps: ["never expire"] },
    ]);
  });

  it("has a gap for a parameter that is not a secret, and for an environment without HTTPS", () => {
    expect(of("parameter", [registered("aws:ssm/parameter:Parameter", "p", { inputs: { type: "String" } })])[0]?.gaps).toEqual([
      "readable, not a SecureString",
    ]);
    expect(
      of("environment", [registered("aws:elasticbeanstalk/environment:Environment", "e", { inputs: { settings: [] } })])[0]?.gaps,
    ).toContain("no HTTPS until the certificate is issued");
  });
});
