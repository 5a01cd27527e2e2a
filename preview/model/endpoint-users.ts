// Which security groups can use a gateway endpoint, from the registered route tables and rules.
import { isPrivate, parseCidr } from "../../stacks/settings/reader/cidr.ts";
import { idOf } from "../aws/offline-cloud.ts";
import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf, textsOf } from "../engine/graph.ts";
import { ENVIRONMENT, networkInterfaces } from "./network-interfaces.ts";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
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
  const tables = textsOf(endpoint?.inputs.routeTableIds);
  const tableOf = new Map(graph.ofType(ASSOCIATION).map((one) => [textOf(one, "subnetId"), textOf(one, "routeTableId") ?? ""]));
  const ofInstances = graph
    .ofType(ENVIRONMENT)
    .flatMap((one) => networkInterfaces(one, graph).flatMap(({ role, subnets }) => (role === "instances" ? subnets : [])));
  const routesToEndpoint = (subnet: string) => {
    const table = tableOf.get(subnet);
    return table === undefined ? ofInstances.includes(subnet) : tables.includes(table);
  };
  const inside = graph.resources
    .flatMap((one) => networkInterfaces(one, graph))
    .filter(({ subnets }) => subnets.some(routesToEndpoint));
  const ids = new Set(inside.flatMap(({ groups }) => groups));
  return graph
    .ofType(GROUP)
    .filter((group) => ids.has(idOf(GROUP, group.name)) && sendsToS3(group, graph))
    .map(({ name }) => name)
    .sort();
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
