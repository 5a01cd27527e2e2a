import { describe, expect, it } from "vitest";
import { managedPoliciesJudged } from "../../../../../infra/policy/rules/identity/managed-policies-judged.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { findingsAboutAttached, OWN } from "./identity-policy.ts";

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

describe("managed-policies-judged", () => {
  it.each([
    ["arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole", 0],
    ["arn:aws-us-gov:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth", 0],
    ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy", 1],
    [`arn:aws:iam::${OWN}:policy/AmazonRDSEnhancedMonitoringRole`, 1],
    [`arn:aws:iam::${OWN}:policy/made-by-hand`, 1],
    ["AmazonRDSEnhancedMonitoringRole", 1],
    ["arn:aws:iam::aws:policy/AdministratorAccess", 0],
    ["arn:aws:iam::aws:policy/ReadOnlyAccess", 0],
    [UNKNOWN, 0],
  ])("checks the attached policy %s", (arn, count) => {
    expect(findingsAboutAttached(managedPoliciesJudged, arn)).toHaveLength(count);
  });

  it("accepts a policy of the stack, whose document other rules judge", () => {
    const policyArn = `arn:aws:iam::${OWN}:policy/of-the-stack`;
    const policy = checkedResource("aws:iam/policy:Policy", {});
    const byReference = checkedResource(ATTACHMENT, { policyArn }, { propertyDependencies: { policyArn: [policy.urn] } });
    expect(findingsOf(managedPoliciesJudged, policy, byReference)).toEqual([]);
    const deployed = checkedResource("aws:iam/policy:Policy", { arn: policyArn });
    expect(findingsOf(managedPoliciesJudged, deployed, checkedResource(ATTACHMENT, { policyArn }))).toEqual([]);
  });
});
