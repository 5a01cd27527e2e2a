import { onAttached } from "../../read/iam/attachments.ts";
import { isReadEverythingPolicy } from "../../read/iam/managed-policies.ts";
import { onPermissions } from "../../read/iam/on-permissions.ts";
import { administrationIn, readingEverythingIn } from "../../read/iam/permissions.ts";
import { quote, type Rule } from "../../rule.ts";

export const noReadingEverything: Rule = {
  name: "no-reading-everything",
  description: "No role, user or group can read all data, all parameters or all secrets, or decrypt with all keys.",
  remedy: "Name the buckets, parameters, secrets and keys that are read.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["KMS.1", "KMS.2"],
  checks: [
    ...onPermissions((statement) => {
      const [first, ...others] = readingEverythingIn(statement);
      // Who can do everything can read everything: no-administrator-rights reports it.
      if (first === undefined || administrationIn(statement).includes("iam:PutRolePolicy")) return undefined;
      const resources =
        statement.notResources.length > 0 ? `all but ${quote(statement.notResources)}` : quote(statement.resources);
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      return `Resource of ${first}${more} must be the ARN of what is read, got ${resources}`;
    }),
    onAttached((arn) =>
      isReadEverythingPolicy(arn) ? `an attached policy must read only what its owner needs, got ${quote(arn)}` : undefined,
    ),
  ],
};
