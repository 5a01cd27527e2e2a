import type { CheckedResource } from "../../rule.ts";
import { pointsAt } from "../points-at.ts";
import { readStatements, type Statement } from "../policy-document.ts";

const USER_POLICY = "aws:iam/userPolicy:UserPolicy";
/** What gives a user more than its inline policies. */
const OTHER_PERMISSIONS: Readonly<Record<string, string>> = {
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "user",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "userName",
  "aws:iam/policyAttachment:PolicyAttachment": "users",
  "aws:iam/userGroupMembership:UserGroupMembership": "user",
};
const SENDING = /^ses:send(raw)?email$/i;

/** True if the document allows to send mail with Amazon SES and nothing else: SES's SMTP has no other login than the key of a user. */
export function onlySendsMail(document: unknown): boolean {
  const statements = readStatements(document).filter(({ allows }) => allows);
  return statements.length > 0 && statements.every(isSending);
}

function isSending({ actions, notActions }: Statement): boolean {
  return notActions.length === 0 && actions.length > 0 && actions.every((action) => SENDING.test(action));
}

/** True if the user of the stack that the argument points at may send mail and nothing else. */
export function isMailUser(from: CheckedResource, property: string, all: readonly CheckedResource[]): boolean {
  const user = all.find((other) => other.type === "aws:iam/user:User" && pointsAt(from, property, other));
  if (user === undefined) return false;
  const policies = all.filter((other) => other.type === USER_POLICY && pointsAt(other, "user", user));
  const others = all.filter(({ type }) => type in OTHER_PERMISSIONS);
  return (
    policies.length > 0 &&
    policies.every(({ props }) => onlySendsMail(props.policy)) &&
    !others.some((other) => pointsAt(other, OTHER_PERMISSIONS[other.type] ?? "", user))
  );
}
