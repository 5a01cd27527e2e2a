import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Target } from "../names.ts";
import { orAbsent } from "./aws-answers.ts";
import { bucketPolicy, withOurs } from "./bucket-policy.ts";
import { sameJson } from "./same-json.ts";

/** Days that a version of the state is kept after a newer one replaced it. */
const OLD_VERSION_DAYS = 365;

const RULE: LifecycleRule = {
  ID: "old-versions",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: { NoncurrentDays: OLD_VERSION_DAYS },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

/** S3 spells a filter for everything in several ways, so the effect is compared. */
function isOurRule({ ID, Status, Filter, NoncurrentVersionExpiration: expiration, ...rule }: LifecycleRule): boolean {
  const isForAll = Filter === undefined || Object.values(Filter).every((part) => part === undefined || part === "");
  return (
    [ID, Status, isForAll].join() === `${RULE.ID},Enabled,true` &&
    sameJson(expiration, RULE.NoncurrentVersionExpiration) &&
    sameJson(rule.AbortIncompleteMultipartUpload, RULE.AbortIncompleteMultipartUpload)
  );
}

const NO_PUBLIC_ACCESS = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

/** A setting of a bucket: how it is, and how it gets to what it should be. */
export interface Setting {
  readonly title: string;
  readonly details?: readonly string[];
  readonly isRight: () => Promise<boolean>;
  readonly set: () => Promise<unknown>;
}

/** A bucket, and the account that must own it. */
export interface Owned {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

/** What the bucket of the state must have. */
export function settingsOf(
  s3: S3Client,
  owned: Owned,
  target: Target,
  keyArn: string | undefined,
  policy: string | undefined,
): Setting[] {
  const encryption = {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: keyArn },
        BucketKeyEnabled: true,
      },
    ],
  };
  return [
    {
      title: "Block public access",
      isRight: async () =>
        sameJson(
          (await orAbsent("the bucket's public access block", () => s3.send(new GetPublicAccessBlockCommand(owned))))
            ?.PublicAccessBlockConfiguration,
          NO_PUBLIC_ACCESS,
        ),
      set: () => s3.send(new PutPublicAccessBlockCommand({ ...owned, PublicAccessBlockConfiguration: NO_PUBLIC_ACCESS })),
    },
    {
      title: "Take no access control lists",
      isRight: async () => {
        const answer = await orAbsent("the bucket's ownership", () => s3.send(new GetBucketOwnershipControlsCommand(owned)));
        return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership === "BucketOwnerEnforced";
      },
      set: () =>
        s3.send(
          new PutBucketOwnershipControlsCommand({
            ...owned,
            OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
          }),
        ),
    },
    {
      title: "Keep every version of the state",
      isRight: async () => {
        const answer = await orAbsent("the bucket's versions", () => s3.send(new GetBucketVersioningCommand(owned)));
        return answer?.Status === "Enabled";
      },
      set: () => s3.send(new PutBucketVersioningCommand({ ...owned, VersioningConfiguration: { Status: "Enabled" } })),
    },
    {
      title: "Encrypt with the stack's Pulumi key",
      isRight: async () => {
        const answer = await orAbsent("the bucket's encryption", () => s3.send(new GetBucketEncryptionCommand(owned)));
        const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
        const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
        return keyArn !== undefined && SSEAlgorithm === "aws:kms" && KMSMasterKeyID === keyArn && rule?.BucketKeyEnabled === true;
      },
      set: () => s3.send(new PutBucketEncryptionCommand({ ...owned, ServerSideEncryptionConfiguration: encryption })),
    },
    {
      title: "Delete versions a year after they were replaced",
      isRight: async () => (await lifecycle(s3, owned)).some(isOurRule),
      set: async () => {
        const others = (await lifecycle(s3, owned)).filter(({ ID }) => ID !== RULE.ID);
        const LifecycleConfiguration = { Rules: [...others, RULE] };
        await s3.send(new PutBucketLifecycleConfigurationCommand({ ...owned, LifecycleConfiguration }));
      },
    },
    {
      title: "Refuse other accounts, and requests without TLS",
      isRight: async () => policy !== undefined && sameJson(JSON.parse(policy), withOurs(policy, bucketPolicy(target))),
      set: () => {
        const Policy = JSON.stringify(withOurs(policy, bucketPolicy(target)));
        return s3.send(new PutBucketPolicyCommand({ ...owned, Policy }));
      },
    },
  ];
}

async function lifecycle(s3: S3Client, owned: Owned): Promise<readonly LifecycleRule[]> {
  const ask = () => s3.send(new GetBucketLifecycleConfigurationCommand(owned));
  return (await orAbsent("the bucket's lifecycle", ask))?.Rules ?? [];
}
