import * as aws from "@pulumi/aws";
import { awsErrorLine } from "../aws-error.ts";
import type { PackageSource } from "../settings/package-source.ts";
import type { ObjectFacts } from "./open-object.ts";
import { PackageRefused } from "./package-refused.ts";

/**
 * Asks AWS for an object.
 *
 * @param region of the stack: Elastic Beanstalk takes packages of its own region only
 * @returns undefined where nobody can be asked, as in the offline preview
 * @throws PackageRefused when there is no such object, or it is in another region
 */
export async function askForObject(
  { bucket, key }: Extract<PackageSource, { kind: "object" }>,
  region: string,
): Promise<ObjectFacts | undefined> {
  const expected = "an object that exists and that you may read";
  const asked = <Answer>(question: Promise<Answer>) =>
    question.catch((error: unknown) => {
      throw new PackageRefused({ expected, found: `of which AWS says: ${awsErrorLine(error)}` });
    });
  const [ofBucket, object] = [await asked(aws.s3.getBucket({ bucket })), await asked(aws.s3.getObject({ bucket, key }))];
  if (object.contentLength === undefined) return undefined;
  // The provider of earlier versions has the bucket's region as "region".
  const actual = ofBucket.bucketRegion ?? ofBucket.region;
  if (actual !== undefined && actual !== "" && actual !== region) {
    throw new PackageRefused({ expected: `in a bucket in ${region}, the stack's region`, found: `whose bucket is in ${actual}` });
  }
  return { bucket, key, region, size: object.contentLength, etag: object.etag.replaceAll('"', "") };
}
