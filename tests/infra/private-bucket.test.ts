import { describe, expect, it } from "vitest";
import { accessLogBucket } from "../../infra/access-log-bucket.ts";
import { PrivateBucket, type PrivateBucketArgs } from "../../infra/private-bucket.ts";
import { CERTIFICATE_FILES, certificateStore } from "../../infra/xmpro/certificate-store.ts";
import { deploy } from "../support/program/deploy.ts";
import { exampleNetwork } from "../support/program/example-network.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const bucket = (more: Partial<PrivateBucketArgs> = {}) =>
  deploy(() => new PrivateBucket("data", { durable: false, keepVersionsDays: 90, ...more }));
const logs = (durable = false) => accessLogBucket("logs", { accountId: "111122223333", retentionDays: 30, durable });

const overTlsOnly = {
  Sid: "OnlyOverTls",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("a private bucket", () => {
  it("is never public, and the account owns its objects", async () => {
    const made = await bucket();
    expect(made.the("s3.BucketPublicAccessBlock").inputs).toEqual({
      bucket: "data",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(made.the("s3.BucketOwnershipControls").inputs.rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
  });

  it("is encrypted with S3's keys, because load balancers and anonymous readers cannot use KMS keys", async () => {
    const { inputs } = (await bucket()).the("s3.BucketServerSideEncryptionConfiguration");
    expect(inputs.rules).toEqual([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
  });

  it("denies plain HTTP and allows nothing by default", async () => {
    expect(Object.values(statementsOf((await bucket()).the("s3.BucketPolicy")))).toEqual([overTlsOnly]);
  });

  it("allows what the caller adds, for its own object keys", async () => {
    const statement = { sid: "Given", principal: { Service: "x.amazonaws.com" }, actions: ["s3:PutObject"], keys: ["a/*", "b"] };
    const made = await bucket({ statements: [statement] });
    expect(Object.values(statementsOf(made.the("s3.BucketPolicy")))).toEqual([
      overTlsOnly,
      {
        Sid: "Given",
        Effect: "Allow",
        Principal: { Service: "x.amazonaws.com" },
        Action: ["s3:PutObject"],
        Resource: ["arn:aws:s3:::data/a/*", "arn:aws:s3:::data/b"],
      },
    ]);
  });

  it("deletes old versions after a time, and never deletes current objects", async () => {
    const made = await bucket();
    expect(made.the("s3.BucketVersioning").inputs.versioningConfiguration).toEqual({ status: "Enabled" });
    const { rules } = made.the("s3.BucketLifecycleConfiguration").inputs;
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } });
    expect(rules[0].expiration).toBeUndefined();
  });

  it("deletes objects after the configured days", async () => {
    const { rules } = (await bucket({ expireAfterDays: 30 })).the("s3.BucketLifecycleConfiguration").inputs;
    expect(rules[1]).toMatchObject({ status: "Enabled", filter: {}, expiration: { days: 30 } });
  });

  it("gets its policy after its public access block, and its life-cycle rules after its versioning, as S3 requires", async () => {
    const made = await bucket();
    expect(made.the("s3.BucketPolicy").dependencies).toContain(made.the("s3.BucketPublicAccessBlock").urn);
    expect(made.the("s3.BucketLifecycleConfiguration").dependencies).toContain(made.the("s3.BucketVersioning").urn);
  });

  it("logs accesses to another bucket once that bucket's policy allows it", async () => {
    const made = await deploy(() => {
      new PrivateBucket("data", { durable: false, keepVersionsDays: 1, accessLogs: { bucket: logs(), prefix: "buckets/data/" } });
    });
    const logging = made.the("s3.BucketLogging", "data");
    expect(logging.inputs).toEqual({ bucket: "data", targetBucket: "logs", targetPrefix: "buckets/data/" });
    expect(logging.dependencies).toContain(made.the("s3.BucketPolicy", "logs").urn);
    expect((await bucket()).ofType("s3.BucketLogging")).toEqual([]);
  });

  it.each([true, false])("is protected, or deleted with its objects: durable %s", async (durable) => {
    const resource = (await bucket({ durable })).the("s3.Bucket");
    expect([resource.protect, resource.inputs.forceDestroy]).toEqual([durable, !durable]);
  });
});

describe("the bucket of access logs", () => {
  it("accepts logs only from load balancers and buckets of this account", async () => {
    const policy = statementsOf((await deploy(() => void logs())).the("s3.BucketPolicy"));
    expect(Object.keys(policy)).toEqual(["OnlyOverTls", "LoadBalancers", "Buckets"]);
    expect(policy.LoadBalancers).toEqual({
      Sid: "LoadBalancers",
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: ["arn:aws:s3:::logs/load-balancers/*/AWSLogs/111122223333/*"],
    });
    expect(policy.Buckets).toMatchObject({
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: ["arn:aws:s3:::logs/buckets/*"],
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
  });

  it("logs accesses to itself, and deletes logs after the configured days", async () => {
    const made = await deploy(() => void logs());
    expect(made.the("s3.BucketLifecycleConfiguration").inputs.rules[1].expiration).toEqual({ days: 30 });
    const logging = made.the("s3.BucketLogging");
    expect(logging.inputs).toEqual({ bucket: "logs", targetBucket: "logs", targetPrefix: "buckets/logs/" });
    expect(logging.dependencies).toContain(made.the("s3.BucketPolicy").urn);
  });

  it.each([true, false])("is protected if it is durable: %s", async (durable) => {
    expect((await deploy(() => void logs(durable))).the("s3.Bucket").protect).toBe(durable);
  });
});

describe("the certificate store", () => {
  const store = (durable = false) =>
    deploy(() => {
      certificateStore("certificates", { s3EndpointId: exampleNetwork().s3EndpointId, accessLogs: logs(durable), durable });
    });

  it("allows reading only XMPro's four files, and only through the VPC's endpoint", async () => {
    const policy = statementsOf((await store()).the("s3.BucketPolicy", "certificates"));
    expect(Object.keys(policy)).toEqual(["OnlyOverTls", "InstancesByTheEndpoint"]);
    expect(policy.InstancesByTheEndpoint).toEqual({
      Sid: "InstancesByTheEndpoint",
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject"],
      Resource: CERTIFICATE_FILES.map((file) => `arn:aws:s3:::certificates/${file}`),
      Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } },
    });
    expect(CERTIFICATE_FILES).toEqual(["sign.pfx", "sign.password.txt", "ssl.pfx", "ssl.password.txt"]);
  });

  it("still blocks public access", async () => {
    const { bucket, ...blocks } = (await store()).the("s3.BucketPublicAccessBlock", "certificates").inputs;
    expect(Object.values(blocks)).toEqual([true, true, true, true]);
  });

  it("logs every read and protects its objects", async () => {
    const made = await store(true);
    expect(made.the("s3.BucketLogging", "certificates").inputs.targetPrefix).toBe("buckets/certificates/");
    expect(made.the("s3.Bucket", "certificates").protect).toBe(true);
  });
});
