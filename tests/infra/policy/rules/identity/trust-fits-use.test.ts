import { describe, expect, it } from "vitest";
import { trustFitsUse } from "../../../../../infra/policy/rules/identity/trust-fits-use.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { ownRole } from "./identity-policy.ts";

const USES = [
  ["aws:iam/instanceProfile:InstanceProfile", "role", "ec2.amazonaws.com"],
  ["aws:ecs/taskDefinition:TaskDefinition", "executionRoleArn", "ecs-tasks.amazonaws.com"],
  ["aws:ecs/taskDefinition:TaskDefinition", "taskRoleArn", "ecs-tasks.amazonaws.com"],
  ["aws:elasticbeanstalk/environment:Environment", "settings", "elasticbeanstalk.amazonaws.com"],
  ["aws:ec2/flowLog:FlowLog", "iamRoleArn", "vpc-flow-logs.amazonaws.com"],
  ["aws:rds/instance:Instance", "monitoringRoleArn", "monitoring.rds.amazonaws.com"],
  ["aws:rds/optionGroup:OptionGroup", "options", "rds.amazonaws.com"],
] as const;

function findings(type: string, property: string, services: unknown, more: object = {}) {
  const assumeRolePolicy = JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: { Service: services, ...more }, Action: "sts:AssumeRole" }],
  });
  const role = checkedResource("aws:iam/role:Role", { assumeRolePolicy });
  const user = checkedResource(type, {}, { propertyDependencies: { [property]: [role.urn] } });
  return findingsOf(trustFitsUse, ownRole, role, user);
}

describe("trust-fits-use", () => {
  it.each(USES)("accepts that %s uses a role in %s that %s assumes", (type, property, service) => {
    expect(findings(type, property, service)).toEqual([]);
    expect(findings(type, property, service.toUpperCase())).toEqual([]);
  });

  it.each(USES)("reports that %s uses a role in %s that another service than %s assumes", (type, property, service) => {
    expect(findings(type, property, "lambda.amazonaws.com")).toEqual([expect.stringContaining(`must trust ${service} only`)]);
    expect(findings(type, property, [service, "lambda.amazonaws.com"])).toHaveLength(1);
  });

  it("reports that people assume the role of instances", () => {
    const [type, property, service] = USES[0];
    expect(findings(type, property, service, { AWS: "arn:aws:iam::444455556666:root" })).toHaveLength(1);
  });

  it("accepts any service for a role that nothing of the stack uses", () => {
    expect(findings("aws:ecs/cluster:Cluster", "name", "lambda.amazonaws.com")).toEqual([]);
  });
});
