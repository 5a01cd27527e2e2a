import { describe, expect, it } from "vitest";
import { Redis, type RedisArgs } from "../../infra/redis.ts";
import { offlineCloud } from "../../preview/aws/offline-cloud.ts";
import { deploy, leaks } from "../support/program/deploy.ts";
import { exampleNetwork } from "../support/program/example-network.ts";
import { securityGroupRules } from "../support/program/security-group-rules.ts";

const args: Omit<RedisArgs, "network"> = {
  nodeType: "cache.t4g.small",
  nodes: 1,
  snapshotRetentionLimit: 7,
  snapshotWindow: "20:30-21:30",
  maintenanceWindow: "sun:01:00-sun:02:00",
  logRetentionDays: 30,
  kmsKeyArn: "arn:key",
  durable: false,
};
const redis = (more: Partial<RedisArgs> = {}) =>
  deploy(() => {
    const { host, port } = new Redis("redis", { ...args, network: exampleNetwork(), ...more });
    return { host, port };
  });

describe("Redis", () => {
  it("has no cluster mode, which SignalR cannot use", async () => {
    const made = await redis();
    const { inputs } = made.the("elasticache.ReplicationGroup");
    expect(inputs).toMatchObject({ clusterMode: "disabled", engine: "redis", engineVersion: "7.1" });
    expect([inputs.numNodeGroups, inputs.replicasPerNodeGroup]).toEqual([undefined, undefined]);
    expect(made.the("elasticache.ParameterGroup").inputs.family).toBe("redis7");
  });

  it("evicts the least recently used entries when it is full", async () => {
    const made = await redis();
    expect(made.the("elasticache.ParameterGroup").inputs.parameters).toEqual([
      { name: "maxmemory-policy", value: "allkeys-lru" },
    ]);
    expect(made.the("elasticache.ReplicationGroup").inputs.parameterGroupName).toBe("redis");
  });

  it.each([
    [1, false],
    [2, true],
    [6, true],
  ])("with %i nodes fails over to another zone: %s", async (nodes, failsOver) => {
    expect((await redis({ nodes })).the("elasticache.ReplicationGroup").inputs).toMatchObject({
      numCacheClusters: nodes,
      automaticFailoverEnabled: failsOver,
      multiAzEnabled: failsOver,
    });
  });

  it("accepts only TLS with the token, and is encrypted with the stack's key", async () => {
    const made = await redis();
    expect(made.the("elasticache.ReplicationGroup").inputs).toMatchObject({
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      authToken: { secret: expect.stringMatching(/^generated-for-redis/) },
      atRestEncryptionEnabled: true,
      kmsKeyId: "arn:key",
    });
  });

  it("never shows the token, which has only characters that ElastiCache allows", async () => {
    const made = await redis();
    expect(leaks(made, "generated-for-")).toEqual([]);
    expect(made.the("random.RandomPassword").inputs).toMatchObject({ length: 64, special: false });
  });

  it("has no inbound rules by default and is in the isolated subnets", async () => {
    const made = await redis();
    expect(securityGroupRules(made)).toEqual([]);
    expect(made.the("elasticache.SubnetGroup").inputs.subnetIds).toEqual(["isolated-1", "isolated-2"]);
    expect(made.the("elasticache.ReplicationGroup").inputs).toMatchObject({ subnetGroupName: "redis", port: 6379 });
  });

  it("has its snapshots and patches in the configured windows", async () => {
    expect((await redis()).the("elasticache.ReplicationGroup").inputs).toMatchObject({
      snapshotRetentionLimit: 7,
      snapshotWindow: "20:30-21:30",
      maintenanceWindow: "sun:01:00-sun:02:00",
      autoMinorVersionUpgrade: true,
    });
  });

  it("logs to encrypted log groups with a retention", async () => {
    const made = await redis();
    expect(made.the("elasticache.ReplicationGroup").inputs.logDeliveryConfigurations).toEqual(
      ["engine-log", "slow-log"].map((logType) => ({
        logType,
        logFormat: "json",
        destinationType: "cloudwatch-logs",
        destination: `redis-${logType}`,
      })),
    );
    for (const { inputs } of made.ofType("cloudwatch.LogGroup")) {
      expect(inputs).toEqual({ retentionInDays: 30, kmsKeyId: "arn:key" });
    }
  });

  it.each([true, false])("protects itself and its token, and delays changes to the window: durable %s", async (durable) => {
    const made = await redis({ durable });
    const group = made.the("elasticache.ReplicationGroup");
    expect([group.protect, made.the("random.RandomPassword").protect, group.inputs.applyImmediately]).toEqual([
      durable,
      durable,
      !durable,
    ]);
  });

  it("outputs the host name of the primary node without a port", async () => {
    expect((await redis()).outputs).toMatchObject({ host: expect.stringMatching(/^master\./), port: 6379 });
  });

  it("names its nodes, a node that is being added by the number that ElastiCache gives it", async () => {
    const cloud = offlineCloud({ accountId: "111122223333", region: "us-east-1" });
    const made = await deploy(() => ({ nodes: new Redis("redis", { ...args, nodes: 3, network: exampleNetwork() }).nodeIds }), {
      cloud: {
        create(type, name, inputs, custom) {
          const { id, outputs } = cloud.create(type, name, inputs, custom);
          return { id, outputs: { ...outputs, memberClusters: ["redis-002", "redis-001"] } };
        },
      },
    });
    expect(made.outputs.nodes).toEqual(["redis-001", "redis-002", "redis-id-003"]);
  });
});
