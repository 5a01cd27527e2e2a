import { onAttached } from "../../read/iam/attachments.ts";
import { isAdministratorPolicy } from "../../read/iam/managed-policies.ts";
import { onPermissions } from "../../read/iam/on-permissions.ts";
import { administrationIn } from "../../read/iam/permissions.ts";
import { quote, type Rule } from "../../rule.ts";

export const noAdministratorRights: Rule = {
  name: "no-administrator-rights",
  description: "No role, user or group can give itself or others more permissions.",
  remedy: "Leave out the actions that change permissions. Let the deployment change them, as it does for all roles of the stack.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["IAM.1", "IAM.27", "CIS 1.21"],
  checks: [
    ...onPermissions((statement) => {
      const [first, ...others] = administrationIn(statement);
      if (first === undefined) return undefined;
      const got = statement.notActions.length > 0 ? `NotAction ${quote(statement.notActions)}` : quote(statement.actions);
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      return `Action must allow no change of permissions, got ${got}, which allows ${first}${more}`;
    }),
    onAttached((arn) =>
      isAdministratorPolicy(arn) ? `an attached policy must allow only what its owner needs, got ${quote(arn)}` : undefined,
    ),
  ],
};
