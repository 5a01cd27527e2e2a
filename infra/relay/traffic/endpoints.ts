import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allowTraffic, type Peer } from "../../network/allow-traffic.ts";
import type { Subnets } from "../../network/network.ts";
import { policyDocument } from "../../policy-document.ts";

export interface EndpointsArgs {
  region: string;
  network: Subnets;
  /** True: people run programs in a task, by Session Manager's channels. */
  execEnabled: boolean;
  /** What must be there before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** What a task of Fargate talks to before its container starts, and for its log. */
const SERVICES = ["ecr.api", "ecr.dkr", "logs", "ssm"];
/** All that an address of a VPC can be (RFC 1918). */
const PRIVATE = { "class-a": "10.0.0.0/8", "class-b": "172.16.0.0/12", "class-c": "192.168.0.0/16" };

/**
 * Interface endpoints, by which tasks reach AWS without the internet, and a gateway endpoint in the tasks' route tables for the
 * layers of images, which ECR keeps in S3. The gateway's policy lets through these layers alone: the VPC's other S3 endpoint is
 * the one that may read certificates, and tasks stay outside it.
 */
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
      allowTraffic(
        `${name}-from-${purpose}`,
        { from: { cidrBlock }, to: group, port: 443, description: "calls of AWS from this VPC" },
        this,
      );
    }
    const services = [...SERVICES, ...(args.execEnabled ? ["ssmmessages"] : [])];
    const interfaces = services.map(
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
          { parent: this, dependsOn: [...args.dependsOn] },
        ),
    );
    this.endpoints = [...interfaces, ...this.layers(name, args)];
    this.s3PrefixListId = aws.ec2.getManagedPrefixListOutput({ name: `com.amazonaws.${region}.s3` }, { parent: this }).id;
    this.registerOutputs({});
  }

  /** None where the tasks' route tables are not known: layers then come the way that these have to S3. */
  private layers(name: string, { region, network, dependsOn }: EndpointsArgs): pulumi.Resource[] {
    const { vpcId, taskRouteTableIds } = network;
    if (taskRouteTableIds === undefined) return [];
    return [
      new aws.ec2.VpcEndpoint(
        `${name}-s3`,
        {
          vpcId,
          vpcEndpointType: "Gateway",
          serviceName: `com.amazonaws.${region}.s3`,
          routeTableIds: taskRouteTableIds,
          policy: policyDocument([
            {
              Sid: "LayersOfImages",
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
            },
          ]),
        },
        { parent: this, dependsOn: [...dependsOn] },
      ),
    ];
  }
}
