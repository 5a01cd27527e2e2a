import { pointsAt } from "../../read/points-at.ts";
import { buckets, trail } from "../../read/resource-types.ts";
import { onStack, type Rule } from "../../rule.ts";

const LOGGING = /^aws:s3\/bucketLogging(V2)?:/;

export const trailBucketLogged: Rule = {
  name: "trail-bucket-logged",
  description: "S3 logs who reads the files of a trail, or tries to.",
  remedy: "Give the trail's bucket a BucketLogging to another bucket.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["CloudTrail.7", "CIS 3.4"],
  checks: [
    onStack(trail, (_, resource, all) => {
      const bucket = all.find(
        (other) => buckets.some((type) => type === other.type) && pointsAt(resource, "s3BucketName", other),
      );
      // A bucket of another stack or account is somebody else's.
      if (bucket === undefined) return undefined;
      const isLogged = all.some((other) => LOGGING.test(other.type) && pointsAt(other, "bucket", bucket));
      return isLogged ? undefined : `the bucket ${bucket.name} of the trail must have access logs, got none`;
    }),
  ],
};
