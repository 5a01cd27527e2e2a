import { isMailUser } from "../../read/iam/mail-users.ts";
import { onResource, onStack, type Rule } from "../../rule.ts";

/** Logins of a user that do not expire. */
const LOGINS = [
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
  "aws:iam/signingCertificate:SigningCertificate",
  "aws:iam/sshKey:SshKey",
  "aws:iam/userLoginProfile:UserLoginProfile",
] as const;

export const noUserKeys: Rule = {
  name: "no-user-keys",
  description: "Programs and people get keys that expire. The one exception is SMTP of Amazon SES, which knows no other login.",
  remedy: "Give programs a role, and people IAM Identity Center. A key of a user stays valid until somebody deletes it.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  checks: [
    onStack("aws:iam/accessKey:AccessKey", (_, key, all) =>
      isMailUser(key, "user", all) ? undefined : "a user with a key must only send mail with SES, got another user",
    ),
    onResource(LOGINS, () => "a user must have no login that stays valid, got one"),
  ],
};
