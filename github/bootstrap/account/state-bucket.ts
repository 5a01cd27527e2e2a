import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { reasonOf } from "../../../operate/deployed-stack/aws-access.ts";
import { namesOf, type Target } from "../names.ts";
import { nameOf, orAbsent } from "./aws-answers.ts";
import { foreignStatements } from "./bucket-policy.ts";
import { type Owned, type Setting, settingsOf } from "./bucket-settings.ts";
import { type Inspection, NOTHING, type Step } from "./step.ts";

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
