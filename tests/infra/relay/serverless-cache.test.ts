import { describe, expect, it } from "vitest";
import { VARIABLES } from "../../../relay-service/src/contract.ts";
import { deployRelay, exampleSettings } from "./example-relay.ts";

const cache = async (more: Partial<typeof exampleSettings.cache> = {}) =>
  (await deployRelay({ cache: { ...exampleSettings.cache, ...more } })).the("elasticache.ServerlessCache").inputs;

describe("the relay's cache", () => {
  it.each([
    ["valkey", "8"],
    ["redis", "7"],
  ] as const)("runs %s %s", async (engine, majorEngineVersion) => {
    expect(await cache({ engine })).toMatchObject({ engine, majorEngineVersion });
  });

  it("has limits for storage and ECPUs", async () => {
    expect((await cache({ maxStorageGb: 7, maxEcpuPerSecond: 9000 })).cacheUsageLimits).toEqual({
      dataStorage: { maximum: 7, unit: "GB" },
      ecpuPerSeconds: [{ maximum: 9000 }],
    });
  });

  it("is in the isolated subnets, with its own security group, and is encrypted with the stack's key", async () => {
    expect(await cache()).toMatchObject({
      subnetIds: ["isolated-1", "isolated-2"],
      securityGroupIds: ["relay-cache-id"],
      kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
    });
  });

  it("has a daily snapshot", async () => {
    expect(await cache({ snapshotDays: 3 })).toMatchObject({ snapshotRetentionLimit: 3, dailySnapshotTime: "20:30" });
  });

  it("has a TLS address that the relay accepts", async () => {
    const { containerDefinitions } = (await deployRelay()).the("ecs.TaskDefinition").inputs;
    const [{ environment }] = JSON.parse(containerDefinitions) as [{ environment: { name: string; value: string }[] }];
    const url = environment.find(({ name }) => name === "REDIS_URL")?.value ?? "";
    expect(url).toBe("rediss://relay.serverless.eu-west-1.cache.amazonaws.com:6379");
    expect(VARIABLES.REDIS_URL.read(url)).toBe(url);
  });
});
