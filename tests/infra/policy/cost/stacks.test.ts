import { describe, expect, it } from "vitest";
import { monthlyCost } from "../../../../infra/policy/cost/monthly-cost.ts";
import type { CheckedResource } from "../../../../infra/policy/rule.ts";
import { checkedResource } from "../../../../preview/model/policy-report.ts";
import type { StackName } from "../../../../stacks/settings/domain.ts";
import { deployStack } from "../../../support/program/deploy-stack.ts";
import { UNKNOWN } from "../checked-resource.ts";

/** Calculated by hand from the prices of the table: hours 730. Name, what, USD. */
const FIXED: Readonly<Record<StackName, readonly (readonly [name: string, what: string, usd: number])[]>> = {
  prod: [
    ["database", "db.m6i.large with sqlserver-se in two zones", 1460], // 2.00 × 730
    ["database", "100 GiB of storage gp3 in two zones", 23], // 0.23 × 100
    ["redis", "2 nodes cache.t4g.medium with redis", 94.9], // 2 × 0.065 × 730
    ["relay", "the smallest storage of valkey, 0.1 GB", 6.13], // 0.1 × 0.084 × 730
    ["relay", "2 tasks of 1 vCPU and 2 GB: processors", 59.1], // 2 × 0.04048 × 730
    ["relay", "2 tasks of 1 vCPU and 2 GB: memory", 12.98], // 4 × 0.004445 × 730
    ["relay", "application load balancer", 16.43], // 0.0225 × 730
    ["relay", "3 public IPv4 addresses of the load balancer", 10.95], // 3 × 0.005 × 730
    ["relay", "metrics of Container Insights", 6], // 20 × 0.30
    ["relay", "3 rules", 3],
    ["relay", "web ACL", 5],
    ["products", "web ACL", 5],
    ["products", "2 rules", 2],
    ["sm", "1 instance t3.large with Windows", 80.88], // 0.1108 × 730
    ["sm", "1 volume gp3 of 80 GiB", 6.4], // 0.08 × 80
    ["sm", "metrics of the instances each minute", 2.1], // 7 × 0.30
    ["sm", "application load balancer", 16.43],
    ["sm", "3 public IPv4 addresses of the load balancer", 10.95],
    ["ad", "1 instance t3.xlarge with Windows", 175.2], // 0.24 × 730
    ["network-1", "NAT gateway", 32.85], // 0.045 × 730
    ["network-1", "public IPv4 address", 3.65], // 0.005 × 730
    ["network-ec2", "endpoint in 1 zone", 7.3], // 0.01 × 730
    ["key", "key", 1],
    ["dns-sm-xmpro.example.com", "hosted zone", 0.5],
    ["monitoring", "dashboard", 3],
    ["relay-5xx", "alarm on 2 metrics", 0.2],
  ],
  nonprod: [
    ["database", "db.t3.large with sqlserver-ex", 118.26], // 0.162 × 730
    ["database", "20 GiB of storage gp3", 2.3], // 0.115 × 20
    ["redis", "1 node cache.t4g.small with redis", 23.36], // 0.032 × 730
    // One task from 20:00 to 04:00, two in the other 16 hours: 5 / 3 on average, of half a vCPU.
    ["relay", "1.667 tasks of 0.5 vCPU and 1 GB: processors", 24.63], // 1.667 × 0.5 × 0.04048 × 730
    ["relay", "1.667 tasks of 0.5 vCPU and 1 GB: memory", 5.41], // 1.667 × 0.004445 × 730
    ["relay", "2 public IPv4 addresses of the load balancer", 7.3],
    ["ad", "1 instance t3.large with Windows", 80.88],
    ["network-1", "NAT gateway", 32.85],
  ],
};

const BY_USE = [
  ["network-1", "data through the NAT gateway", 0.9], // 0.045 × 20
  ["relay", "capacity of the load balancer", 2.92], // 0.5 × 0.008 × 730
  ["relay", "data to the internet", 1.8], // 0.09 × 20
  ["relay", "requests", 0.23], // 100 × 0.0023
  ["sm", "logs of the instances: written", 0.25], // 0.50 × 0.5
  ["key", "requests to the key", 0.3], // 10 × 0.03
] as const;

