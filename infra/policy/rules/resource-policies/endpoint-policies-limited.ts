import { isWide } from "../../read/iam/arn.ts";
import { limits } from "../../read/iam/conditions.ts";
import { findInStatements, findUnreadable, type Statement } from "../../read/policy-document.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";

/** Fixed values of these keys keep what others own, or others themselves, out of the endpoint. */
const KEYS = /^aws:(principalaccount|principalorgid|resourceaccount|resourceorgid)$/;

function isLimited({ resources, notResources, conditions }: Statement): boolean {
  const named = notResources.length === 0 && !resources.some(isWide);
  return named || conditions === undefined || limits(conditions, KEYS, (value) => /^(\d{12}|o-[a-z0-9]{10,32})$/.test(value));
}

function check(statement: Statement) {
  if (!statement.allows || isLimited(statement)) return undefined;
  return `Resource must be what is used through the endpoint, or the condition aws:PrincipalAccount must name this account, got ${quote(statement.resources)}`;
}

export const endpointPoliciesLimited: Rule = {
  name: "endpoint-policies-limited",
  description:
    "The policy of a VPC endpoint allows named resources or named accounts. An endpoint without a policy leaves all of it to IAM.",
  remedy: "Name the resources that are used through the endpoint, or the account whose principals use it.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
  checks: [
    // AWS's default for an endpoint without a policy is full access, which the program leaves to IAM: Beanstalk, Windows Update and
    // Systems Manager use buckets of AWS whose names change.
    onResource([ENDPOINT, POLICY], ({ policy }) => (isMissing(policy) ? undefined : findUnreadable("policy", policy))),
    onResource([ENDPOINT, POLICY], ({ policy }) => findInStatements(policy, check)),
  ],
};

function isMissing(policy: unknown): boolean {
  return policy === undefined || policy === null || policy === "";
}
