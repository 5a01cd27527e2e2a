import { limits } from "../../read/iam/conditions.ts";
import { hasWildcard } from "../../read/iam/glob.ts";
import { onPermissions } from "../../read/iam/on-permissions.ts";
import { administrationIn, allows, PASS_ROLE } from "../../read/iam/permissions.ts";
import { quote, type Rule } from "../../rule.ts";

const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

export const passesNamedRoles: Rule = {
  name: "passes-named-roles",
  description: "A permission to pass a role names one role and one service.",
  remedy: "Name the ARN of the role in Resource, and the service in the condition StringEquals iam:PassedToService.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  checks: onPermissions((statement) => {
    if (!allows(statement, PASS_ROLE) || administrationIn(statement).includes("iam:PutRolePolicy")) return undefined;
    const { resources, notResources, conditions } = statement;
    const isNamed = notResources.length === 0 && resources.every((resource) => !hasWildcard(resource));
    const forService = conditions === undefined || limits(conditions, /^iam:passedtoservice$/, (value) => SERVICE.test(value));
    return [
      isNamed ? [] : [`Resource of ${PASS_ROLE} must be the ARN of one role, got ${quote(resources)}`],
      forService ? [] : [`${PASS_ROLE} must have StringEquals iam:PassedToService with a service, got no such condition`],
    ].flat();
  }),
};
