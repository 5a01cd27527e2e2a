import { describe, expect, it } from "vitest";
import { Network, type NetworkArgs } from "../../../infra/network/network.ts";
import { noPublicAddresses } from "../../../infra/network/no-public-addresses.ts";
import { deploy } from "../../support/program/deploy.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";

const args: NetworkArgs = {
  accountId: "111122223333",
  region: "eu-west-1",
  cidrBlock: "10.20.0.0/16",
  zones: 3,
  natGateways: "one-per-zone",
  tasks: true,
  ec2Endpoint: false,
  logRetentionDays: 30,
  kmsKeyArn: "arn:key",
};
const network = (more: Partial<NetworkArgs> = {}) =>
  deploy(() => {
    const { natAddresses, vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds, taskSubnetIds } = new Network("network", {
      ...args,
      ...more,
    });
    return { natAddresses, vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds, taskSubnetIds };
  });

describe("the network", () => {
  it("has three kinds of subnets and DNS names, and overrides awsx's unsafe defaults", async () => {
    expect((await network()).the("awsx:ec2:Vpc").inputs).toEqual({
      cidrBlock: "10.20.0.0/16",
      numberOfAvailabilityZones: 3,
      natGateways: { strategy: "OnePerAz" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Private" }, { type: "Public" }, { type: "Isolated" }],
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
  });

  it.each([
    ["single", 3, ["192.0.2.1"]],
    ["one-per-zone", 2, ["192.0.2.1", "192.0.2.2"]],
    ["one-per-zone", 3, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]],
  ] as const)("outputs the address of each NAT gateway: %s in %i zones", async (natGateways, zones, addresses) => {
    const made = await network({ natGateways, zones });
    expect(made.outputs.natAddresses).toEqual(addresses);
    expect(made.ofType("ec2.NatGateway")).toHaveLength(addresses.length);
  });

  it("uses the given zones", async () => {
    const made = await network({ zones: 2, zoneNames: ["eu-west-1a", "eu-west-1c"] });
    expect(made.the("awsx:ec2:Vpc").inputs.availabilityZoneNames).toEqual(["eu-west-1a", "eu-west-1c"]);
    expect(made.the("awsx:ec2:Vpc").inputs).not.toHaveProperty("numberOfAvailabilityZones");
    expect(made.outputs.privateSubnetIds).toHaveLength(2);
  });

  it("outputs the subnets of each kind", async () => {
    const { outputs } = await network({ zones: 2 });
    expect(outputs.publicSubnetIds).toEqual(["network-public-1-id", "network-public-2-id"]);
    expect(outputs.privateSubnetIds).toEqual(["network-private-1-id", "network-private-2-id"]);
    expect(outputs.isolatedSubnetIds).toEqual(["network-isolated-1-id", "network-isolated-2-id"]);
  });

  it("has a default security group without rules, and no other rules", async () => {
    const made = await network();
    expect(made.the("ec2.DefaultSecurityGroup").inputs).toEqual({ vpcId: "network-id", ingress: [], egress: [] });
    expect(securityGroupRules(made)).toEqual([]);
  });

  it("has an S3 gateway endpoint for the subnets of instances and databases, but not for those of NAT gateways and containers", async () => {
    const { inputs } = (await network({ zones: 2 })).the("ec2.VpcEndpoint");
    expect(inputs).toMatchObject({ vpcEndpointType: "Gateway", serviceName: "com.amazonaws.eu-west-1.s3" });
    expect(inputs.routeTableIds).toEqual([
      "rtb-network-private-1",
      "rtb-network-isolated-1",
      "rtb-network-private-2",
      "rtb-network-isolated-2",
    ]);
  });

  it.each([
    ["single", 2, ["network-1-id", "network-1-id"]],
    ["single", 3, ["network-1-id", "network-1-id", "network-1-id"]],
    ["one-per-zone", 3, ["network-1-id", "network-2-id", "network-3-id"]],
  ] as const)(
    "gives containers their own subnets with a route to a NAT gateway: %s in %i zones",
    async (natGateways, zones, gateways) => {
      const made = await network({ natGateways, zones });
      const children = gateways.map((_, zone) => `network-tasks-${zone + 1}`);
      expect(made.outputs.taskSubnetIds).toEqual(children.map((child) => `${child}-id`));
      const own = (type: string) => made.ofType(type).filter(({ name }) => children.includes(name));
      expect(own("ec2.Subnet").map(({ inputs }) => inputs.availabilityZone)).toEqual(
        gateways.map((_, zone) => `zone-${zone + 1}`),
      );
      expect(own("ec2.Route").map(({ inputs }) => inputs)).toEqual(
        gateways.map((natGatewayId, zone) => ({
          routeTableId: `rtb-${children[zone]}`,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId,
        })),
      );
      expect(own("ec2.RouteTableAssociation").map(({ inputs }) => inputs)).toEqual(
        children.map((child) => ({ routeTableId: `rtb-${child}`, subnetId: `${child}-id` })),
      );
    },
  );

  it("blocks SSH and RDP from outside the VPC, but not from inside, where answers may go to such a port", async () => {
    const made = await network();
    const rules = made.ofType("ec2.NetworkAclRule").map(({ inputs }) => inputs);
    for (const { networkAclId, egress } of rules) expect([networkAclId, egress]).toEqual(["acl-network", false]);
    const denied = rules
      .sort((one, other) => one.ruleNumber - other.ruleNumber)
      .map(({ ruleAction, protocol, cidrBlock, fromPort, toPort }) => [ruleAction, protocol, cidrBlock, fromPort, toPort]);
    expect(denied).toEqual([
      ["allow", "-1", "10.20.0.0/16", undefined, undefined],
      ["deny", "tcp", "0.0.0.0/0", 22, 22],
      ["deny", "tcp", "0.0.0.0/0", 3389, 3389],
    ]);
    // AWS's default rule, number 100, allows everything.
    for (const { ruleNumber } of rules) expect(ruleNumber).toBeLessThan(100);
  });

  it("assigns no public addresses in subnets, and changes nothing else that awsx creates", async () => {
    const transform = async (type: string) =>
      noPublicAddresses({ type, name: "x", custom: true, props: { mapPublicIpOnLaunch: true, a: 1 }, opts: { protect: true } });
    expect(await transform("aws:ec2/subnet:Subnet")).toEqual({
      props: { mapPublicIpOnLaunch: false, a: 1 },
      opts: { protect: true },
    });
    expect(await transform("aws:ec2/eip:Eip")).toBeUndefined();
  });

  it("has an endpoint of the EC2 API if that is configured", async () => {
    expect((await network()).ofType("ec2.VpcEndpoint")).toHaveLength(1);
    const made = await network({ ec2Endpoint: true });
    expect(made.the("ec2.VpcEndpoint", "network-ec2").inputs).toEqual({
      vpcId: "network-id",
      vpcEndpointType: "Interface",
      serviceName: "com.amazonaws.eu-west-1.ec2",
      subnetIds: ["network-private-1-id"],
      securityGroupIds: ["network-ec2-id"],
      privateDnsEnabled: true,
      policy: expect.stringContaining(`"Condition":{"StringEquals":{"aws:PrincipalAccount":"${args.accountId}"}}`),
    });
    expect(securityGroupRules(made)).toEqual(["in network-ec2 tcp 443 from 10.20.0.0/16"]);
  });

  it("has no subnets for containers if there are none", async () => {
    const made = await network({ tasks: false });
    expect(made.outputs.taskSubnetIds).toEqual([]);
    expect(made.resources.filter(({ name }) => name.includes("tasks"))).toEqual([]);
  });

  it("logs all flows to an encrypted log group with a retention, by a role that can write only there", async () => {
    const made = await network();
    expect(made.the("cloudwatch.LogGroup").inputs).toMatchObject({ retentionInDays: 30, kmsKeyId: "arn:key" });
    const flowLog = made.the("ec2.FlowLog");
    expect(flowLog.inputs).toMatchObject({
      vpcId: "network-id",
      trafficType: "ALL",
      logDestination: expect.stringMatching(/^arn:aws:logs:.*network-flow-logs$/),
      iamRoleArn: expect.stringMatching(/role\/network-flow-logs$/),
    });
    expect(flowLog.dependencies).toContain(made.the("iam.RolePolicy").urn);
    expect(Object.values(statementsOf(made.the("iam.RolePolicy"))).map(({ Resource }) => Resource)).toEqual([
      "arn:aws:logs:us-east-1:111122223333:log-group:network-flow-logs:*",
    ]);
    expect(statementsOf(made.the("iam.Role"), "assumeRolePolicy")).toMatchObject({
      FlowLogsOfThisAccount: {
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*" },
        },
      },
    });
  });

  it("depends only on its own resources", async () => {
    const made = await network();
    expect(made.the("awsx:ec2:Vpc").dependencies).toEqual([]);
    expect(made.the("xmpro-aws:infra:Network").dependencies).toEqual([]);
  });
});
