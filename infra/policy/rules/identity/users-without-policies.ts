import { onlySendsMail } from "../../read/iam/mail-users.ts";
import { onResource, type Rule } from "../../rule.ts";

const IN_GROUP = "must be of a group or role, got a user";

export const usersWithoutPolicies: Rule = {
  name: "users-without-policies",
  description: "Users have no permissions of their own, except to send mail with Amazon SES.",
  remedy: "Give the permissions to a role, and let the program or the person assume it.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["IAM.2", "CIS 1.14"],
  checks: [
    onResource("aws:iam/userPolicy:UserPolicy", ({ policy }) =>
      onlySendsMail(policy) ? undefined : "a user's policy must allow sending mail only, got more",
    ),
    onResource("aws:iam/userPolicyAttachment:UserPolicyAttachment", () => `a policy ${IN_GROUP}`),
    onResource("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", ({ policyArns }) =>
      Array.isArray(policyArns) && policyArns.length > 0 ? `a policy ${IN_GROUP}` : undefined,
    ),
    onResource("aws:iam/policyAttachment:PolicyAttachment", ({ users }) =>
      Array.isArray(users) && users.length > 0 ? `a policy ${IN_GROUP}` : undefined,
    ),
  ],
};
