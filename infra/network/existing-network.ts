import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Subnets } from "./network.ts";

export interface ExistingNetworkArgs {
  region: string;
  vpcId: string;
  publicSubnetIds: readonly string[];
  privateSubnetIds: readonly string[];
  isolatedSubnetIds: readonly string[];
  /** Subnets of the ECS tasks, whose route tables have no route to the S3 endpoint below; empty without tasks. */
  taskSubnetIds: readonly string[];
  /** Route tables of these subnets, for an S3 endpoint of their own. */
  taskRouteTableIds: readonly string[];
  /** The VPC's S3 gateway endpoint. When left out, one is created in `routeTableIds`. A route table can have only one. */
  s3EndpointId?: string;
  /** Route tables of the subnets that instances run in. */
  routeTableIds: readonly string[];
}

/** An existing VPC. It gets an S3 endpoint, unless it has one already. */
export class ExistingNetwork extends pulumi.ComponentResource implements Subnets {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  readonly taskSubnetIds: pulumi.Output<string[]>;
  readonly taskRouteTableIds: pulumi.Output<string[]> | undefined;
  readonly s3EndpointId: pulumi.Output<string>;
  /** Not known here: the owner of an existing VPC lists its NAT addresses in `allowedCidrs`. */
  readonly natAddresses: readonly pulumi.Output<string>[] = [];

  constructor(name: string, args: ExistingNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:ExistingNetwork", name, {}, opts);
    this.vpcId = pulumi.output(args.vpcId);
    this.publicSubnetIds = pulumi.output([...args.publicSubnetIds]);
    this.privateSubnetIds = pulumi.output([...args.privateSubnetIds]);
    this.isolatedSubnetIds = pulumi.output([...args.isolatedSubnetIds]);
    this.taskSubnetIds = pulumi.output([...args.taskSubnetIds]);
    this.taskRouteTableIds = args.taskRouteTableIds.length > 0 ? pulumi.output([...args.taskRouteTableIds]) : undefined;
    // Without a policy, as in a created network.
    this.s3EndpointId =
      args.s3EndpointId === undefined
        ? new aws.ec2.VpcEndpoint(
            `${name}-s3`,
            {
              vpcId: args.vpcId,
              serviceName: `com.amazonaws.${args.region}.s3`,
              vpcEndpointType: "Gateway",
              routeTableIds: [...args.routeTableIds],
            },
            { parent: this },
          ).id
        : pulumi.output(args.s3EndpointId);
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
