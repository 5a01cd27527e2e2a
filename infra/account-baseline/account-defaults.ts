import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Switches of the account. `destroy` leaves them as they are, as other programs in the account may rely on them; so does turning
 * the baseline off.
 */
export function accountDefaults(name: string, accountId: string, parent: pulumi.Resource): void {
  const options = { parent, retainOnDelete: true };
  new aws.iam.AccountPasswordPolicy(
    `${name}-passwords`,
    {
      minimumPasswordLength: 14,
      passwordReusePrevention: 24,
      requireLowercaseCharacters: true,
      requireUppercaseCharacters: true,
      requireNumbers: true,
      requireSymbols: true,
      allowUsersToChangePassword: true,
    },
    options,
  );
  // The policy of the certificates' bucket names an endpoint, so S3 does not count it as public.
  new aws.s3.AccountPublicAccessBlock(
    `${name}-buckets`,
    { accountId, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    options,
  );
  new aws.ebs.SnapshotBlockPublicAccess(`${name}-snapshots`, { state: "block-all-sharing" }, options);
  // For instances whose launch says nothing else. Beanstalk's say so themselves.
  new aws.ec2.InstanceMetadataDefaults(`${name}-metadata`, { httpTokens: "required" }, options);
}
