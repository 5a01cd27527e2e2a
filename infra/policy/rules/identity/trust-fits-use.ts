import { foreignPrincipals } from "../../read/iam/foreign-accounts.ts";
import { onTrustInStack } from "../../read/iam/on-trust.ts";
import { pointsAt } from "../../read/points-at.ts";
import { ecsService, environment, flowLog, type ResourceType, rdsInstance, taskDefinition } from "../../read/resource-types.ts";
import { type Argument, type CheckedResource, quote, type Rule } from "../../rule.ts";

type Use<Type extends ResourceType = ResourceType> = readonly [type: Type, property: Argument<Type>, service: string];
const use = <Type extends ResourceType>(...row: Use<Type>): readonly [string, string, string] => row;

/** The argument that names a role, and the service that assumes it for this. */
const USES = [
  use("aws:iam/instanceProfile:InstanceProfile", "role", "ec2.amazonaws.com"),
  use(taskDefinition, "executionRoleArn", "ecs-tasks.amazonaws.com"),
  use(taskDefinition, "taskRoleArn", "ecs-tasks.amazonaws.com"),
  use(ecsService, "iamRole", "ecs.amazonaws.com"),
  use(environment, "settings", "elasticbeanstalk.amazonaws.com"),
  use(flowLog, "iamRoleArn", "vpc-flow-logs.amazonaws.com"),
  use(rdsInstance, "monitoringRoleArn", "monitoring.rds.amazonaws.com"),
  use("aws:rds/optionGroup:OptionGroup", "options", "rds.amazonaws.com"),
  use("aws:sns/topic:Topic", "applicationFailureFeedbackRoleArn", "sns.amazonaws.com"),
];

/** The services that assume the role, by what uses it; none if nothing of the stack does. */
function servicesFor(role: CheckedResource, all: readonly CheckedResource[]): readonly string[] {
  const found = USES.filter(([type, property]) => all.some((user) => user.type === type && pointsAt(user, property, role)));
  return [...new Set(found.map(([, , service]) => service))];
}

export const trustFitsUse: Rule = {
  name: "trust-fits-use",
  description: "Only the service that uses a role may assume it.",
  remedy: "Let only the service that uses the role assume it, such as ecs-tasks.amazonaws.com for ECS tasks.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_actions-resources-contextkeys.html",
  checks: [
    onTrustInStack((statement, role, all) => {
      const { principals } = statement;
      const expected = servicesFor(role, all);
      if (expected.length === 0 || principals === undefined || principals.anybody) return undefined;
      const others = [
        ...principals.services.filter((service) => !expected.includes(service.replace(/\.cn$/, ""))),
        ...principals.federated,
        // trust-own-account reports other accounts.
        ...principals.accounts.filter((account) => !foreignPrincipals(statement, all).includes(account)),
      ];
      return others.map((other) => `assumeRolePolicy must trust ${expected.join(" and ")} only, got ${quote(other)}`);
    }),
  ],
};
