import { expect, it } from "vitest";
import { trailBucketLogged } from "../../../../../infra/policy/rules/account/trail-bucket-logged.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const trail = checkedResource("aws:cloudtrail/trail:Trail", { s3BucketName: "records" });
const bucket = checkedResource("aws:s3/bucket:Bucket", { bucket: "records" }, { name: "records" });
const logging = (type: string, of: string) => checkedResource(type, { bucket: of }, { name: of });

it.each([
  ["access logs", [bucket, logging("aws:s3/bucketLogging:BucketLogging", "records")], 0],
  ["access logs of the older type", [bucket, logging("aws:s3/bucketLoggingV2:BucketLoggingV2", "records")], 0],
  ["a bucket elsewhere", [], 0],
  ["no access logs", [bucket], 1],
  ["access logs of another bucket", [bucket, logging("aws:s3/bucketLogging:BucketLogging", "other")], 1],
])("trail-bucket-logged checks the bucket of a trail: %s", (_, others, count) => {
  expect(findingsOf(trailBucketLogged, trail, ...others)).toHaveLength(count);
});
