import type { CheckedResource } from "../rule.ts";
import { pointsAt } from "./points-at.ts";
import { bucketLoggings, trail } from "./resource-types.ts";

const TYPES: readonly string[] = bucketLoggings;

/** True if somebody can read who has read the bucket. */
export function isLogged(bucket: CheckedResource, all: readonly CheckedResource[]): boolean {
  return all.some((other) => TYPES.includes(other.type) && pointsAt(other, "bucket", bucket));
}

/** True for the bucket of a trail of CloudTrail. */
export function isOfTrail(bucket: CheckedResource, all: readonly CheckedResource[]): boolean {
  return all.some((other) => other.type === trail && pointsAt(other, "s3BucketName", bucket));
}
