import { describe, expect, it } from "vitest";
import { dataProtected } from "../../../../../infra/policy/rules/storage/data-protected.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { describeArguments, NOT_OFF, values } from "../data/argument-forms.ts";

describeArguments(dataProtected, {
  type: "aws:s3/bucket:Bucket",
  right: { forceDestroy: false },
  accepted: [{ forceDestroy: undefined }, { forceDestroy: "false" }],
  reported: values("forceDestroy", NOT_OFF),
  prodOnly: true,
});

describeArguments(dataProtected, {
  type: "aws:kms/key:Key",
  right: { deletionWindowInDays: 30 },
  accepted: [{ deletionWindowInDays: undefined }],
  reported: [...values("deletionWindowInDays", [7, "7", 0]), ...values("isEnabled", [false, "false"])],
  prodOnly: true,
});

describe("data-protected", () => {
  it.each([
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
  ])("reports a %s in prod that Pulumi does not protect", (type) => {
    const found = (stack: string, protect: boolean) =>
      findingsOf(dataProtected, checkedResource(type, {}, { stack, opts: { protect } }));
    expect(found("prod", false)).toEqual([expect.stringContaining("`protect` must be true")]);
    expect(found("prod", true)).toEqual([]);
    expect(found("nonprod", false)).toEqual([]);
    expect(found("production", false)).toEqual([]);
  });
});
