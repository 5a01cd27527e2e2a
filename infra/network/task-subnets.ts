import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sliceOf } from "./subnet-ranges.ts";

export interface TaskSubnetsArgs {
  vpcId: pulumi.Input<string>;
  /** IPv4 range of the VPC, "/16" to "/22". */
  vpcCidrBlock: string;
  /** One subnet is created for each, at most three. */
  zones: readonly TaskZone[];
}

interface TaskZone {
  readonly availabilityZone: pulumi.Input<string>;
  readonly natGatewayId: pulumi.Input<string>;
}

/**
 * Sixteenths of the VPC's range that are free in awsx's "Auto" layout of three kinds of subnets, with two zones (6, 7, 14, 15)
 * and with three (3, 7, 11 to 15). So a change of the number of zones moves none of them.
 */
const FREE_SIXTEENTHS = [14, 15, 7] as const;

/**
 * Subnets for ECS tasks, with route tables of their own: outbound through NAT as for instances, but without a route to the VPC's
 * S3 endpoint, through which the certificates are readable without credentials.
 */
export class TaskSubnets extends pulumi.ComponentResource {
  /** Known once a subnet has its default route, as a task needs it from the start. */
  readonly subnetIds: pulumi.Output<string[]>;
  readonly routeTableIds: pulumi.Output<string[]>;

  constructor(name: string, args: TaskSubnetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:TaskSubnets", name, {}, opts);
    const { vpcId } = args;
    const created = args.zones.map(({ availabilityZone, natGatewayId }, index) => {
      const child = `${name}-${index + 1}`;
      const tags = { Name: child };
      const cidrBlock = taskRanges(args.vpcCidrBlock)[index];
      if (cidrBlock === undefined) throw new Error(`there is no subnet range for the tasks of zone ${index + 1}`);
      const subnet = new aws.ec2.Subnet(child, { vpcId, availabilityZone, cidrBlock, tags }, { parent: this });
      const table = new aws.ec2.RouteTable(child, { vpcId, tags }, { parent: this });
      const routes = [
        new aws.ec2.Route(child, { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId }, { parent: this }),
        new aws.ec2.RouteTableAssociation(child, { routeTableId: table.id, subnetId: subnet.id }, { parent: this }),
      ];
      const ready = pulumi.all(routes.map(({ id }) => id));
      return { subnetId: pulumi.all([subnet.id, ready]).apply(([id]) => id), tableId: table.id };
    });
    this.subnetIds = pulumi.all(created.map(({ subnetId }) => subnetId));
    this.routeTableIds = pulumi.all(created.map(({ tableId }) => tableId));
    this.registerOutputs({ subnetIds: this.subnetIds });
  }
}

/** The ranges for tasks in zone 1, 2 and 3 of a VPC. */
export function taskRanges(vpcCidrBlock: string): string[] {
  return FREE_SIXTEENTHS.map((sixteenth) => sliceOf(vpcCidrBlock, 4, sixteenth));
}
