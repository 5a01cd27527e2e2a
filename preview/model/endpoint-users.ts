// Which security groups can use a gateway endpoint, from the registered route tables and rules.
import { isPrivate, parseCidr } from "../../stacks/settings/reader/cidr.ts";
import { idOf } from "../aws/offline-cloud.ts";
import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf } from "../engine/graph.ts";

/** The security groups and subnets of the network interfaces of a resource. */
interface NetworkInterfaces {
  readonly groups: readonly string[];
  readonly subnets: readonly string[];
}

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
/** S3 accepts HTTPS, and plain HTTP where the bucket's policy allows it. */
const PORTS_OF_S3 = [443, 80];

/**
 * Names of the stack's security groups that can reach S3 through a gateway endpoint: a resource with the group is in a subnet
 * whose route table routes to the endpoint, and the group's outbound rules allow S3. The route tables of an existing VPC are
 * unknown here: the subnets of the instances count, as instances must reach the endpoint.
 *
 * @param endpoint undefined for an existing endpoint
 */
export function endpointUsers(endpoint: Registered | undefined, graph: Graph): string[] {
  const tables = strings(endpoint?.inputs.routeTableIds);
  const tableOf = new Map(graph.ofType(ASSOCIATION).map((one) => [textOf(one, "subnetId"), textOf(one, "routeTableId") ?? ""]));
  const ofInstances = graph.ofType(ENVIRONMENT).flatMap((one) => option(one, "aws:ec2:vpc", "Subnets"));
  const routesToEndpoint = (subnet: string) => {
    const table = tableOf.get(subnet);
    return table === undefined ? ofInstances.includes(subnet) : tables.includes(table);
  };
  const inside = graph.resources
    .flatMap((one) => interfacesOf(one, graph))
    .filter(({ subnets }) => subnets.some(routesToEndpoint));
  const ids = new Set(inside.flatMap(({ groups }) => groups));
  return graph
    .ofType(GROUP)
    .filter((group) => ids.has(idOf(GROUP, group.name)) && sendsToS3(group, graph))
    .map(({ name }) => name)
    .sort();
}

function interfacesOf(resource: Registered, graph: Graph): NetworkInterfaces[] {
  const { inputs } = resource;
  const subnetGroup = (property: string) =>
    graph.referred(resource, property).flatMap((group) => strings(group.inputs.subnetIds));
  switch (resource.type) {
    case ENVIRONMENT:
      return [
        {
          groups: option(resource, "aws:autoscaling:launchconfiguration", "SecurityGroups"),
          subnets: option(resource, "aws:ec2:vpc", "Subnets"),
        },
        {
          groups: option(resource, "aws:elbv2:loadbalancer", "SecurityGroups"),
          subnets: option(resource, "aws:ec2:vpc", "ELBSubnets"),
        },
      ];
    case "aws:ecs/service:Service": {
      const network = inputs.networkConfiguration as { securityGroups?: unknown; subnets?: unknown } | undefined;
      return [{ groups: strings(network?.securityGroups), subnets: strings(network?.subnets) }];
    }
    case "aws:lb/loadBalancer:LoadBalancer":
      return [{ groups: strings(inputs.securityGroups), subnets: strings(inputs.subnets) }];
    case "aws:ec2/instance:Instance":
      return [{ groups: strings(inputs.vpcSecurityGroupIds), subnets: strings([inputs.subnetId]) }];
    case "aws:rds/instance:Instance":
      return [{ groups: strings(inputs.vpcSecurityGroupIds), subnets: subnetGroup("dbSubnetGroupName") }];
    case "aws:elasticache/replicationGroup:ReplicationGroup":
      return [{ groups: strings(inputs.securityGroupIds), subnets: subnetGroup("subnetGroupName") }];
    case "aws:elasticache/serverlessCache:ServerlessCache":
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return [{ groups: strings(inputs.securityGroupIds), subnets: strings(inputs.subnetIds) }];
    default:
      return [];
  }
}

/** The addresses of S3 are public, or given by AWS's prefix list. */
function sendsToS3(group: Registered, graph: Graph): boolean {
  return graph.referring(group, EGRESS_RULE, "securityGroupId").some((rule) => {
    const range = parseCidr(textOf(rule, "cidrIpv4") ?? "");
    const toS3 = rule.inputs.prefixListId !== undefined || (range !== undefined && !isPrivate(range));
    const [from, to] = [Number(rule.inputs.fromPort ?? 0), Number(rule.inputs.toPort ?? 65_535)];
    return toS3 && PORTS_OF_S3.some((port) => from <= port && port <= to);
  });
}

function option({ inputs }: Registered, namespace: string, name: string): string[] {
  const settings = (inputs.settings ?? []) as readonly { namespace: string; name: string; value: unknown }[];
  const found = settings.find((setting) => setting.namespace === namespace && setting.name === name);
  return typeof found?.value === "string" ? found.value.split(",") : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
