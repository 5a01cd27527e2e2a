import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type LifecycleRule,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { namesOf, type Target } from "../names.ts";
import { nameOf, orAbsent, reasonOf } from "./aws-answers.ts";
import { bucketPolicy, foreignStatements, withOurs } from "./bucket-policy.ts";
import { sameJson } from "./same-json.ts";
import { type Inspection, NOTHING, type Step } from "./step.ts";

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
interface Setting {
  readonly title: string;
  readonly details?: readonly string[];
  readonly isRight: () => Promise<boolean>;
  readonly set: () => Promise<unknown>;
}

/**
 * The bucket of Pulumi's state. Each setting is compared by itself, so that an interrupted run goes on where it stopped. Rules and refusals that
 * somebody added stay.
 *
 * @param keyArn undefined while the key does not exist
 */
export async function inspectBucket(s3: S3Client, target: Target, keyArn: string | undefined): Promise<Inspection> {
  const { bucket: Bucket } = namesOf(target);
  const owned = { Bucket, ExpectedBucketOwner: target.accountId };
  const isThere = await exists(s3, owned);
  if (isThere === "foreign") {
    const problem = `The bucket ${Bucket} belongs to somebody else, or AWS does not let these credentials see it (403). Names of buckets are unique in all of AWS. Nothing is written to it.`;
    return { ...NOTHING, problems: [problem] };
  }
  const policy = isThere ? await policyOf(s3, owned) : undefined;
  const foreign = foreignStatements(policy);
  if (foreign.length > 0) {
    const problem = `The policy of the bucket ${Bucket} allows more than this command knows: ${foreign.join(", ")}. Whoever reads the state reads what the stack consists of. Delete these statements, then run the command again.`;
    return { ...NOTHING, problems: [problem] };
  }
  const settings = settingsOf(s3, owned, target, keyArn, policy);
  const missing: Setting[] = [];
  for (const setting of settings) if (!isThere || !(await setting.isRight())) missing.push(setting);
  if (isThere) {
    const steps = missing.map(
      ({ title, details = [], set }): Step => ({
        title: `Bucket ${Bucket}: ${title[0]?.toLowerCase()}${title.slice(1)}`,
        details,
        run: set,
      }),
    );
    return { ...NOTHING, steps };
  }
  const create: Step = {
    title: `Create the bucket ${Bucket}`,
    details: missing.map(({ title }) => title),
    run: async () => {
      const location = target.region as BucketLocationConstraint;
      const CreateBucketConfiguration = target.region === "us-east-1" ? undefined : { LocationConstraint: location };
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ObjectOwnership: "BucketOwnerEnforced" }));
      for (const { set } of missing) await set();
    },
  };
  return { ...NOTHING, steps: [create] };
}

interface Owned {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

async function exists(s3: S3Client, owned: Owned): Promise<boolean | "foreign"> {
  try {
    await s3.send(new HeadBucketCommand(owned));
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404 || nameOf(error) === "NotFound") return false;
    // A bucket of another region answers 301, and nobody but its owner learns more about it.
    if (status === 403 || status === 301) return "foreign";
    throw new CouldNotLook(`AWS did not show the bucket ${owned.Bucket}: ${reasonOf(error)}`);
  }
}

async function policyOf(s3: S3Client, owned: Owned): Promise<string | undefined> {
  return (await orAbsent("the bucket's policy", () => s3.send(new GetBucketPolicyCommand(owned))))?.Policy;
}

function settingsOf(
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