describe.each(["prod", "nonprod"] as const)("the cost of the stack %s", async (stack) => {
  const { resources } = await deployStack(stack);
  const cost = monthlyCost(resources.map(checkedResource));
  const lines = (kind: string) =>
    cost.lines.filter((line) => line.kind === kind).map(({ name, what, monthly }) => [name, what, monthly]);

  it("has a price for all that costs", () => {
    expect(cost.unpriced).toEqual([]);
  });

  it("has the fixed lines that were calculated by hand", () => {
    expect(lines("fixed")).toEqual(expect.arrayContaining([...FIXED[stack]]));
  });

  it("has the lines by use that were calculated by hand, each with its assumption", () => {
    expect(lines("use")).toEqual(expect.arrayContaining(BY_USE.map((line) => [...line])));
    expect(cost.lines.filter(({ kind, assumption }) => kind === "use" && !assumption)).toEqual([]);
  });

  it("is the sum of its lines", () => {
    const sum = (kind: string) =>
      cost.lines.filter((line) => line.kind === kind).reduce((total, line) => total + line.monthly, 0);
    expect(cost.fixed).toBeCloseTo(sum("fixed"), 6);
    expect(cost.byUse).toBeCloseTo(sum("use"), 6);
  });

  it("does not lose a resource of which one argument is not known yet, as in a preview of the engine", () => {
    const checked = resources.map(checkedResource);
    const lost = checked.flatMap(({ props }, at) =>
      Object.keys(props).flatMap((argument) => {
        const unknown = { ...checked[at], props: { ...props, [argument]: UNKNOWN } } as CheckedResource;
        return monthlyCost([unknown, ...checked.filter(({ type }) => type === "aws:ec2/subnet:Subnet")]).unpriced.filter((why) =>
          why.includes("not known yet"),
        );
      }),
    );
    // All that is known of an environment is in its settings.
    expect(lost.filter((why) => !why.includes("aws:elasticbeanstalk/environment:"))).toEqual([]);
    expect(lost).toHaveLength(3);
  });

  it("says how much of it rests on estimates, and dates the list prices alone", () => {
    const estimates = cost.lines.filter(({ source }) => /approximate|about|as remembered/.test(source));
    expect(estimates.length).toBeGreaterThan(1);
    expect(cost.estimated).toBeCloseTo(
      estimates.reduce((sum, { monthly }) => sum + monthly, 0),
      6,
    );
    const buckets = resources.map(checkedResource).filter(({ type }) => type === "aws:s3/bucket:Bucket");
    expect(monthlyCost(buckets)).toMatchObject({ estimated: expect.closeTo(0.12 * buckets.length), priceDate: "" });
  });

  it("names the source of each price", () => {
    expect(cost.lines.filter(({ source }) => source.length < 10)).toEqual([]);
  });
});

it.each([
  ["the installers' host", "nonprod", { installerHost: "on" }, "installer-host", "1 instance t3.large with Windows", 80.88],
  ["endpoints for the relay", "nonprod", { relayVpcEndpoints: true }, "relay-endpoints-logs", "endpoint in 2 zones", 14.6],
  ["a relay on Graviton", "prod", { relayArchitecture: "arm64" }, "relay", "2 tasks of 1 vCPU and 2 GB: processors", 47.27],
  ["a relay's cache of Redis", "prod", { relayCacheEngine: "redis" }, "relay", "the smallest storage of redis, 1 GB", 91.25],
  [
    "two instances of App Designer",
    "prod",
    { adMinSize: 2, adMaxSize: 2, autoScale: true },
    "ad",
    "2 volumes gp3 of 80 GiB",
    12.8,
  ],
] as const)("%s has its own price", async (_, stack, overrides, name, what, usd) => {
  const { resources } = await deployStack(stack, overrides);
  const { lines } = monthlyCost(resources.map(checkedResource));
  expect(lines.filter((line) => line.what === what).map((line) => [line.name, line.monthly])).toContainEqual([name, usd]);
});

it("every setting that adds resources has its price", async () => {
  const more = {
    installerHost: "on",
    relayVpcEndpoints: true,
    mail: "ses",
    sqlNativeBackup: "on",
    sqlBackupRegion: "us-west-2",
    accountBaseline: "on",
    accountBudget: 3000,
  };
  const { resources } = await deployStack("prod", more);
  expect(monthlyCost(resources.map(checkedResource)).unpriced).toEqual([]);
});

it("the cost of a relay with traces has what its collector sends, by use, and no task more", async () => {
  const relayTracesImage = `111122223333.dkr.ecr.us-east-1.amazonaws.com/aws-otel-collector@sha256:${"ab".repeat(32)}`;
  const linesOf = async (settings: Readonly<Record<string, unknown>>) =>
    monthlyCost((await deployStack("nonprod", settings)).resources.map(checkedResource)).lines.map(
      ({ what, kind, monthly }) => `${kind} ${what}: ${monthly}`,
    );
  const without = await linesOf({});
  const added = (await linesOf({ relayTracesImage })).filter((line) => !without.includes(line));
  // 20 × 0.30, and one million traces.
  expect(added).toEqual(["use metrics of the collector: 6", "use traces of the collector: 5"]);
});
