import { describe, expect, it } from "vitest";
import { short } from "../../support/program/deploy.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { STACKS, textOf } from "./promised.ts";

const YOUR_VPC = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  privateSubnetIds: ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"],
  relaySubnetIds: ["subnet-0123456789abcdef5", "subnet-0123456789abcdef6"],
};

describe("a promise of docs/deploy.md and docs/security.md about your own VPC", () => {
  it.each(STACKS)("holds in %s: your own VPC stays as it is", async (stack) => {
    expect(textOf("docs/deploy.md")).toContain(
      "Your own VPC stays as it is. The program adds security groups, an S3 endpoint unless you name one, and the endpoints of `relayVpcEndpoints`. It creates no flow logs, no network ACL rules and no endpoint of the EC2 API there.",
    );
    expect(textOf("docs/security.md")).toContain(
      "Flow logs, network ACLs and the default security group of that VPC are yours: the program does not touch them.",
    );
    const network = async (settings: object) => {
      const made = await deployStack(stack, { ...YOUR_VPC, ...settings });
      const ofNetwork = made.resources.filter(({ type }) => /^aws:(ec2|vpc)\//.test(type) || type.startsWith("awsx:ec2"));
      return ofNetwork
        .filter(({ type }) => !/SecurityGroup(|IngressRule|EgressRule)$/.test(type))
        .map(({ type, name }) => `${short(type)} ${name}`);
    };
    expect(await network({ s3EndpointId: "vpce-0123456789abcdef0" })).toEqual([]);
    expect(await network({ routeTableIds: ["rtb-0123456789abcdef1"] })).toEqual(["ec2.VpcEndpoint network-s3"]);
    const endpoints = await network({
      routeTableIds: ["rtb-0123456789abcdef1"],
      relayVpcEndpoints: true,
      relayRouteTableIds: ["rtb-0123456789abcdef2"],
    });
    expect(endpoints.filter((one) => !/^ec2\.VpcEndpoint (network-s3|relay-endpoints-)/.test(one))).toEqual([]);
  });
});
