import { describe, expect, it } from "vitest";
import { bucketOverTls } from "../../../../../infra/policy/rules/buckets/bucket-over-tls.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { BUCKET, findingsAboutPolicy, POLICY, tlsOnly } from "./bucket-policy.ts";

const findings = (...statements: unknown[]) => findingsAboutPolicy(bucketOverTls, ...statements);

describe("bucket-over-tls", () => {
  it.each([
    ["as text", {}],
    ["as a boolean", { Condition: { Bool: { "aws:SecureTransport": false } } }],
    ["in another case", { Condition: { bool: { "AWS:securetransport": ["False"] } } }],
    ["for every service", { Action: "*" }],
    ["in each bucket", { Resource: "*" }],
    ["for everybody of AWS", { Principal: { AWS: "*" } }],
    ["if the key exists", { Condition: { BoolIfExists: { "aws:SecureTransport": "false" } } }],
  ])("accepts a policy that denies plain HTTP %s", (_, change) => {
    expect(findings({ ...tlsOnly, ...change })).toEqual([]);
  });

  it.each([
    ["no statement for it", undefined],
    ["one that denies only reading", { Action: "s3:GetObject" }],
    ["one that denies only writing", { Action: ["s3:Put*", "s3:Delete*"] }],
    ["one that denies all but reading", { Action: undefined, NotAction: "s3:GetObject" }],
    ["one that denies TLS instead", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ["one with a second condition", { Condition: { Bool: { "aws:SecureTransport": "false", "aws:ViaAWSService": "true" } } }],
    ["one without the condition's key", { Condition: { Bool: {} } }],
    ["one that is negated", { Condition: { StringNotEquals: { "aws:SecureTransport": "false" } } }],
    ["one for a single role", { Principal: { AWS: "arn:aws:iam::123456789012:role/sm" } }],
    ["one for all but a role", { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/sm" } }],
    ["one for the bucket without its objects", { Resource: "arn:aws:s3:::certificates" }],
    ["one for some objects", { Resource: "arn:aws:s3:::certificates/public/*" }],
    ["one for all but some objects", { Resource: undefined, NotResource: "arn:aws:s3:::certificates/public/*" }],
    ["one that allows", { Effect: "Allow" }],
  ])("reports a policy that allows plain HTTP: %s", (_, change) => {
    const statements = change === undefined ? [] : [{ ...tlsOnly, ...change }];
    expect(findings(...statements)).toEqual([expect.stringContaining("aws:SecureTransport")]);
  });

  it("reports a bucket without a policy, and accepts one with it", () => {
    const bucket = checkedResource(BUCKET, {});
    const policy = checkedResource(POLICY, { policy: { Statement: [tlsOnly] } }, { dependencies: [bucket.urn] });
    expect(findingsOf(bucketOverTls, bucket, policy)).toEqual([]);
    expect(findingsOf(bucketOverTls, bucket)).toEqual([expect.stringContaining("BucketPolicy")]);
    expect(findingsOf(bucketOverTls, bucket, { ...policy, dependencies: [] })).toHaveLength(1);
    expect(findingsOf(bucketOverTls, checkedResource(BUCKET, { policy: { Statement: tlsOnly } }))).toEqual([]);
    expect(findingsOf(bucketOverTls, checkedResource(BUCKET, { policy: { Statement: [] } }))).toHaveLength(1);
  });

  it("skips what is not known yet", () => {
    expect(findingsOf(bucketOverTls, checkedResource(POLICY, { policy: UNKNOWN }))).toEqual([]);
    expect(
      findingsOf(bucketOverTls, checkedResource(POLICY, { policy: { Statement: { ...tlsOnly, Resource: UNKNOWN } } })),
    ).toEqual([]);
  });
});
