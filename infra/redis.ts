import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Subnets } from "./network/network.ts";

export interface RedisArgs {
  network: Subnets;
  nodeType: string;
  /** Number of nodes, 1 to 6. Two or more are in several zones, with automatic failover. */
  nodes: number;
  /** Days, 1 to 35. */
  snapshotRetentionLimit: number;
  /** UTC, "hh:mm-hh:mm". */
  snapshotWindow: string;
  /** UTC, "ddd:hh:mm-ddd:hh:mm". */
  maintenanceWindow: string;
  /** Days that logs are kept. */
  logRetentionDays: number;
  kmsKeyArn: pulumi.Input<string>;
  durable: boolean;
}

/**
 * The Redis that XMPro's SignalR and caches share. Cluster mode is disabled, as SignalR's backplane does not support Redis
 * Cluster (Microsoft's guidance). When the memory is full, Redis evicts the least recently used key, as XMPro recommends.
 */
export class Redis extends pulumi.ComponentResource {
  /** Bare host name of the primary. */
  readonly host: pulumi.Output<string>;
  readonly port = 6379;
  readonly replicationGroupId: pulumi.Output<string>;
  /** ElastiCache's names of the nodes. */
  readonly nodeIds: readonly pulumi.Output<string>[];
  readonly authToken: pulumi.Output<string>;
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:Redis", name, {}, opts);
    const { network } = args;
    this.securityGroup = new aws.ec2.SecurityGroup(name, { vpcId: network.vpcId, description: "Redis" }, { parent: this });
    this.authToken = new random.RandomPassword(
      name,
      { length: 64, special: false, minLower: 2, minUpper: 2, minNumeric: 2 },
      { parent: this, protect: args.durable },
    ).result;
    const subnetGroup = new aws.elasticache.SubnetGroup(name, { subnetIds: network.isolatedSubnetIds }, { parent: this });
    const parameterGroup = new aws.elasticache.ParameterGroup(
      name,
      { family: "redis7", parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }] },
      { parent: this },
    );
    const group = new aws.elasticache.ReplicationGroup(
      name,
      {
        description: "XMPro SignalR and caches",
        engine: "redis",
        engineVersion: "7.1",
        nodeType: args.nodeType,
        clusterMode: "disabled",
        numCacheClusters: args.nodes,
        automaticFailoverEnabled: args.nodes > 1,
        multiAzEnabled: args.nodes > 1,
        port: this.port,
        subnetGroupName: subnetGroup.name,
        parameterGroupName: parameterGroup.name,
        securityGroupIds: [this.securityGroup.id],
        atRestEncryptionEnabled: true,
        kmsKeyId: args.kmsKeyArn,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: this.authToken,
        authTokenUpdateStrategy: "ROTATE",
        snapshotRetentionLimit: args.snapshotRetentionLimit,
        snapshotWindow: args.snapshotWindow,
        maintenanceWindow: args.maintenanceWindow,
        autoMinorVersionUpgrade: true,
        applyImmediately: !args.durable,
        logDeliveryConfigurations: this.logs(name, args),
      },
      { parent: this, protect: args.durable },
    );
    this.host = group.primaryEndpointAddress;
    this.replicationGroupId = group.id;
    this.nodeIds = Array.from({ length: args.nodes }, (_, index) => nodeId(group, index));
    this.registerOutputs({ host: this.host });
  }

  private logs(name: string, args: RedisArgs) {
    return ["engine-log", "slow-log"].map((logType) => ({
      logType,
      logFormat: "json",
      destinationType: "cloudwatch-logs",
      destination: new aws.cloudwatch.LogGroup(
        `${name}-${logType}`,
        { retentionInDays: args.logRetentionDays, kmsKeyId: args.kmsKeyArn },
        { parent: this },
      ).name,
    }));
  }
}

/** While a node is being added it is not listed yet. ElastiCache gives it the next number. */
function nodeId({ id, memberClusters }: aws.elasticache.ReplicationGroup, index: number): pulumi.Output<string> {
  return pulumi
    .all([id, memberClusters])
    .apply(([group, nodes]) => [...(nodes ?? [])].sort()[index] ?? `${group}-${String(index + 1).padStart(3, "0")}`);
}
