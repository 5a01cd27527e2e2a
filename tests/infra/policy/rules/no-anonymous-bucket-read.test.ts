import { describe, expect, it } from "vitest";
import { noAnonymousBucketRead } from "../../../../infra/policy/rules/no-anonymous-bucket-read.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../checked-resource.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const tlsOnly = { Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } };
const endpointRead = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
};
const told = (...statements: unknown[]) =>
  findingsOf(
    noAnonymousBucketRead,
    checkedResource(POLICY, { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) }),
  );

describe("no-anonymous-bucket-read", () => {
  it.each(Object.keys(blocked))("stops a block without %s", (property) => {
    for (const value of [undefined, false, 0]) {
      expect(findingsOf(noAnonymousBucketRead, checkedResource(BLOCK, { ...blocked, [property]: value }))).toEqual([
        expect.stringContaining(`${property} must be true`),
      ]);
    }
    expect(findingsOf(noAnonymousBucketRead, checkedResource(BLOCK, { ...blocked, [property]: UNKNOWN }))).toEqual([]);
  });

  it("stops a bucket without block and policy, and lets it pass with its own", () => {
    const bucket = checkedResource(BUCKET, {});
    const block = checkedResource(BLOCK, blocked, { dependencies: [bucket.urn] });
    const policy = checkedResource(POLICY, { policy: { Statement: [tlsOnly] } }, { dependencies: [bucket.urn] });
    expect(findingsOf(noAnonymousBucketRead, bucket, block, policy)).toEqual([]);
    expect(findingsOf(noAnonymousBucketRead, bucket, policy)).toEqual([expect.stringContaining("BucketPublicAccessBlock")]);
    expect(findingsOf(noAnonymousBucketRead, bucket, block)).toEqual([expect.stringContaining("BucketPolicy")]);
    expect(findingsOf(noAnonymousBucketRead, bucket, { ...block, dependencies: [] }, policy)).toHaveLength(1);
  });

  it.each(["public-read", "public-read-write", "authenticated-read"])("stops the ACL %s", (acl) => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource("aws:s3/bucketAcl:BucketAcl", { acl }))).toHaveLength(1);
    expect(findingsOf(noAnonymousBucketRead, checkedResource("aws:s3/bucketAcl:BucketAcl", { acl: "private" }))).toEqual([]);
  });

  it("lets a named endpoint read objects", () => {
    expect(told(endpointRead, tlsOnly)).toEqual([]);
    expect(told({ ...endpointRead, Principal: { AWS: ["*"] } }, tlsOnly)).toEqual([]);
  });

  it("lets a named principal do more", () => {
    expect(
      told({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:role/sm" }, Action: "s3:PutObject" }, tlsOnly),
    ).toEqual([]);
  });

  it.each([
    ["without a condition", { Condition: undefined }],
    ["from any endpoint", { Condition: { StringEquals: { "aws:SourceVpce": "*" } } }],
    ["from an endpoint with a wildcard", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-*" } } }],
    [
      "from an endpoint named by a variable",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS writes its variables so
      { Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1", "${aws:SourceVpce}"] } } },
    ],
    ["by a likeness", { Condition: { StringLike: { "aws:SourceVpce": "vpce-1" } } }],
    ["from no endpoint", { Condition: { StringEquals: { "aws:SourceVpce": [] } } }],
    ["from anywhere but the endpoint", { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }],
    ["if the condition's key is missing", { Condition: { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } } }],
    ["from anywhere, in another spelling", { Principal: { AWS: "*" }, Condition: {} }],
    ["from anywhere but one account", { Principal: undefined, NotPrincipal: { AWS: "123456789012" }, Condition: {} }],
  ])("stops everybody reading %s", (_, change) => {
    expect(told({ ...endpointRead, ...change }, tlsOnly)).toEqual([expect.stringContaining("fixed endpoints")]);
  });

  it.each([[["s3:GetObject", "s3:ListBucket"]], ["s3:*"], ["s3:Get*"], [undefined]])("stops everybody doing %j", (Action) => {
    expect(told({ ...endpointRead, Action }, tlsOnly)).toEqual([expect.stringContaining("s3:GetObject only")]);
  });

  it.each([
    ["no statement for it", []],
    ["one that denies reading alone", [{ ...tlsOnly, Action: "s3:GetObject" }]],
    ["one that denies TLS instead", [{ ...tlsOnly, Condition: { Bool: { "aws:SecureTransport": "true" } } }]],
    ["one for a single role", [{ ...tlsOnly, Principal: { AWS: "arn:aws:iam::123456789012:role/sm" } }]],
  ])("stops a policy that lets plain HTTP through: %s", (_, statements) => {
    expect(told(...statements)).toEqual([expect.stringContaining("aws:SecureTransport")]);
  });

  it("takes a truth value that is no text for the text", () => {
    expect(told({ ...tlsOnly, Condition: { Bool: { "aws:SecureTransport": false } } })).toEqual([]);
  });

  it.each(["{", "", "[]", "{}", '"*"', undefined, 0])("reports the unreadable policy %j once", (policy) => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy }))).toEqual([
      expect.stringContaining("must be a policy document"),
    ]);
  });

  it("does not check a policy, or a part of it, that is not known yet", () => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: UNKNOWN }))).toEqual([]);
    const unknown = { ...endpointRead, Condition: { StringEquals: { "aws:SourceVpce": UNKNOWN } } };
    const open = { ...endpointRead, Condition: {} };
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: { Statement: [unknown, tlsOnly] } }))).toEqual([]);
    expect(
      findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: { Statement: [unknown, open, tlsOnly] } })),
    ).toHaveLength(1);
  });
});
