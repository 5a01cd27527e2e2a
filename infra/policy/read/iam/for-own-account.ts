import type { CheckedResource } from "../../rule.ts";
import { ownNames } from "../own-names.ts";
import { readStatements } from "../policy-document.ts";
import { buckets } from "../resource-types.ts";
import { parseArn } from "./arn.ts";
import { type Clause, limits } from "./conditions.ts";
import { hasWildcard } from "./glob.ts";
import { ownAccount } from "./own-account.ts";

/**
 * Keys with which a service says for which account it works, and the encryption context that CloudWatch Logs and SNS pass to KMS instead. The external
 * id is none: the one of Elastic Beanstalk is the same for everybody.
 */
const ACCOUNT = /^(aws:sourceaccount|aws:sourceowner|kms:calleraccount)$/;
const ARN = /^(aws:sourcearn|kms:encryptioncontext:(aws:logs:arn|aws:sns:topicarn|aws:sqs:arn))$/;

/** Whom a condition may name. */
export interface Owner {
  /** Undefined: any account. */
  readonly account: string | undefined;
  /** The ARN of a bucket has no account, and anybody may create one. */
  readonly hasBucket: (name: string) => boolean;
}

/** What one resource alone can say: that an account or a bucket is named, and not which. */
export const ANY_OWNER: Owner = { account: undefined, hasBucket: () => true };

/** The stack's account, and the buckets of the stack among those that the conditions of a policy name. */
export function ownerOf(
  conditions: readonly Clause[],
  from: CheckedResource,
  argument: string,
  all: readonly CheckedResource[],
): Owner {
  const named = conditions.filter(({ key }) => ARN.test(key)).flatMap(({ values }) => values ?? []);
  const own = ownNames(named.flatMap(bucketOf), { types: buckets, keys: ["bucket", "id"] }, from, argument, all);
  return { account: ownAccount(all), hasBucket: (name) => own.has(name) };
}

/** The same for a whole policy document. */
export function ownerOfDocument(
  document: unknown,
  from: CheckedResource,
  argument: string,
  all: readonly CheckedResource[],
): Owner {
  const allowed = readStatements(document).filter(({ allows }) => allows);
  const conditions = allowed.flatMap((statement) => statement.conditions ?? []);
  return ownerOf(conditions, from, argument, all);
}

/**
 * True if the conditions limit a service to the resources of one account. Without it, somebody of another account may make the service do it (IAM User
 * Guide, "The confused deputy problem").
 */
export function isForOneAccount(conditions: readonly Clause[], owner: Owner): boolean {
  return (
    limits(conditions, ACCOUNT, (value) => isAccount(value, owner)) || limits(conditions, ARN, (value) => isArnOf(value, owner))
  );
}

function isAccount(value: string, { account }: Owner): boolean {
  return account === undefined ? /^\d{12}$/.test(value) : value === account;
}

function isArnOf(value: string, owner: Owner): boolean {
  const arn = parseArn(value);
  if (arn === undefined) return false;
  const before = value.slice(0, value.length - arn.resource.length).replace(`:${arn.region}:`, "::");
  if (hasWildcard(before)) return false;
  const [bucket] = bucketOf(value);
  return bucket === undefined ? isAccount(arn.account, owner) : !hasWildcard(arn.resource) && owner.hasBucket(bucket);
}

/** The name of a bucket in its ARN, or in that of an object. */
function bucketOf(arn: string): string[] {
  const { service, account, resource } = parseArn(arn) ?? {};
  return service === "s3" && account === "" && resource !== undefined ? [resource.split("/")[0] ?? ""] : [];
}
