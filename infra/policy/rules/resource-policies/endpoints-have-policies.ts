import { isWide } from "../../read/iam/arn.ts";
import { pointsAt } from "../../read/points-at.ts";
import { readStatements } from "../../read/policy-document.ts";
import { known, textOf } from "../../read/unknown-values.ts";
import { type CheckedResource, onStack, type Rule } from "../../rule.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";

/** Gateway and interface endpoints take policies. The other types do not, nor those for the service of somebody else. */
function takesPolicies({ props }: CheckedResource): boolean {
  const type = textOf(() => props.vpcEndpointType ?? "Gateway")
    ?.trim()
    .toLowerCase();
  const isOfAws = !/^com\.amazonaws\.vpce\./i.test(textOf(() => props.serviceName) ?? "");
  return (type === "gateway" || type === "interface") && isOfAws;
}

/** False for a policy that is not known yet. */
function hasNone({ props }: CheckedResource): boolean {
  return known(() => isMissing(props.policy) || isDefault(props.policy)) ?? false;
}

function isMissing(policy: unknown): boolean {
  return policy === undefined || policy === null || policy === "";
}

/** After a deployment, AWS returns its default as the policy. It is in the older version of the policy language. */
function isDefault(policy: unknown): boolean {
  const isOld = typeof policy === "string" && policy.includes('"2008-10-17"');
  return isOld && readStatements(policy).some(({ allows, resources }) => allows && resources.some(isWide));
}

function isPolicyOf(other: CheckedResource, endpoint: CheckedResource): boolean {
  return other.type === POLICY && pointsAt(other, "vpcEndpointId", endpoint);
}

export const endpointsHavePolicies: Rule = {
  name: "endpoints-have-policies",
  description:
    "A VPC endpoint has a policy. Without one, AWS lets credentials of every account through, so a stolen key takes data to the thief's account.",
  remedy: "Set the policy of the endpoint: name the account whose principals use it, or the resources that they use.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
  checks: [
    onStack(ENDPOINT, (_, endpoint, all) =>
      takesPolicies(endpoint) && hasNone(endpoint) && !all.some((other) => isPolicyOf(other, endpoint))
        ? "the endpoint must have a policy, got none"
        : undefined,
    ),
  ],
};
