import type { ChildResource, Inputs } from "../engine/cloud.ts";
import { inputOrName } from "./outputs.ts";
import type { Service } from "./service.ts";

export const awsx: Service = {
  title: "awsx",
  types: {
    "awsx:ec2:Vpc": {
      outputs: (name, inputs) => {
        const ids = (type: string) => zones(inputs).map((zone) => `${name}-${type}-${zone}-id`);
        // The plugin creates the public subnets first, whatever the order of the specification.
        const children = zones(inputs).flatMap((zone) =>
          ["public", "private", "isolated"].map((type) => ({ zone, child: `${name}-${type}-${zone}` })),
        );
        return {
          vpcId: `${name}-id`,
          vpc: { id: `${name}-id`, defaultNetworkAclId: `acl-${name}` },
          publicSubnetIds: ids("public"),
          privateSubnetIds: ids("private"),
          isolatedSubnetIds: ids("isolated"),
          subnets: children.map(({ zone, child }) => ({ id: `${child}-id`, availabilityZone: `zone-${zone}` })),
          routeTables: children.map(({ child }) => ({ id: `rtb-${child}` })),
          routeTableAssociations: children.map(({ child }) => ({ subnetId: `${child}-id`, routeTableId: `rtb-${child}` })),
          natGateways: natZones(inputs).map((zone) => ({ id: `${name}-${zone}-id` })),
          eips: natZones(inputs).map((zone) => ({ publicIp: `192.0.2.${zone}` })),
        };
      },
      children: vpcChildren,
    },
    "awsx:ecr:Repository": {
      outputs: (name, inputs, { accountId, region }) => ({
        url: `${accountId}.dkr.ecr.${region}.amazonaws.com/${inputOrName(inputs, "name", name)}`,
      }),
      children: repositoryChildren,
    },
  },
};

const zones = (inputs: Inputs) => {
  const names = inputs.availabilityZoneNames as readonly string[] | undefined;
  return Array.from({ length: names?.length ?? Number(inputs.numberOfAvailabilityZones) }, (_, zone) => zone + 1);
};
const natZones = (inputs: Inputs) => {
  const strategy = (inputs.natGateways as { strategy: string }).strategy;
  return strategy === "OnePerAz" ? zones(inputs) : strategy === "Single" ? [1] : [];
};

/**
 * The children that awsx 3.9 creates for a VPC with these arguments and our transform. The rehearsal compares them with the
 * engine's.
 */
function vpcChildren(name: string, inputs: Inputs): ChildResource[] {
  const vpc = { type: "aws:ec2/vpc:Vpc", name };
  const gateway = { type: "aws:ec2/internetGateway:InternetGateway", name };
  const children: ChildResource[] = [
    { ...vpc, inputs: { cidrBlock: inputs.cidrBlock, enableDnsHostnames: inputs.enableDnsHostnames } },
    { ...gateway, parent: vpc, inputs: {}, dependsOn: [vpc] },
  ];
  const nats = natZones(inputs);
  for (const zone of zones(inputs)) {
    for (const { type, cidrBlocks } of inputs.subnetSpecs as { type: string; cidrBlocks?: readonly string[] }[]) {
      const child = `${name}-${type.toLowerCase()}-${zone}`;
      const subnet = { type: "aws:ec2/subnet:Subnet", name: child };
      const table = { type: "aws:ec2/routeTable:RouteTable", name: child };
      const nat = { type: "aws:ec2/natGateway:NatGateway", name: `${name}-${zone}` };
      const gatewayOfRoute = {
        Public: gateway,
        Private: nats.length > 0 ? { ...nat, name: `${name}-${nats.includes(zone) ? zone : 1}` } : undefined,
      }[type];
      children.push(
        {
          ...subnet,
          parent: vpc,
          inputs: { mapPublicIpOnLaunch: false, cidrBlock: cidrBlocks?.[zone - 1] },
          dependsOn: [vpc],
        },
        { ...table, parent: subnet, inputs: {}, dependsOn: [subnet] },
        {
          type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
          name: child,
          parent: table,
          inputs: { subnetId: `${child}-id`, routeTableId: `rtb-${child}` },
          dependsOn: [table],
        },
      );
      if (type === "Public" && nats.includes(zone)) {
        const address = { type: "aws:ec2/eip:Eip", name: nat.name };
        children.push(
          { ...address, parent: subnet, inputs: { domain: "vpc" } },
          { ...nat, parent: subnet, inputs: {}, dependsOn: [address, subnet] },
        );
      }
      if (gatewayOfRoute) {
        const inputs = { destinationCidrBlock: "0.0.0.0/0" };
        children.push({ type: "aws:ec2/route:Route", name: child, parent: table, inputs, dependsOn: [table, gatewayOfRoute] });
      }
    }
  }
  return children;
}

/** The children that awsx 3.9 creates for a repository. */
function repositoryChildren(name: string, { lifecyclePolicy, ...inputs }: Inputs): ChildResource[] {
  const repository = { type: "aws:ecr/repository:Repository", name };
  const policy = { type: "aws:ecr/lifecyclePolicy:LifecyclePolicy", name, parent: repository, dependsOn: [repository] };
  if ((lifecyclePolicy as { skip?: boolean } | undefined)?.skip === true) return [{ ...repository, inputs }];
  return [
    { ...repository, inputs },
    { ...policy, inputs: { policy: JSON.stringify(lifecyclePolicy ?? {}) } },
  ];
}
