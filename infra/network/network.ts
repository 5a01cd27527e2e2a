import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../policy-document.ts";
import { trustPolicy } from "../trust-policy.ts";
import { allowTraffic } from "./allow-traffic.ts";
import { endpointPolicy } from "./endpoint-policy.ts";
import { denyRemoteConsoles } from "./network-acl.ts";
import { noPublicAddresses } from "./no-public-addresses.ts";
import type { SubnetRanges } from "./subnet-ranges.ts";
import { TaskSubnets } from "./task-subnets.ts";

/** What the rest of the stack needs to know of a network, created or existing. */
export interface Subnets {
  readonly vpcId: pulumi.Output<string>;
  /** Subnets of load balancers. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Subnets of instances: outbound through NAT, no inbound connections from the internet. */
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Subnets of database and cache: no route to the internet. */
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  /**
   * Subnets of ECS tasks: outbound through NAT, and no route to the S3 endpoint, through which the certificates are readable
   * without credentials. Empty without tasks.
   */
  readonly taskSubnetIds: pulumi.Output<string[]>;
  /** Route tables of the tasks' subnets; undefined where there are none, or they are not known. */
  readonly taskRouteTableIds: pulumi.Output<string[]> | undefined;
  /** Gateway endpoint through which instances reach S3 without the internet. */
  readonly s3EndpointId: pulumi.Output<string>;
  /** Public IPv4 address of each NAT gateway: the source of an instance's calls to a public host name. */
  readonly natAddresses: readonly pulumi.Output<string>[];
}

export interface NetworkArgs {
  accountId: string;
  region: string;
  /** IPv4 range of the VPC, "/16" to "/22". */
  cidrBlock: string;
  /** Availability zones, 2 or 3. */
  zones: number;
  /** Names of the zones. When left out, the first that AWS lists, which are Local Zones in an account that opted in to some. */
  zoneNames?: readonly string[];
  /** When left out, awsx divides the VPC among the zones, so that a third zone would find no free range. */
  ranges?: SubnetRanges;
  /** One NAT gateway costs less. One in each zone survives the loss of a zone. */
  natGateways: "single" | "one-per-zone";
  /** True: create subnets for ECS tasks. */
  tasks: boolean;
  /** True: calls of the EC2 API stay in the VPC, for about 7 USD a month (FSBP EC2.10). */
  ec2Endpoint: boolean;
  /** Days that flow logs are kept. */
  logRetentionDays: number;
  /** KMS key of the flow logs. */
  kmsKeyArn: pulumi.Input<string>;
}

/**
 * A VPC with public, private and isolated subnets in each zone, flow logs, an S3 endpoint and an empty default security group.
 */
