import type { Inputs, Part } from "../engine/cloud.ts";
import { given } from "./outputs.ts";
import type { Service } from "./service.ts";

export const awsx: Service = {
  title: "awsx",
  types: {
    "awsx:ec2:Vpc": {
      outputs: (name, inputs) => {
        const ids = (type: string) => zones(inputs).map((zone) => `${name}-${type}-${zone}-id`);
        // The plugin makes public ones first, whatever the order of the specification.
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
      parts: vpcParts,
    },
    "awsx:ecr:Repository": {
      outputs: (name, inputs, { accountId, region }) => ({
        url: `${accountId}.dkr.ecr.${region}.amazonaws.com/${given(inputs, "name", name)}`,
      }),
      parts: repositoryParts,
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

/** What awsx 3.9 makes for a VPC with these arguments and our transform; the rehearsal compares it with what the engine registers. */
function vpcParts(name: string, inputs: Inputs): Part[] {
  const vpc = { type: "aws:ec2/vpc:Vpc", name };
  const gateway = { type: "aws:ec2/internetGateway:InternetGateway", name };
  const parts: Part[] = [
    { ...vpc, inputs: { cidrBlock: inputs.cidrBlock, enableDnsHostnames: inputs.enableDnsHostnames } },
    { ...gateway, parent: vpc, inputs: {}, after: [vpc] },
  ];
  const nats = natZones(inputs);
  for (const zone of zones(inputs)) {
    for (const { type, cidrBlocks } of inputs.subnetSpecs as { type: string; cidrBlocks?: readonly string[] }[]) {
      const child = `${name}-${type.toLowerCase()}-${zone}`;
      const subnet = { type: "aws:ec2/subnet:Subnet", name: child };
      const table = { type: "aws:ec2/routeTable:RouteTable", name: child };
      const nat = { type: "aws:ec2/natGateway:NatGateway", name: `${name}-${zone}` };
      const way = {
        Public: gateway,
        Private: nats.length > 0 ? { ...nat, name: `${name}-${nats.includes(zone) ? zone : 1}` } : undefined,
      }[type];
      parts.push(
        {
          ...subnet,
          parent: vpc,
          inputs: { mapPublicIpOnLaunch: false, cidrBlock: cidrBlocks?.[zone - 1] },
          after: [vpc],
        },
        { ...table, parent: subnet, inputs: {}, after: [subnet] },
        {
          type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
          name: child,
          parent: table,
          inputs: { subnetId: `${child}-id`, routeTableId: `rtb-${child}` },
          after: [table],
        },
      );
      if (type === "Public" && nats.includes(zone)) {
        const address = { type: "aws:ec2/eip:Eip", name: nat.name };
        parts.push(
          { ...address, parent: subnet, inputs: { domain: "vpc" } },
          { ...nat, parent: subnet, inputs: {}, after: [address, subnet] },
        );
      }
      if (way) {
        const inputs = { destinationCidrBlock: "0.0.0.0/0" };
        parts.push({ type: "aws:ec2/route:Route", name: child, parent: table, inputs, after: [table, way] });
      }
    }
  }
  return parts;
}

/** What awsx 3.9 makes for a repository of images. */
function repositoryParts(name: string, { lifecyclePolicy, ...inputs }: Inputs): Part[] {
  const repository = { type: "aws:ecr/repository:Repository", name };
  const policy = { type: "aws:ecr/lifecyclePolicy:LifecyclePolicy", name, parent: repository, after: [repository] };
  if ((lifecyclePolicy as { skip?: boolean } | undefined)?.skip === true) return [{ ...repository, inputs }];
  return [
    { ...repository, inputs },
    { ...policy, inputs: { policy: JSON.stringify(lifecyclePolicy ?? {}) } },
  ];
}
