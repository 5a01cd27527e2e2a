import { output } from "@pulumi/pulumi";
import type { Subnets } from "../../../infra/network/network.ts";

/** A network for tests of components that need any network. */
export function exampleNetwork(): Subnets {
  return {
    vpcId: output("vpc-1"),
    publicSubnetIds: output(["public-1", "public-2"]),
    privateSubnetIds: output(["private-1", "private-2"]),
    isolatedSubnetIds: output(["isolated-1", "isolated-2"]),
    taskSubnetIds: output(["tasks-1", "tasks-2"]),
    taskRouteTableIds: output(["rtb-tasks-1", "rtb-tasks-2"]),
    s3EndpointId: output("vpce-1"),
    natAddresses: [output("192.0.2.1")],
  };
}
