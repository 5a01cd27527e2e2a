// Checkov reads the state as a Terraform plan without references, so it sees no connection between two resources. It knows no
// values of AWS's own either.
import type { Exported } from "../state.ts";
import type { Refutation } from "./refutation.ts";

const GROUP_RULES = /securityGroup(Ingress|Egress)Rule/;

type Outputs = Readonly<Record<string, unknown>>;

/** True if a resource of this type has such outputs. */
function has(resources: readonly Exported[], type: string, fits: (outputs: Outputs) => boolean): boolean {
  return resources.some((resource) => resource.type === type && fits(resource.outputs ?? {}));
}

/** True if a resource that is no rule of a security group names this one. */
export const usesGroup: Refutation = (_, owner, resources) =>
  resources.some(
    ({ type, urn, outputs }) =>
      urn !== owner.urn && !GROUP_RULES.test(type) && JSON.stringify(outputs ?? {}).includes(`"${owner.id}"`),
  );

/** The actions for which AWS knows no single resource, or whose own policy for Session Manager (AmazonSSMManagedInstanceCore) names none. */
const WITHOUT_RESOURCE =
  /^(ssmmessages:(Create|Open)(Control|Data)Channel|ssm:UpdateInstanceInformation|logs:DescribeLogGroups)$/;

const allowsSessionManagerOnly: Refutation = (_, { outputs = {} }) =>
  statementsOf(outputs.policy)
    .filter(({ Effect, Resource }) => Effect === "Allow" && [Resource].flat().includes("*"))
    .every(({ Action }) => [Action].flat().every((action) => WITHOUT_RESOURCE.test(String(action))));

function statementsOf(policy: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (JSON.parse(String(policy ?? '{"Statement":[]}')) as { Statement: Readonly<Record<string, unknown>>[] }).Statement;
}

export const CHECKOV_REFUTATIONS: Readonly<Record<string, Refutation>> = {
  // The VPC has flow logs.
  "checkov/CKV2_AWS_11": (_, { id }, all) => has(all, "aws:ec2/flowLog:FlowLog", ({ vpcId }) => vpcId === id),
  // The VPC's default security group is empty.
  "checkov/CKV2_AWS_12": (_, { id }, all) =>
    has(
      all,
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      ({ vpcId, ingress = [], egress = [] }) => vpcId === id && [ingress, egress].flat().length === 0,
    ),
  // The address belongs to a NAT gateway.
  "checkov/CKV2_AWS_19": (_, { id }, all) => has(all, "aws:ec2/natGateway:NatGateway", ({ allocationId }) => allocationId === id),
  // The record is an alias of a load balancer of the stack.
  "checkov/CKV2_AWS_23": (_, { outputs = {} }, all) => {
    const [alias] = (outputs.aliases as { name?: string }[] | undefined) ?? [];
    const isAlias = (name: unknown) => typeof name === "string" && name.toLowerCase() === alias?.name?.toLowerCase();
    return (
      has(all, "aws:lb/loadBalancer:LoadBalancer", ({ dnsName }) => isAlias(dnsName)) ||
      has(all, "aws:elasticbeanstalk/environment:Environment", ({ endpointUrl }) => isAlias(endpointUrl))
    );
  },
  // The load balancer has a web ACL.
  "checkov/CKV2_AWS_28": (_, { outputs = {} }, all) =>
    has(all, "aws:wafv2/webAclAssociation:WebAclAssociation", ({ resourceArn }) => resourceArn === outputs.arn),
  // The web ACL writes logs.
  "checkov/CKV2_AWS_31": (_, { outputs = {} }, all) =>
    has(all, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", ({ resourceArn }) => resourceArn === outputs.arn),
  "checkov/CKV2_AWS_5": usesGroup,
  // The bucket blocks public access.
  "checkov/CKV2_AWS_6": (_, { id }, all) =>
    has(
      all,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      ({ bucket, ...block }) =>
        bucket === id &&
        [block.blockPublicAcls, block.blockPublicPolicy, block.ignorePublicAcls, block.restrictPublicBuckets].every(
          (on) => on === true,
        ),
    ),
  // The bucket keeps versions.
  "checkov/CKV_AWS_21": (_, { id }, all) =>
    has(
      all,
      "aws:s3/bucketVersioning:BucketVersioning",
      ({ bucket, versioningConfiguration }) => bucket === id && Object(versioningConfiguration).status === "Enabled",
    ),
  // AWS's default certificate authority is the newest one. Checkov knows names only, and these are the outdated ones.
  "checkov/CKV_AWS_211": (_, { outputs = {} }) => !/20(15|19)/.test(String(outputs.caCertIdentifier)),
  // Port 80 redirects to HTTPS and does nothing else.
  "checkov/CKV_AWS_260": (_, { outputs = {} }, all) => {
    const balancers = all.filter(
      ({ type, outputs: own = {} }) =>
        type === "aws:lb/loadBalancer:LoadBalancer" && [own.securityGroups].flat().includes(outputs.securityGroupId),
    );
    const redirects = ({ defaultActions }: Outputs) =>
      [defaultActions].flat().every((action) => Object(Object(action).redirect).protocol === "HTTPS");
    return (
      balancers.length > 0 &&
      balancers.every(({ outputs: own = {} }) =>
        has(
          all,
          "aws:lb/listener:Listener",
          (listener) => listener.loadBalancerArn === own.arn && listener.port === 80 && redirects(listener),
        ),
      )
    );
  },
  "checkov/CKV_AWS_290": allowsSessionManagerOnly,
  "checkov/CKV_AWS_355": allowsSessionManagerOnly,
  // The environment reports its health in detail. Checkov reads the list of settings wrongly.
  "checkov/CKV_AWS_312": (_, { outputs = {} }) =>
    [outputs.allSettings]
      .flat()
      .some(
        (setting) =>
          Object(setting).namespace === "aws:elasticbeanstalk:healthreporting:system" &&
          Object(setting).name === "SystemType" &&
          Object(setting).value === "enhanced",
      ),
  // The rule lets the network's own addresses in.
  "checkov/CKV_AWS_352": (_, { outputs = {} }, all) =>
    has(all, "aws:ec2/vpc:Vpc", ({ cidrBlock }) => cidrBlock === outputs.cidrBlock),
  // Whoever reads the bucket without credentials comes through an endpoint of the stack's network.
  "checkov/CKV_AWS_70": (_, { outputs = {} }, all) =>
    statementsOf(outputs.policy)
      .filter(({ Effect, Principal }) => Effect === "Allow" && Principal === "*")
      .every(({ Condition }) => {
        const endpoint = Object(Object(Condition).StringEquals)["aws:SourceVpce"];
        return has(all, "aws:ec2/vpcEndpoint:VpcEndpoint", ({ id }) => id === endpoint);
      }),
  // The emulator says that every instance has a public address, and gives it none.
  "checkov/CKV_AWS_88": (_, { inputs = {}, outputs = {} }) =>
    inputs.associatePublicIpAddress === false && outputs.publicIp === "",
};
