import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { reasonOf } from "../../../operate/deployed-stack/aws-access.ts";

/** What AWS calls something that does not exist. */
const ABSENT = new Set([
  "NoSuchEntity",
  "NoSuchEntityException",
  "NotFound",
  "NotFoundException",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchLifecycleConfiguration",
  "NoSuchPublicAccessBlockConfiguration",
  "NoSuchTagSet",
  "NoSuchTagSetError",
  "OwnershipControlsNotFoundError",
  "ServerSideEncryptionConfigurationNotFoundError",
]);

/**
 * What AWS answers; undefined where there is nothing of that name.
 *
 * @throws CouldNotLook with AWS's own words for everything else
 */
export async function orAbsent<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (ABSENT.has(nameOf(error))) return undefined;
    throw new CouldNotLook(`AWS did not show ${what}: ${reasonOf(error)}`);
  }
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Tags in the form of IAM and S3. */
export function iamTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Whether something was made by this command for this stack. */
export function isOurs(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
  expected: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(expected).every(([key, value]) => tags?.some((tag) => tag.Key === key && tag.Value === value));
}
