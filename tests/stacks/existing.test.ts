import { describe, expect, it } from "vitest";
import { checkExisting } from "../../stacks/existing.ts";
import type { Settings } from "../../stacks/settings.ts";
import { deploy } from "../support/program/deploy.ts";
import { exampleSettings } from "../support/program/example-settings.ts";

/** Subnets as AWS would describe them: VPC and zone. */
const subnets: Record<string, [vpcId: string, availabilityZone: string]> = {
  "subnet-a": ["vpc-1", "us-east-1a"],
  "subnet-b": ["vpc-1", "us-east-1b"],
  "subnet-a2": ["vpc-1", "us-east-1a"],
  "subnet-b2": ["vpc-1", "us-east-1b"],
  "subnet-main": ["vpc-1", "us-east-1b"],
  "subnet-stranger": ["vpc-2", "us-east-1b"],
  "subnet-local": ["vpc-1", "us-east-1-bos-1a"],
  // What the offline preview answers.
  "subnet-x": ["", ""],
  "subnet-y": ["", ""],
};
/** The route table of each subnet. A subnet that is missing here uses the VPC's main route table. */
const tables: Record<string, string> = { "subnet-a": "rtb-1", "subnet-b": "rtb-1", "subnet-a2": "rtb-2", "subnet-b2": "rtb-2" };
const zones: Record<string, string> = { Z1: "example.com", Z2: "com", Z3: "other.org", Z4: "ample.com", Z5: "example.com" };

/** The error for settings that are checked against this account; "" if there is none. */
async function problemsOf(settings: Partial<Settings>): Promise<string> {
  const lookUp = (token: string, inputs: Readonly<Record<string, unknown>>) => {
    if (token === "aws:route53/getZone:getZone") {
      const name = zones[String(inputs.zoneId)];
      if (name === undefined) throw new Error("no hosted zone has this id");
      return { name, privateZone: inputs.zoneId === "Z5" };
    }
    if (token === "aws:ec2/getVpcEndpoint:getVpcEndpoint") return { routeTableIds: ["rtb-main", "rtb-3"] };
    if (token === "aws:ec2/getRouteTable:getRouteTable") {
      if (inputs.subnetId === undefined) return { routeTableId: "rtb-main" };
      const routeTableId = tables[String(inputs.subnetId)];
      if (routeTableId === undefined) throw new Error("no route table has this subnet");
      return { routeTableId };
    }
    const [vpcId, availabilityZone] = subnets[String(inputs.id)] ?? [];
    if (vpcId === undefined) throw new Error("no subnet has this id");
    return { id: inputs.id, vpcId, availabilityZone };
  };
  return deploy(() => checkExisting({ ...exampleSettings, ...settings }), { cloud: { lookUp } }).then(
    () => "",
    (error) => String(error.message),
  );
}

const vpc = (lists: {
  publicSubnetIds?: string[];
  privateSubnetIds?: string[];
  isolatedSubnetIds?: string[];
  taskSubnetIds?: string[];
  routeTableIds?: string[];
  s3EndpointId?: string;
}): Partial<Settings> => ({
  network: {
    kind: "existing",
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-a", "subnet-b"],
    privateSubnetIds: ["subnet-a", "subnet-b"],
    isolatedSubnetIds: ["subnet-a", "subnet-b"],
    taskSubnetIds: ["subnet-a2", "subnet-b2"],
    taskRouteTableIds: [],
    routeTableIds: ["rtb-1"],
    ...lists,
  },
});
const zone = (zoneId: string): Partial<Settings> => ({ dns: { kind: "existing", zoneId } });

describe("an existing resource", () => {
  it.each<[string, Partial<Settings>]>([
    ["none at all", {}],
    ["the zone of the domain", zone("Z1")],
    ["the zone of a parent", zone("Z2")],
    ["subnets of the VPC in two zones", vpc({})],
    ["subnets of tasks outside a given endpoint", vpc({ routeTableIds: [], s3EndpointId: "vpce-1" })],
    ["subnets that cannot be looked up offline", vpc({ publicSubnetIds: ["subnet-x", "subnet-y"] })],
  ])("is accepted if it is %s", async (_, settings) => {
    expect(await problemsOf(settings)).toBe("");
  });

  it.each<[string, Partial<Settings>, string]>([
    [
      "the zone of another domain",
      zone("Z3"),
      'xmpro:hostedZoneId must be the zone of example.com or of a parent of it, got "Z3", the zone of other.org',
    ],
    ["the zone of a domain that only ends alike", zone("Z4"), "xmpro:hostedZoneId must be the zone of example.com"],
    [
      "a private zone, which public DNS does not serve",
      zone("Z5"),
      `xmpro:hostedZoneId must be a public hosted zone, because browsers and AWS's validation of the certificate use public DNS, got "Z5", a private one`,
    ],
    [
      "a subnet of another VPC",
      vpc({ privateSubnetIds: ["subnet-a", "subnet-stranger"] }),
      'xmpro:privateSubnetIds must be subnets of vpc-1, got "subnet-stranger", which belongs to vpc-2',
    ],
    [
      "a zone that does not exist",
      zone("Z9"),
      'xmpro:hostedZoneId must be a hosted zone of this account, got "Z9"; AWS says: no hosted zone has this id',
    ],
    [
      "a subnet that does not exist",
      vpc({ publicSubnetIds: ["subnet-a", "subnet-b", "subnet-none"] }),
      'xmpro:publicSubnetIds must be subnets of this account, got "subnet-none"; AWS says: no subnet has this id',
    ],
    [
      "a subnet of tasks whose route table gets the endpoint",
      vpc({ taskSubnetIds: ["subnet-a2", "subnet-b"] }),
      'xmpro:relaySubnetIds must be subnets outside the S3 endpoint of the private subnets, through which anybody may read the certificates, got "subnet-b", whose route table rtb-1 leads to it',
    ],
    [
      "a subnet of tasks that leads to a given endpoint by the main route table",
      vpc({ taskSubnetIds: ["subnet-a2", "subnet-main"], routeTableIds: [], s3EndpointId: "vpce-1" }),
      'got "subnet-main", whose route table rtb-main leads to it',
    ],
    [
      "one of the tasks' subnets, all in one zone",
      vpc({ taskSubnetIds: ["subnet-b2", "subnet-main"] }),
      "xmpro:relaySubnetIds must lie in two availability zones or more, got 2 in us-east-1b",
    ],
    [
      "a subnet in a Local Zone",
      vpc({ privateSubnetIds: ["subnet-a", "subnet-b", "subnet-local"] }),
      'xmpro:privateSubnetIds must lie in availability zones of the region, got "subnet-local" in the Local Zone us-east-1-bos-1a',
    ],
    [
      "one of several subnets, all in one zone",
      vpc({ isolatedSubnetIds: ["subnet-a", "subnet-a2"] }),
      "xmpro:isolatedSubnetIds must lie in two availability zones or more, got 2 in us-east-1a",
    ],
  ])("is refused if it is %s", async (_, settings, problem) => {
    expect(await problemsOf(settings)).toContain(problem);
  });

  it("is refused in one error together with all others that do not fit", async () => {
    const message = await problemsOf({ ...zone("Z3"), ...vpc({ publicSubnetIds: ["subnet-a", "subnet-a2"] }) });
    expect(message).toMatch(/hostedZoneId[\s\S]*publicSubnetIds/);
  });
});
