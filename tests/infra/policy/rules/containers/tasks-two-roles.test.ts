import { describe, expect, it } from "vitest";
import { tasksTwoRoles } from "../../../../../infra/policy/rules/containers/tasks-two-roles.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { TASK } from "./container-forms.ts";

const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const found = (executionRoleArn: unknown, taskRoleArn: unknown) =>
  findingsOf(tasksTwoRoles, checkedResource(TASK, { executionRoleArn, taskRoleArn }));

describe("tasks-two-roles", () => {
  it.each([
    [arn("execution"), arn("task")],
    [arn("execution"), undefined],
    [undefined, undefined],
    ["", ""],
    [UNKNOWN, UNKNOWN],
    [UNKNOWN, arn("task")],
  ])("accepts %s to start the task and %s in it", (execution, task) => {
    expect(found(execution, task)).toEqual([]);
  });

  it.each([
    [arn("one"), arn("one")],
    ["one", arn("one")],
    [arn("path/one"), "one"],
    [UNKNOWN, arn("ecsTaskExecutionRole")],
  ])("reports %s to start the task and %s in it", (execution, task) => {
    expect(found(execution, task)).toEqual([expect.stringContaining("taskRoleArn must be")]);
  });

  it("reports one role whose ARN is not known yet", () => {
    const role = checkedResource("aws:iam/role:Role", {});
    const other = checkedResource("aws:iam/role:Role", {}, { name: "other" });
    const task = (taskRole: string) =>
      checkedResource(
        TASK,
        { executionRoleArn: UNKNOWN, taskRoleArn: UNKNOWN },
        { propertyDependencies: { executionRoleArn: [role.urn], taskRoleArn: [taskRole] } },
      );
    expect(findingsOf(tasksTwoRoles, task(role.urn), role, other)).toHaveLength(1);
    expect(findingsOf(tasksTwoRoles, task(other.urn), role, other)).toEqual([]);
  });
});
