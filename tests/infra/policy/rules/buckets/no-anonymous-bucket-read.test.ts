import { describe, expect, it } from "vitest";
import { noAnonymousBucketRead } from "../../../../../infra/policy/rules/buckets/no-anonymous-bucket-read.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

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
const findings = (...statements: unknown[]) =>
  findingsOf(
    noAnonymousBucketRead,
    checkedResource(POLICY, { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) }),
  );

describe("no-anonymous-bucket-read", () => {
  it.each(Object.keys(blocked))("reports a public access block without %s", (property) => {
    for (const value of [undefined, false, 0]) {
      expect(findingsOf(noAnonymousBucketRead, checkedResource(BLOCK, { ...blocked, [property]: value }))).toEqual([
        expect.stringContaining(`${property} must be true`),
      ]);
    }
    expect(findingsOf(noAnonymousBucketRead, checkedResource(BLOCK, { ...blocked, [property]: UNKNOWN }))).toEqual([]);
  });

  it("reports a bucket without its own public access block and policy, and accepts one that has both", () => {
    const bucket = checkedResource(BUCKET, {});
    const block = checkedResource(BLOCK, blocked, { dependencies: [bucket.urn] });
    const policy = checkedResource(POLICY, { policy: { Statement: [tlsOnly] } }, { dependencies: [bucket.urn] });
    expect(findingsOf(noAnonymousBucketRead, bucket, block, policy)).toEqual([]);
    expect(findingsOf(noAnonymousBucketRead, bucket, policy)).toEqual([expect.stringContaining("BucketPublicAccessBlock")]);
    expect(findingsOf(noAnonymousBucketRead, bucket, block)).toEqual([expect.stringContaining("BucketPolicy")]);
    expect(findingsOf(noAnonymousBucketRead, bucket, { ...block, dependencies: [] }, policy)).toHaveLength(1);
  });

  it.each(["public-read", "public-read-write", "authenticated-read"])("reports the ACL %s", (acl) => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource("aws:s3/bucketAcl:BucketAcl", { acl }))).toHaveLength(1);
    expect(findingsOf(noAnonymousBucketRead, checkedResource("aws:s3/bucketAcl:BucketAcl", { acl: "private" }))).toEqual([]);
  });

  it("accepts that a named endpoint reads objects", () => {
    expect(findings(endpointRead, tlsOnly)).toEqual([]);
    expect(findings({ ...endpointRead, Principal: { AWS: ["*"] } }, tlsOnly)).toEqual([]);
  });

  it("accepts that a named principal does more", () => {
    expect(
      findings({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:role/sm" }, Action: "s3:PutObject" }, tlsOnly),
    ).toEqual([]);
  });

  it.each([
    ["without a condition", { Condition: undefined }],
    ["from any endpoint", { Condition: { StringEquals: { "aws:SourceVpce": "*" } } }],
    ["from an endpoint with a wildcard", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-*" } } }],
    [
      "from an endpoint named by a variable",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is AWS's syntax for variables
      { Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1", "${aws:SourceVpce}"] } } },
    ],
    ["by StringLike", { Condition: { StringLike: { "aws:SourceVpce": "vpce-1" } } }],
    ["from no endpoint", { Condition: { StringEquals: { "aws:SourceVpce": [] } } }],
    ["from anywhere except the endpoint", { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }],
    ["if the condition's key is missing", { Condition: { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } } }],
    ["from anywhere, in another spelling", { Principal: { AWS: "*" }, Condition: {} }],
    ["from anywhere except one account", { Principal: undefined, NotPrincipal: { AWS: "123456789012" }, Condition: {} }],
  ])("reports that everybody can read %s", (_, change) => {
    expect(findings({ ...endpointRead, ...change }, tlsOnly)).toEqual([expect.stringContaining("fixed endpoints")]);
  });

  it.each([[["s3:GetObject", "s3:ListBucket"]], ["s3:*"], ["s3:Get*"], [undefined]])(
    "reports that everybody can use %j",
    (Action) => {
      expect(findings({ ...endpointRead, Action }, tlsOnly)).toEqual([expect.stringContaining("s3:GetObject only")]);
    },
  );

  it.each([
    ["no statement for it", []],
    ["one that denies only reading", [{ ...tlsOnly, Action: "s3:GetObject" }]],
    ["one that denies TLS instead", [{ ...tlsOnly, Condition: { Bool: { "aws:SecureTransport": "true" } } }]],
    ["one for a single role", [{ ...tlsOnly, Principal: { AWS: "arn:aws:iam::123456789012:role/sm" } }]],
  ])("reports a policy that allows plain HTTP: %s", (_, statements) => {
    expect(findings(...statements)).toEqual([expect.stringContaining("aws:SecureTransport")]);
  });

  it("accepts a boolean instead of its text", () => {
    expect(findings({ ...tlsOnly, Condition: { Bool: { "aws:SecureTransport": false } } })).toEqual([]);
  });

  it.each(["{", "", "[]", "{}", '"*"', undefined, 0])("reports the unreadable policy %j once", (policy) => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy }))).toEqual([
      expect.stringContaining("must be a policy document"),
    ]);
  });

  it("skips a policy or a part of it that is unknown", () => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: UNKNOWN }))).toEqual([]);
    const unknown = { ...endpointRead, Condition: { StringEquals: { "aws:SourceVpce": UNKNOWN } } };
    const open = { ...endpointRead, Condition: {} };
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: { Statement: [unknown, tlsOnly] } }))).toEqual([]);
    expect(
      findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: { Statement: [unknown, open, tlsOnly] } })),
    ).toHaveLength(1);
  });
});
