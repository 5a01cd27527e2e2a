import { isLogged } from "../../read/bucket-logs.ts";
import { pointsAt } from "../../read/points-at.ts";
import { buckets, trail } from "../../read/resource-types.ts";
import { onStack, type Rule } from "../../rule.ts";

const TYPES: readonly string[] = buckets;

export const trailBucketLogged: Rule = {
  name: "trail-bucket-logged",
  description: "The bucket of a trail logs who reads the records of the account, and who tries to delete them.",
  remedy: "Give the bucket of the trail a BucketLogging whose target is the bucket for access logs.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["CloudTrail.7", "CIS 3.4"],
  checks: [
    // A bucket that the stack does not create is a finding of data-stays-here.
    onStack(trail, (_, resource, all) => {
      const own = all.filter(({ type }) => TYPES.includes(type)).find((bucket) => pointsAt(resource, "s3BucketName", bucket));
      return own === undefined || isLogged(own, all) ? undefined : "the bucket of the trail must have a BucketLogging, got none";
    }),
  ],
};
