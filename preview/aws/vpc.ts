import type { Registered } from "../engine/engine.ts";
import { textOf } from "../engine/graph.ts";
import type { Fact } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const vpc: Service = {
  title: "VPC",
  types: {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {},
    "aws:ec2/eip:Eip": { noun: ["public address", "public addresses"] },
    "aws:ec2/flowLog:FlowLog": { line: (resource) => `${textOf(resource, "trafficType")?.toLowerCase() ?? "all"} traffic` },
    "aws:ec2/instance:Instance": {
      noun: ["EC2 instance", "EC2 instances"],
      durations: [
        {
          seconds: 60,
          estimate: true,
          source: "the provider waits until it runs, not until Windows has started, which takes some minutes more",
        },
      ],
      protection: instanceProtection,
      summary: (resource) => textOf(resource, "instanceType"),
    },
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": {
      noun: ["default of instance metadata", "defaults of instance metadata"],
    },
    "aws:ec2/internetGateway:InternetGateway": {
      durations: [{ seconds: 10, estimate: true, source: "a few seconds, and the attachment" }],
    },
    "aws:ec2/natGateway:NatGateway": {
      noun: ["NAT gateway", "NAT gateways"],
      durations: [
        { seconds: 2 * 60, estimate: true, source: "usually 1 to 3 minutes; kubernetes/kops#944 saw up to 5 and more" },
      ],
      line: () => undefined,
    },
    "aws:ec2/networkAclRule:NetworkAclRule": {},
    "aws:ec2/route:Route": {},
    "aws:ec2/routeTable:RouteTable": {
      // Different from the id of the subnet with the same name.
      id: (name) => `rtb-${name}`,
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {},
    "aws:ec2/securityGroup:SecurityGroup": {},
    "aws:ec2/subnet:Subnet": {
      durations: [
        {
          seconds: 11,
          estimate: true,
          source: "3 to 8 seconds in turbot/steampipe-plugin-aws#246 and #454; 10 more where public addresses are given",
        },
      ],
      line: ({ name }) => /-(public|private|isolated)-/.exec(name)?.[1],
    },
    "aws:ec2/vpc:Vpc": {
      noun: ["VPC", "VPCs"],
      durations: [
        {
          seconds: 15,
          estimate: false,
          source: "11 to 39 seconds in turbot/steampipe-plugin-aws#246 and #454, more with DNS host names on",
        },
      ],
      summary: (resource) => textOf(resource, "cidrBlock"),
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
      // Policies contain the endpoint's id, and a rule of the policy pack checks its form.
      id: (name) => `vpce-${name}`,
      noun: ["VPC endpoint", "VPC endpoints"],
      durations: [
        {
          when: ({ vpcEndpointType }) => vpcEndpointType === "Interface",
          seconds: 2 * 60,
          estimate: true,
          source:
            "AWS creates a network interface in each subnet; the provider waits until it is available, 10 minutes by default",
        },
        { seconds: 10, estimate: true, source: "a gateway endpoint is a route" },
      ],
      line: (resource) =>
        `${textOf(resource, "serviceName")?.split(".").at(-1)}, ${textOf(resource, "vpcEndpointType") ?? "Gateway"}`,
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { noun: ["egress rule", "egress rules"] },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { noun: ["ingress rule", "ingress rules"] },
  },
  lookUps: {
    "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: [] }),
    // The preview cannot look at existing resources. An empty result means "unknown".
    "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, vpcId: "", availabilityZone: "" }),
    "aws:ec2/getRouteTable:getRouteTable": () => ({ id: "", routeTableId: "" }),
    "aws:ec2/getVpcEndpoint:getVpcEndpoint": ({ id }) => ({ id, routeTableIds: [] }),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({ id: `pl-${name}` }),
  },
};

function instanceProtection({ inputs }: Registered): Fact[] {
  const field = (argument: string, name: string) => (inputs[argument] as Record<string, unknown> | undefined)?.[name];
  return [
    [field("rootBlockDevice", "encrypted") === true, "disk encrypted", "disk not encrypted"],
    [field("metadataOptions", "httpTokens") === "required", "IMDSv2 only", "IMDSv1 possible"],
    [inputs.associatePublicIpAddress === false, "no public address", "maybe a public address"],
  ];
}
