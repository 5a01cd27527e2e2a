import { describe, expect, it } from "vitest";
import { allowedRegions } from "../../../../../infra/policy/rules/stack/allowed-regions.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const rule = allowedRegions(() => ({ regions: ["us-east-1", "eu-west-1"], instanceFamilies: [], requiredTags: [] }));
const found = (props: Record<string, unknown>, type = "aws:s3/bucket:Bucket") => findingsOf(rule, checkedResource(type, props));
const ARN = "arn:aws:kms:us-west-2:111122223333:key/1";

describe("allowed-regions", () => {
  it.each<[string, Record<string, unknown>]>([
    ["the resource's own region", { region: "us-west-2" }],
    ["in capital letters", { region: "US-WEST-2" }],
    ["a region of another partition", { region: "cn-north-1" }],
    ["a region of the government", { region: "us-gov-west-1" }],
    ["a replica", { replicas: [{ regionName: "us-west-2" }] }],
    ["a list of regions", { regions: ["us-east-1", "us-west-2"] }],
    ["a region to copy to", { destinationRegion: "us-west-2" }],
    ["a zone", { availabilityZone: "us-west-2a" }],
    ["one of several zones", { availabilityZones: ["us-east-1a", "us-west-2b"] }],
    ["a Local Zone", { availabilityZone: "us-west-2-lax-1a" }],
    ["an ARN", { kmsKeyId: ARN }],
    ["an ARN in a policy", { policy: JSON.stringify({ Statement: [{ Resource: ["*", ARN] }] }) }],
    ["an ARN at any depth", { rules: [{ actions: [{ target: { arn: ARN } }] }] }],
    ["an ARN of another partition", { kmsKeyId: "arn:aws-cn:kms:cn-north-1:111122223333:key/1" }],
  ])("reports %s", (_, props) => {
    expect(found(props)).toEqual([
      expect.stringMatching(/ must be in an allowed region such as "us-east-1", got "(us-west-2|cn-north-1|us-gov-west-1)"\./),
    ]);
  });

  it("reports the region of a provider", () => {
    expect(found({ region: "us-west-2" }, "pulumi:providers:aws")).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ["allowed regions", { region: "eu-west-1", availabilityZones: ["us-east-1a", "us-east-1-bos-1a"] }],
    ["an ARN without a region", { policy: "arn:aws:s3:::a-bucket-in-us-west-2 arn:aws:iam::1:role/us-west-2" }],
    ["an ARN for any region", { resource: "arn:aws:logs:*:111122223333:*" }],
    ["other texts about regions", { description: "Copies of us-west-2", region: "" }],
    ["a region that is not known yet", { region: UNKNOWN }],
  ])("passes %s", (_, props) => {
    expect(found(props)).toEqual([]);
  });

  it("still sees a region beside a value that is not known yet", () => {
    expect(found({ id: UNKNOWN, tags: { a: UNKNOWN }, region: "us-west-2" })).toHaveLength(1);
  });
});
