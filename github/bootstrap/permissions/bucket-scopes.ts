import type { Target } from "../names.ts";
import type { PlannedNames } from "../plan/planned-names.ts";

/** ARNs of the buckets, for actions of S3 on buckets and on objects. */
export function bucketScopes(plan: PlannedNames, target: Target) {
  const { accountId, region } = target;
  const arn = (name: string) => `arn:aws:s3:::${name}`;
  const own = plan.names("aws:s3/bucket:Bucket", "bucket").map(arn);
  const hasBeanstalk = plan.has("aws:elasticbeanstalk/environment:Environment");
  const beanstalk = hasBeanstalk ? [arn(`elasticbeanstalk-${region}-${accountId}`)] : [];
  // AWS's own buckets, which hold its platforms and the sample application.
  const platform = hasBeanstalk
    ? ["env-resources-", "platform-assets-", "samples-", ""].map((part) => arn(`elasticbeanstalk-${part}${region}`))
    : [];
  const packages = [...plan.lookUps("aws:s3/getObject:getObject"), ...plan.lookUps("aws:s3/getBucket:getBucket")];
  const foreign = [...new Set(packages.map(({ bucket }) => arn(String(bucket))))].filter((bucket) => !own.includes(bucket));
  const uploads = [...new Set(plan.resources("aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => String(inputs.bucket)))];
  const packageBuckets = own.filter((bucket) =>
    uploads.some((name) => bucket.startsWith(arn(`${name}-`)) || bucket === arn(name)),
  );
  const objects = (buckets: readonly string[]) => buckets.map((bucket) => `${bucket}/*`);
  return {
    buckets: { read: [...own, ...beanstalk, ...platform, ...foreign], write: [...own, ...beanstalk] },
    /** Not the certificates: neither role reads private keys. */
    readObjects: objects([...packageBuckets, ...beanstalk, ...platform, ...foreign]),
    writeObjects: objects([...packageBuckets, ...beanstalk]),
    /** A bucket that may go is emptied first. */
    deleteObjects: objects([...own, ...beanstalk]),
  };
}
