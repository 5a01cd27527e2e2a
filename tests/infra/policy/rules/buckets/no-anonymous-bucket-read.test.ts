import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { noAnonymousBucketRead } from "../../../../../infra/policy/rules/buckets/no-anonymous-bucket-read.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { findingsAboutPolicy, POLICY, tlsOnly } from "./bucket-policy.ts";

const endpointRead = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::certificates/*",
  Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
};
const findings = (...statements: unknown[]) => findingsAboutPolicy(noAnonymousBucketRead, ...statements);

describe("no-anonymous-bucket-read", () => {
  it("accepts that a named endpoint reads objects", () => {
    expect(findings(endpointRead, tlsOnly)).toEqual([]);
    expect(findings({ ...endpointRead, Principal: { AWS: ["*"] } }, tlsOnly)).toEqual([]);
    expect(findings({ ...endpointRead, Action: ["S3:getObject"] }, tlsOnly)).toEqual([]);
  });

  it("accepts that a named principal does more", () => {
    const statement = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:role/sm" }, Action: "s3:PutObject" };
    expect(findings(statement, tlsOnly)).toEqual([]);
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
    ["if all of no values match", { Condition: { "ForAllValues:StringEquals": { "aws:SourceVpce": "vpce-1" } } }],
    ["where another key has the value", { Condition: { StringEquals: { "aws:Referer": "vpce-1" } } }],
    ["from all addresses of the internet", { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } } }],
    ["from anywhere, in another spelling", { Principal: { AWS: "*" }, Condition: {} }],
    ["from anywhere, in lower case", { Principal: { aws: "*" }, Condition: {} }],
    ["from anywhere except one account", { Principal: undefined, NotPrincipal: { AWS: "123456789012" }, Condition: {} }],
  ])("reports that everybody can read %s", (_, change) => {
    expect(findings({ ...endpointRead, ...change }, tlsOnly)).toEqual([expect.stringContaining("fixed endpoints")]);
  });

  it("accepts endpoints of this stack alone, by their ids or by what the policy refers to", () => {
    const network = checkedResource("aws:ec2/vpc:Vpc", {});
    const endpoint = (id?: string) => checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { id });
    const of = (ids: unknown, endpoints: CheckedResource[], refersTo = endpoints) => {
      const policy = { Statement: [{ ...endpointRead, Condition: { StringEquals: { "aws:SourceVpce": ids } } }, tlsOnly] };
      const propertyDependencies = { policy: refersTo.map(({ urn }) => urn) };
      const resource = checkedResource(POLICY, { policy }, { propertyDependencies });
      return findingsOf(noAnonymousBucketRead, network, ...endpoints, resource).length;
    };
    expect(of("vpce-1", [endpoint("vpce-1")])).toBe(0);
    expect(of("vpce-2", [endpoint("vpce-1")])).toBe(1);
    expect(of(["vpce-1", "vpce-2"], [endpoint("vpce-1")])).toBe(1);
    expect(of("vpce-2", [])).toBe(1);
    // A preview does not know the id yet.
    expect(of("vpce-1", [endpoint()])).toBe(0);
    expect(of("vpce-1", [endpoint(UNKNOWN)])).toBe(0);
    expect(of("vpce-2", [endpoint()], [])).toBe(1);
    expect(of(["vpce-1", "vpce-2"], [endpoint()])).toBe(1);
  });

  it("accepts one endpoint in a network that the stack does not create, and not two", () => {
    const of = (ids: unknown) => findings({ ...endpointRead, Condition: { StringEquals: { "aws:SourceVpce": ids } } }, tlsOnly);
    expect(of("vpce-0123456789abcdef0")).toEqual([]);
    expect(of(["vpce-0123456789abcdef0", "vpce-0123456789abcdef1"])).toHaveLength(1);
  });

  it.each([[["s3:GetObject", "s3:ListBucket"]], ["s3:*"], ["s3:Get*"], ["s3:?etObject"], ["*"], [undefined]])(
    "reports that everybody can use %j",
    (Action) => {
      expect(findings({ ...endpointRead, Action }, tlsOnly)).toEqual([expect.stringContaining("s3:GetObject only")]);
    },
  );

  it("reports that everybody can do all but something", () => {
    expect(findings({ ...endpointRead, Action: undefined, NotAction: "s3:DeleteBucket" })).toHaveLength(1);
  });

  it.each([
    ["aws:s3/bucket:Bucket", "policy"],
    ["aws:s3/bucketV2:BucketV2", "policy"],
    ["aws:s3/accessPoint:AccessPoint", "policy"],
    ["aws:s3control/accessPointPolicy:AccessPointPolicy", "policy"],
  ])("also checks %s", (type, property) => {
    const policy = { Statement: { ...endpointRead, Condition: {} } };
    expect(findingsOf(noAnonymousBucketRead, checkedResource(type, { [property]: policy }))).toHaveLength(1);
  });

  it("accepts a bucket whose policy is a resource of its own", () => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource("aws:s3/bucket:Bucket", {}))).toEqual([]);
  });

  it.each(["{", "", "[]", "{}", '"*"', undefined, 0])("reports the unreadable policy %j once", (policy) => {
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy }))).toEqual([
      expect.stringContaining("must be a policy document"),
    ]);
  });

  it("skips a policy or a part of it that is unknown", () => {
    const of = (...Statement: unknown[]) => findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: { Statement } }));
    expect(findingsOf(noAnonymousBucketRead, checkedResource(POLICY, { policy: UNKNOWN }))).toEqual([]);
    const unknown = { ...endpointRead, Condition: { StringEquals: { "aws:SourceVpce": UNKNOWN } } };
    const open = { ...endpointRead, Condition: {} };
    expect(of(unknown, tlsOnly)).toEqual([]);
    expect(of(unknown, open, tlsOnly)).toHaveLength(1);
    expect(of({ ...open, Resource: UNKNOWN })).toHaveLength(1);
  });
});
