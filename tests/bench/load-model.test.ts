import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prod } from "../../stacks/prod.ts";
import { type FIGURES, loadModel, requestsWithin } from "./load-model.ts";
import { loadTables } from "./load-tables.ts";

/** A price of one dollar for one thing, and nothing for all others. */
const FREE = {
  vcpuHour: 0,
  memoryGbHour: 0,
  balancerHour: 0,
  lcuHour: 0,
  addressHour: 0,
  natGb: 0,
  outGb: 0,
  cacheGbHour: 0,
  ecpuMillion: 0,
  logGb: 0,
  endpointHour: 0,
  webAclMonth: 0,
  webAclRuleMonth: 0,
  wafMillion: 0,
};
/** Round figures, so that each result can be verified by hand. */
const ROUND: typeof FIGURES = {
  cpuOfRequest: 1000,
  cpuOfPairing: 0,
  cpuTarget: 50,
  taskProcessors: 2,
  taskMemory: 4,
  leastTasks: 2,
  requestsPerTarget: 60_000,
  zones: 2,
  webAclRules: 3,
  upstreamTime: 500,
  requestBytes: 400,
  answerBytes: 600,
  upstreamBytes: 500,
  clientRequests: 1,
  pairsOfClient: 2,
  pairingEvery: 100,
  pairBytes: 1000,
  ecpuLeast: 1,
  ecpuOfRequest: 3,
  ecpuOfPairing: 100,
  requestsOfConnection: 10,
  connectionTime: 60,
  failures: 1,
  logLine: 100,
};
const dollarsWith = (price: Partial<typeof FREE>, requests = 1000) => loadModel(requests, ROUND, { ...FREE, ...price }).dollars;

describe("the load model", () => {
  it("gives the tables of LOAD.md", () => {
    const document = readFileSync(join(import.meta.dirname, "../../relay-service/LOAD.md"), "utf8");
    for (const table of loadTables()) expect(document).toContain(`\n\n${table}\n`);
  });

  it("includes a web ACL, which production has by default", () => {
    expect(prod.webAcl).toBe("on");
    expect(loadModel(1000).dollars.webAcl).toBeGreaterThan(0);
  });

  it("has as many tasks as CPU, requests or the minimum requires, whichever is most", () => {
    // 4 of 1000 µs a thousand requests: four processors, at half of two each.
    expect(loadModel(4000, ROUND)).toMatchObject({
      processors: 4,
      tasksByCpu: 4,
      tasks: 4,
      utilisation: 0.5,
      inFlightOfTask: 500,
    });
    expect(loadModel(4000, { ...ROUND, requestsPerTarget: 30_000 }).tasks).toBe(8);
    expect(loadModel(4000, { ...ROUND, requestsPerTarget: 1e9 }).tasks).toBe(4);
    expect(loadModel(10, ROUND)).toMatchObject({ tasksByCpu: 1, tasks: 2 });
  });

  it("counts clients, their pairs and pairings", () => {
    expect(loadModel(1000, ROUND)).toMatchObject({ clients: 1000, pairingsPerSecond: 10, cacheGb: 0.002 });
    expect(loadModel(1000, ROUND).ecpu).toEqual({ least: 2000, reckoned: 4000 });
    expect(loadModel(1000, { ...ROUND, cpuOfPairing: 100_000 }).processors).toBe(2);
  });

  it("charges the load balancer for the larger of connections and bytes", () => {
    // 100 new connections a second, 6000 at a time, 3.6 GB an hour.
    expect(loadModel(1000, ROUND).lcu).toBe(4);
    expect(loadModel(1000, { ...ROUND, connectionTime: 600 }).lcu).toBe(20);
    expect(loadModel(1000, { ...ROUND, answerBytes: 2600 }).lcu).toBeCloseTo(10.8);
  });

  it("adds up a month of 730 hours", () => {
    expect(dollarsWith({ vcpuHour: 1 })).toMatchObject({ tasks: 2 * 2 * 730, total: 2 * 2 * 730 });
    expect(dollarsWith({ memoryGbHour: 1 }).tasks).toBe(2 * 4 * 730);
    expect(dollarsWith({ balancerHour: 1 }).balancer).toBe(730);
    expect(dollarsWith({ lcuHour: 1 }).balancer).toBe(4 * 730);
    expect(dollarsWith({ addressHour: 1 }).balancer).toBe(2 * 730);
    expect(dollarsWith({ natGb: 1 }).nat).toBeCloseTo(0.0005 * 2_628_000);
    expect(dollarsWith({ outGb: 1 }).out).toBeCloseTo(0.0006 * 2_628_000);
    expect(dollarsWith({ logGb: 1 }).logs).toBeCloseTo(0.000001 * 1000 * 2628);
    expect(dollarsWith({ ecpuMillion: 1 }).cache).toBeCloseTo(0.004 * 2_628_000);
    expect(dollarsWith({ wafMillion: 1 })).toMatchObject({ webAcl: 2628, total: 2628 });
    expect(dollarsWith({ webAclMonth: 5, webAclRuleMonth: 1 })).toMatchObject({ webAcl: 8, total: 8 });
    expect(dollarsWith({ vcpuHour: 1 }).million).toBeCloseTo((2 * 2 * 730) / 2628);
    const { extra } = loadModel(1000, ROUND, { ...FREE, endpointHour: 1 });
    expect(extra).toEqual({ endpoints: 4 * 2 * 730 });
  });

  it("charges the minimum size of the cache when pairs are few, and for the pairs when they are many", () => {
    expect(dollarsWith({ cacheGbHour: 1 }).cache).toBeCloseTo(0.1 * 730);
    expect(dollarsWith({ cacheGbHour: 1 }, 1_000_000).cache).toBeCloseTo(2 * 730);
  });

  it("reports how many requests a cap of the cache allows", () => {
    expect(requestsWithin(4000, ROUND)).toEqual({ reckoned: 1000, most: 2000 });
    const { ecpu } = loadModel(requestsWithin(20_000).reckoned);
    expect(ecpu.reckoned).toBeLessThanOrEqual(20_000);
    expect(ecpu.reckoned).toBeGreaterThan(19_900);
  });
});