export class Network extends pulumi.ComponentResource implements Subnets {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly isolatedSubnetIds: pulumi.Output<string[]>;
  readonly taskSubnetIds: pulumi.Output<string[]>;
  readonly taskRouteTableIds: pulumi.Output<string[]> | undefined;
  readonly s3EndpointId: pulumi.Output<string>;
  readonly natAddresses: readonly pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    // Without the arguments: the VPC would wait for the key that only the flow logs need.
    super("xmpro-aws:infra:Network", name, {}, opts);
    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        ...(args.zoneNames === undefined
          ? { numberOfAvailabilityZones: args.zones }
          : { availabilityZoneNames: [...args.zoneNames] }),
        natGateways: { strategy: args.natGateways === "single" ? "Single" : "OnePerAz" },
        subnetStrategy: "Auto",
        subnetSpecs: subnetSpecs(args.ranges),
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this, transforms: [noPublicAddresses] },
    );
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.isolatedSubnetIds = vpc.isolatedSubnetIds;
    this.natAddresses = Array.from({ length: args.natGateways === "single" ? 1 : args.zones }, (_, zone) =>
      vpc.eips.apply((addresses) => pulumi.output(addresses[zone]?.publicIp ?? "")),
    );

    // A resource without a security group of its own gets this one, so it must allow nothing (FSBP EC2.2).
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: this.vpcId, ingress: [], egress: [] }, { parent: this });
    const networkAclId = vpc.vpc.apply((created) => pulumi.output(created.defaultNetworkAclId));
    denyRemoteConsoles(name, { networkAclId, cidrBlock: args.cidrBlock }, this);
    // Without a policy, so IAM alone decides. Elastic Beanstalk, CloudFormation and Systems Manager use buckets of AWS whose names
    // change, and the products may use buckets of their owners.
    this.s3EndpointId = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: this.vpcId,
        serviceName: `com.amazonaws.${args.region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: endpointRouteTables(vpc),
      },
      { parent: this },
    ).id;
    if (args.ec2Endpoint) this.createEc2Endpoint(name, args);
    const tasks = args.tasks ? this.createTaskSubnets(name, args, vpc) : undefined;
    this.taskSubnetIds = tasks?.subnetIds ?? pulumi.output([]);
    this.taskRouteTableIds = tasks?.routeTableIds;
    this.createFlowLogs(name, args);
    this.registerOutputs({ vpcId: this.vpcId });
  }

  private createTaskSubnets(name: string, { cidrBlock, zones, natGateways }: NetworkArgs, vpc: awsx.ec2.Vpc): TaskSubnets {
    const inZones = Array.from({ length: zones }, (_, zone) => ({
      availabilityZone: pulumi
        .all([vpc.privateSubnetIds, subnetsOf(vpc)])
        .apply(([ids, subnets]) => subnets.find(({ id }) => id === ids[zone])?.availabilityZone ?? ""),
      natGatewayId: vpc.natGateways.apply((gateways) => pulumi.output(gateways[natGateways === "single" ? 0 : zone]?.id ?? "")),
    }));
    return new TaskSubnets(`${name}-tasks`, { vpcId: this.vpcId, vpcCidrBlock: cidrBlock, zones: inZones }, { parent: this });
  }

  /**
   * In one zone, as nothing fails without it. The VPC's DNS resolves EC2's name to it everywhere, so it accepts the whole VPC.
   */
  private createEc2Endpoint(name: string, { accountId, region, cidrBlock }: NetworkArgs): void {
    const group = new aws.ec2.SecurityGroup(
      `${name}-ec2`,
      { vpcId: this.vpcId, description: "Endpoint of the EC2 API" },
      { parent: this },
    );
    allowTraffic(
      `${name}-ec2`,
      { from: { cidrBlock }, to: group, port: 443, description: "calls of the EC2 API from this VPC" },
      this,
    );
    new aws.ec2.VpcEndpoint(
      `${name}-ec2`,
      {
        vpcId: this.vpcId,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.ec2`,
        subnetIds: this.privateSubnetIds.apply((ids) => ids.slice(0, 1)),
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        policy: endpointPolicy(accountId),
      },
      { parent: this },
    );
  }

  private createFlowLogs(name: string, args: NetworkArgs): void {
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-flow-logs`,
      { retentionInDays: args.logRetentionDays, kmsKeyId: args.kmsKeyArn },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-flow-logs`,
      {
        assumeRolePolicy: trustPolicy({
          sid: "FlowLogsOfThisAccount",
          service: "vpc-flow-logs.amazonaws.com",
          accountId: args.accountId,
          sourceArn: `arn:aws:ec2:${args.region}:${args.accountId}:vpc-flow-log/*`,
        }),
      },
      { parent: this },
    );
    const writes = new aws.iam.RolePolicy(
      `${name}-flow-logs`,
      {
        role: role.name,
        policy: policyDocument([
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: pulumi.interpolate`${logs.arn}:*`,
          },
        ]),
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      name,
      { vpcId: this.vpcId, trafficType: "ALL", logDestination: logs.arn, iamRoleArn: role.arn, maxAggregationInterval: 60 },
      { parent: this, dependsOn: [writes] },
    );
  }
}

function subnetsOf(vpc: awsx.ec2.Vpc) {
  return vpc.subnets.apply((subnets) =>
    pulumi.all(subnets.map(({ id, availabilityZone }) => pulumi.all({ id, availabilityZone }))),
  );
}

/**
 * Route tables of the private and the isolated subnets. Not those of the public subnets: NAT gateways are there, and traffic of
 * a task would reach the endpoint by the route table of its NAT gateway. The isolated ones are included, as RDS copies backups to
 * S3.
 */
function endpointRouteTables(vpc: awsx.ec2.Vpc): pulumi.Output<string[]> {
  const associations = vpc.routeTableAssociations.apply((all) =>
    pulumi.all(all.map(({ subnetId, routeTableId }) => pulumi.all({ subnetId, routeTableId }))),
  );
  return pulumi.all([associations, vpc.privateSubnetIds, vpc.isolatedSubnetIds]).apply(([all, ...inside]) => {
    const ids: readonly (string | undefined)[] = inside.flat();
    return all.flatMap(({ subnetId, routeTableId }) => (ids.includes(subnetId) ? (routeTableId ?? []) : []));
  });
}

function subnetSpecs(ranges: SubnetRanges | undefined) {
  return (["private", "public", "isolated"] as const).map((kind) => ({
    type: ({ private: "Private", public: "Public", isolated: "Isolated" } as const)[kind],
    ...(ranges === undefined ? {} : { cidrBlocks: [...ranges[kind]] }),
  }));
}
