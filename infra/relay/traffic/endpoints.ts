import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allowTraffic, type Peer } from "../../network/allow-traffic.ts";
import { endpointPolicy } from "../../network/endpoint-policy.ts";
import type { Subnets } from "../../network/network.ts";
import { policyDocument } from "../../policy-document.ts";

export interface EndpointsArgs {
  accountId: string;
  region: string;
  network: Subnets;
  /** True: people may run commands in a task, through Session Manager. */
  execEnabled: boolean;
  /** True: a collector in the task sends traces to X-Ray. */
  tracesEnabled: boolean;
  /** What must exist before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** The services that a Fargate task calls before its container starts, and for its log. */
const SERVICES = ["ecr.api", "ecr.dkr", "logs", "ssm"];
/** The private ranges of RFC 1918, which contain every VPC. */
const PRIVATE = { "class-a": "10.0.0.0/8", "class-b": "172.16.0.0/12", "class-c": "192.168.0.0/16" };

/**
 * Interface endpoints, through which tasks reach AWS without the internet, and a gateway endpoint in the tasks' route tables for
 * the image layers, which ECR stores in S3. The gateway's policy allows these layers only. The certificates are readable through
 * the VPC's other S3 endpoint, which the tasks cannot reach.
 */
export class Endpoints extends pulumi.ComponentResource {
  readonly group: Peer;
  /** AWS's prefix list with the IPv4 ranges of S3. */
  readonly s3PrefixListId: pulumi.Output<string>;
  readonly endpoints: readonly pulumi.Resource[];

  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Endpoints", name, {}, opts);
    const { region, network } = args;
    const group = new aws.ec2.SecurityGroup(name, { vpcId: network.vpcId, description: "Interface endpoints" }, { parent: this });
    this.group = group;
    // The VPC's DNS resolves these names to the endpoints everywhere, so the endpoints accept the whole VPC. IAM decides who may
    // do what.
    for (const [purpose, cidrBlock] of Object.entries(PRIVATE)) {
      allowTraffic(
        `${name}-from-${purpose}`,
        { from: { cidrBlock }, to: group, port: 443, description: "calls of AWS from this VPC" },
        this,
      );
    }
    const services = [...SERVICES, ...(args.execEnabled ? ["ssmmessages"] : []), ...(args.tracesEnabled ? ["xray"] : [])];
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
            policy: endpointPolicy(args.accountId),
          },
          { parent: this, dependsOn: [...args.dependsOn] },
        ),
    );
    this.endpoints = [...interfaces, ...this.layersEndpoint(name, args)];
    this.s3PrefixListId = aws.ec2.getManagedPrefixListOutput({ name: `com.amazonaws.${region}.s3` }, { parent: this }).id;
    this.registerOutputs({});
  }

  /** None where the tasks' route tables are not known: tasks then load layers by the route to S3 that these tables have. */
  private layersEndpoint(name: string, { region, network, dependsOn }: EndpointsArgs): pulumi.Resource[] {
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
