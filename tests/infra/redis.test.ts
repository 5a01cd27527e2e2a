import { describe, expect, it } from "vitest";
import { Redis, type RedisArgs } from "../../infra/redis.ts";
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

  it("makes room by dropping the oldest entry", async () => {
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
  ])("with %i nodes: fails over to another zone %s", async (nodes, failsOver) => {
    expect((await redis({ nodes })).the("elasticache.ReplicationGroup").inputs).toMatchObject({
      numCacheClusters: nodes,
      automaticFailoverEnabled: failsOver,
      multiAzEnabled: failsOver,
    });
  });

  it("speaks TLS only, to who has the token, and is encrypted with the stack's key", async () => {
    const made = await redis();
    expect(made.the("elasticache.ReplicationGroup").inputs).toMatchObject({
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      authToken: { secret: expect.stringMatching(/^generated-for-redis/) },
      atRestEncryptionEnabled: true,
      kmsKeyId: "arn:key",
    });
  });

  it("never shows the token, which ElastiCache takes as it is", async () => {
    const made = await redis();
    expect(leaks(made, "generated-for-")).toEqual([]);
    expect(made.the("random.RandomPassword").inputs).toMatchObject({ length: 64, special: false });
  });

  it("lets nobody in by itself and stands in the isolated subnets", async () => {
    const made = await redis();
    expect(securityGroupRules(made)).toEqual([]);
    expect(made.the("elasticache.SubnetGroup").inputs.subnetIds).toEqual(["isolated-1", "isolated-2"]);
    expect(made.the("elasticache.ReplicationGroup").inputs).toMatchObject({ subnetGroupName: "redis", port: 6379 });
  });

  it("is snapshotted and patched in its windows", async () => {
    expect((await redis()).the("elasticache.ReplicationGroup").inputs).toMatchObject({
      snapshotRetentionLimit: 7,
      snapshotWindow: "20:30-21:30",
      maintenanceWindow: "sun:01:00-sun:02:00",
      autoMinorVersionUpgrade: true,
    });
  });

  it("logs to groups with an end and the key", async () => {
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

  it.each([true, false])("durable %s: is kept with its token, and changes wait for their window", async (durable) => {
    const made = await redis({ durable });
    const group = made.the("elasticache.ReplicationGroup");
    expect([group.protect, made.the("random.RandomPassword").protect, group.inputs.applyImmediately]).toEqual([
      durable,
      durable,
      !durable,
    ]);
  });

  it("is reached at the primary, by a bare host name", async () => {
    expect((await redis()).outputs).toMatchObject({ host: expect.stringMatching(/^master\./), port: 6379 });
  });
});
