import { isWide } from "../../read/iam/arn.ts";
import { limits } from "../../read/iam/conditions.ts";
import { expectedAccount } from "../../read/iam/foreign-accounts.ts";
import { ownAccount } from "../../read/iam/own-account.ts";
import { findInStatements, findUnreadable, type Statement } from "../../read/policy-document.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";

/** The own account as the value of these keys keeps what others own, or others themselves, out of the endpoint. */
const KEYS = /^aws:(principalaccount|resourceaccount)$/;

function isNamed({ resources, notResources }: Statement): boolean {
  return notResources.length === 0 && !resources.some(isWide);
}

function isForAccount({ conditions }: Statement, accepts: (account: string) => boolean): boolean {
  return conditions === undefined || limits(conditions, KEYS, accepts);
}

function isAccount(value: string): boolean {
  return /^\d{12}$/.test(value);
}

function check(statement: Statement) {
  if (!statement.allows || isNamed(statement) || isForAccount(statement, isAccount)) return undefined;
  return `Resource must be what is used through the endpoint, or the condition aws:PrincipalAccount must name this account, got ${quote(statement.resources)}`;
}

export const endpointPoliciesLimited: Rule = {
  name: "endpoint-policies-limited",
  description: "The policy of a VPC endpoint allows named resources, or this account only. Without a policy, IAM alone decides.",
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
    onStack([ENDPOINT, POLICY], ({ policy }, _, all) =>
      findInStatements(policy, (statement) => {
        const isJudged = !statement.allows || isNamed(statement) || !isForAccount(statement, isAccount);
        return isJudged || isForAccount(statement, (account) => account === ownAccount(all))
          ? undefined
          : `aws:PrincipalAccount or aws:ResourceAccount must be ${expectedAccount(all)}, got another one`;
      }),
    ),
  ],
};

function isMissing(policy: unknown): boolean {
  return policy === undefined || policy === null || policy === "";
}
