import { parseArn } from "./arn.ts";
import { type Clause, limits } from "./conditions.ts";
import { hasWildcard } from "./glob.ts";

/**
 * Keys with which a service says for which account it works, and the encryption context that CloudWatch Logs and SNS pass to KMS instead. The external
 * id is none: the one of Elastic Beanstalk is the same for everybody.
 */
const ACCOUNT = /^(aws:sourceaccount|aws:sourceowner|kms:calleraccount)$/;
const ARN = /^(aws:sourcearn|kms:encryptioncontext:(aws:logs:arn|aws:sns:topicarn|aws:sqs:arn))$/;

/**
 * True if the conditions limit a service to the resources of one account. Without it, somebody of another account may make the service do it (IAM User
 * Guide, "The confused deputy problem").
 *
 * @param own the account; undefined: any
 */
export function isForOneAccount(conditions: readonly Clause[], own?: string): boolean {
  return limits(conditions, ACCOUNT, (value) => isAccount(value, own)) || limits(conditions, ARN, (value) => isArnOf(value, own));
}

function isAccount(value: string, own: string | undefined): boolean {
  return own === undefined ? /^\d{12}$/.test(value) : value === own;
}

/** A bucket's ARN has no account, but is the only one of its name. */
function isArnOf(value: string, own: string | undefined): boolean {
  const arn = parseArn(value);
  if (arn === undefined) return false;
  const before = value.slice(0, value.length - arn.resource.length).replace(`:${arn.region}:`, "::");
  if (hasWildcard(before)) return false;
  return arn.service === "s3" && arn.account === "" ? !hasWildcard(arn.resource) : isAccount(arn.account, own);
}
