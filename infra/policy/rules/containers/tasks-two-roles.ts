import { iamRole, taskDefinition } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { type CheckedResource, onStack, quote, type Rule } from "../../rule.ts";

/** ECS takes an ARN or a name. */
function nameOf(role: unknown): string | undefined {
  return typeof role === "string" && role !== "" ? role.split("/").at(-1) : undefined;
}

/** The role that an argument refers to, which tells even roles apart whose ARNs are not known yet. */
function rolesOf({ propertyDependencies }: CheckedResource, property: string, all: readonly CheckedResource[]): string[] {
  const roles = all.filter(({ type }) => type === iamRole).map(({ urn }) => urn);
  return (propertyDependencies?.[property] ?? []).filter((urn) => roles.includes(urn));
}

export const tasksTwoRoles: Rule = {
  name: "tasks-two-roles",
  description: "A task's program has a role of its own, without the rights by which ECS starts the task and reads its secrets.",
  remedy: "Create one role for taskRoleArn and another one for executionRoleArn.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
  checks: [
    onStack(taskDefinition, (props, task, all) => {
      const execution = rolesOf(task, "executionRoleArn", all);
      const shared = rolesOf(task, "taskRoleArn", all).some((role) => execution.includes(role));
      const name = nameOf(known(() => props.taskRoleArn));
      return shared || (name !== undefined && name === nameOf(known(() => props.executionRoleArn)))
        ? "taskRoleArn must be another role than executionRoleArn, got the same"
        : undefined;
    }),
    onStack(taskDefinition, ({ taskRoleArn }) =>
      // The role that the console creates for ECS itself.
      nameOf(taskRoleArn) === "ecsTaskExecutionRole"
        ? `taskRoleArn must be a role of your own, got ${quote(taskRoleArn)}`
        : undefined,
    ),
  ],
};
