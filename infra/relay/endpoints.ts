import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { open, type Peer } from "../access.ts";
import type { Subnets } from "../network.ts";

export interface EndpointsArgs {
  region: string;
  network: Subnets;
  /** True: people run programs in a task, by Session Manager's channels. */
  execEnabled: boolean;
  /** What must be there before anything that costs money. */
  after: readonly pulumi.Resource[];
}

/** What a task of Fargate talks to before its container starts, and for its log. */
const SERVICES = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"];
/** All that an address of a VPC can be (RFC 1918). */
const PRIVATE = { "class-a": "10.0.0.0/8", "class-b": "172.16.0.0/12", "class-c": "192.168.0.0/16" };

/** Interface endpoints, by which tasks reach AWS without the internet. Layers of images come from S3, by the network's gateway. */
export class Endpoints extends pulumi.ComponentResource {
  readonly group: Peer;
  /** The gateway's ranges, which only a list of AWS's knows. */
  readonly s3PrefixListId: pulumi.Output<string>;
  readonly endpoints: readonly pulumi.Resource[];

  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Endpoints", name, {}, opts);
    const { region, network } = args;
    const group = new aws.ec2.SecurityGroup(name, { vpcId: network.vpcId, description: "Interface endpoints" }, { parent: this });
    this.group = group;
    // All of the VPC gets the endpoints' addresses for these names, so all of it is let in: who may do what is IAM's decision.
    for (const [purpose, cidrBlock] of Object.entries(PRIVATE)) {
      open(`${name}-from-${purpose}`, { from: { cidrBlock }, to: group, port: 443, because: "calls of AWS from this VPC" }, this);
    }
    const services = [...SERVICES, ...(args.execEnabled ? ["ssmmessages"] : [])];
    this.endpoints = services.map(
      (service) =>
        new aws.ec2.VpcEndpoint(
          `${name}-${service}`,
          {
            vpcId: network.vpcId,
            vpcEndpointType: "Interface",
            serviceName: `com.amazonaws.${region}.${service}`,
            subnetIds: network.privateSubnetIds,
            securityGroupIds: [group.id],
            privateDnsEnabled: true,
          },
          { parent: this, dependsOn: [...args.after] },
        ),
    );
    this.s3PrefixListId = aws.ec2.getManagedPrefixListOutput({ name: `com.amazonaws.${region}.s3` }, { parent: this }).id;
    this.registerOutputs({});
  }
}
