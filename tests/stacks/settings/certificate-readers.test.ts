import { describe, expect, it } from "vitest";
import { inboundAccess } from "../../../preview/model/access.ts";
import { type Deployed, type Seen, short } from "../../support/program/deploy.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";

const variants: readonly (readonly ["prod" | "nonprod", Readonly<Record<string, unknown>>])[] = [
  ["prod", {}],
  ["nonprod", {}],
  ["nonprod", { availabilityZones: 3, natGateways: "one-per-zone" }],
  ["nonprod", { relayVpcEndpoints: true, relayExec: true }],
  ["nonprod", { vpcCidr: "10.0.0.0/22" }],
];

const gateways = (made: Deployed) => made.ofType("ec2.VpcEndpoint").filter(({ inputs }) => inputs.vpcEndpointType === "Gateway");
/** Route tables that lead to the endpoints which the policy of the certificates' bucket allows. */
function trustedTables(made: Deployed): string[] {
  const statement = statementsOf(made.the("s3.BucketPolicy", "certificates")).InstancesByTheEndpoint;
  const trusted = [statement.Condition.StringEquals["aws:SourceVpce"]].flat();
  return gateways(made)
    .filter(({ name }) => trusted.includes(`vpce-${name}`))
    .flatMap(({ inputs }) => inputs.routeTableIds as string[]);
}
function tableOf(made: Deployed, subnet: string): string {
  const association = made.ofType("ec2.RouteTableAssociation").find(({ inputs }) => inputs.subnetId === subnet);
  return String(association?.inputs.routeTableId);
}
const children = (made: Deployed, type: string, of: RegExp): Seen[] => made.ofType(type).filter(({ name }) => of.test(name));

describe.each(variants)("the certificate files of %s with the settings %j", (stack, settings) => {
  it("cannot be read by tasks, or through the NAT gateways that tasks use", async () => {
    const made = await deployStack(stack, settings);
    const trusted = trustedTables(made);
    const { subnets } = made.the("ecs.Service").inputs.networkConfiguration;
    expect(subnets.length).toBeGreaterThan(1);
    for (const subnet of subnets) expect(trusted).not.toContain(tableOf(made, subnet));
    const publicOnes = children(made, "ec2.Subnet", /-public-/);
    expect(publicOnes.length).toBeGreaterThan(1);
    for (const { name } of publicOnes) expect(trusted).not.toContain(tableOf(made, `${name}-id`));
  });

  it("can be read by the instances", async () => {
    const made = await deployStack(stack, settings);
    for (const { inputs } of made.ofType("elasticbeanstalk.Environment")) {
      const subnets = inputs.settings.find(({ name }: { name: string }) => name === "Subnets").value.split(",");
      for (const subnet of subnets) expect(trustedTables(made)).toContain(tableOf(made, subnet));
    }
  });

  it("are shown in the preview as readable only by the security groups of the instances", async () => {
    const { resources } = await deployStack(stack, settings);
    const buckets = inboundAccess(resources).filter(({ kind }) => kind === "bucket");
    expect(buckets.map(({ to, users }) => [to, users])).toEqual([
      ["bucket certificates", ["ad-instances", "ds-instances", "sm-instances"]],
    ]);
  });

  it("cannot be read through an endpoint of the tasks", async () => {
    const made = await deployStack(stack, settings);
    const ofTasks = gateways(made).filter(({ inputs }) => !trustedTables(made).includes(inputs.routeTableIds[0]));
    expect(ofTasks).toHaveLength("relayVpcEndpoints" in settings ? 1 : 0);
    for (const endpoint of ofTasks) {
      for (const { Effect, Resource } of Object.values(statementsOf(endpoint))) {
        expect([Effect, Resource]).toEqual(["Allow", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]);
      }
    }
  });
});

describe("the relay's subnets", () => {
  it("exist only with the relay", async () => {
    const made = await deployStack("nonprod", { relayEnabled: false });
    const left = made.resources.filter(({ type, name }) => short(type).startsWith("ec2.") && name.includes("tasks"));
    expect(left).toEqual([]);
  });

  it("are those that relaySubnetIds names in an existing VPC", async () => {
    const made = await deployStack("nonprod", {
      vpcId: "vpc-0123456789abcdef0",
      publicSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
      privateSubnetIds: ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"],
      relaySubnetIds: ["subnet-0123456789abcdef5", "subnet-0123456789abcdef6"],
      routeTableIds: ["rtb-0123456789abcdef1"],
      relayVpcEndpoints: true,
      relayRouteTableIds: ["rtb-0123456789abcdef2"],
    });
    expect(made.the("ecs.Service").inputs.networkConfiguration.subnets).toEqual([
      "subnet-0123456789abcdef5",
      "subnet-0123456789abcdef6",
    ]);
    expect(made.the("ec2.VpcEndpoint", "relay-endpoints-s3").inputs.routeTableIds).toEqual(["rtb-0123456789abcdef2"]);
    expect(inboundAccess(made.resources).find(({ kind }) => kind === "bucket")?.users).toEqual([
      "ad-instances",
      "ds-instances",
      "sm-instances",
    ]);
  });
});
