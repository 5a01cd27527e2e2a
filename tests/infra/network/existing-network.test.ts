import { describe, expect, it } from "vitest";
import { ExistingNetwork, type ExistingNetworkArgs } from "../../../infra/network/existing-network.ts";
import { deploy } from "../../support/program/deploy.ts";

const args: ExistingNetworkArgs = {
  region: "eu-west-1",
  vpcId: "vpc-1",
  publicSubnetIds: ["public-1", "public-2"],
  privateSubnetIds: ["private-1", "private-2"],
  isolatedSubnetIds: ["isolated-1", "isolated-2"],
  taskSubnetIds: ["tasks-1", "tasks-2"],
  taskRouteTableIds: ["rtb-tasks"],
  routeTableIds: ["rtb-1", "rtb-2"],
};
const network = (more: Partial<ExistingNetworkArgs> = {}) =>
  deploy(() => {
    const { s3EndpointId, natAddresses, vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds, ...others } =
      new ExistingNetwork("network", { ...args, ...more });
    const { taskSubnetIds, taskRouteTableIds } = others;
    return {
      ...{ s3EndpointId, natAddresses, vpcId, publicSubnetIds, privateSubnetIds, isolatedSubnetIds, taskSubnetIds },
      ...(taskRouteTableIds && { taskRouteTableIds }),
    };
  });

describe("an existing network", () => {
  it("is used as it is", async () => {
    const { region, routeTableIds, ...ids } = args;
    expect((await network()).outputs).toEqual({ ...ids, s3EndpointId: expect.stringContaining("network-s3"), natAddresses: [] });
  });

  it("gets only an S3 endpoint, in the given route tables", async () => {
    const made = await network();
    expect(made.the("ec2.VpcEndpoint").inputs).toEqual({
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.eu-west-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ["rtb-1", "rtb-2"],
    });
    expect(made.resources.filter(({ custom }) => custom)).toHaveLength(1);
  });

  it("has no route tables of tasks unless they are given", async () => {
    expect((await network({ taskRouteTableIds: [] })).outputs).not.toHaveProperty("taskRouteTableIds");
  });

  it("gets nothing if it has an S3 endpoint", async () => {
    const made = await network({ s3EndpointId: "vpce-1", routeTableIds: [] });
    expect(made.resources.filter(({ custom }) => custom)).toEqual([]);
    expect(made.outputs.s3EndpointId).toBe("vpce-1");
  });
});
