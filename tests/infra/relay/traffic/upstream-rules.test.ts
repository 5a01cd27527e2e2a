import { describe, expect, it } from "vitest";
import type { RelayDomain, UpstreamReach } from "../../../../infra/relay/relay-settings.ts";
import { upstreamRules } from "../../../../infra/relay/traffic/upstream-rules.ts";
import { securityGroupRules } from "../../../support/program/security-group-rules.ts";
import { deployRelay, exampleDomains } from "../example-relay.ts";

const internet = (port = 443): UpstreamReach => ({ kind: "internet", port });
const vpc = (cidrBlock: string, port: number): UpstreamReach => ({ kind: "vpc", reach: { cidrBlock }, port });
const group = (securityGroupId: string, port: number): UpstreamReach => ({ kind: "vpc", reach: { securityGroupId }, port });
const domain = (host: string, reach: UpstreamReach): RelayDomain => ({ host, upstream: "https://unused.example.com", reach });
const shown = (...args: Parameters<typeof upstreamRules>) =>
  upstreamRules(...args).map(({ purpose, port, description }) => `${purpose} ${port}: ${description}`);

describe("the rules to the upstreams of a relay", () => {
  it("are one for each destination and port, with every reason", () => {
    const domains = [
      domain("a.io", internet()),
      domain("b.io", vpc("10.40.0.0/24", 8080)),
      domain("c.io", group("sg-1", 8080)),
      domain("d.io", internet(8443)),
      domain("e.io", vpc("10.40.0.0/24", 8080)),
      domain("f.io", vpc("10.40.0.0/24", 80)),
    ];
    expect(shown(vpc("10.40.0.0/24", 8080), domains, "image")).toEqual([
      "internet 443: the upstream of a.io; image",
      "10.40.0.0/24-8080 8080: the upstream; the upstream of b.io, e.io",
      "sg-1-8080 8080: the upstream of c.io",
      "0.0.0.0/0-8443 8443: the upstream of d.io",
      "10.40.0.0/24-80 80: the upstream of f.io",
    ]);
  });

  it("do not open the internet for an upstream in the VPC", () => {
    expect(shown(vpc("10.0.0.0/8", 80), [domain("b.io", group("sg-1", 80))], undefined)).toEqual([
      "10.0.0.0/8-80 80: the upstream",
      "sg-1-80 80: the upstream of b.io",
    ]);
  });

  it("have the same name whoever needs them, because AWS refuses a second rule for the same destination", () => {
    const [first] = upstreamRules(vpc("10.0.8.0/24", 80), [], undefined);
    const rules = upstreamRules(internet(), [domain("a.io", vpc("10.0.8.0/24", 80))], undefined);
    expect(rules.map(({ purpose }) => purpose)).toContain(first?.purpose);
  });

  it("say which of them had another name in stacks that are deployed, which would otherwise get a duplicate", () => {
    const former = (reach: UpstreamReach) =>
      upstreamRules(reach, [domain("a.io", vpc("10.0.8.0/24", 80))], "image").map(({ formerPurpose }) => formerPurpose);
    expect(former(vpc("10.0.8.0/24", 80))).toEqual([undefined, "upstream"]);
    expect(former(internet())).toEqual([undefined, undefined]);
  });

  it("have descriptions that AWS accepts for ten long hosts, and say how many more there are", () => {
    const domains = Array.from({ length: 10 }, (_, index) => domain(`${index}${"a".repeat(60)}.io`, internet()));
    const [rule] = upstreamRules(internet(), domains, "image, secrets and logs");
    expect(rule?.description.length).toBeLessThanOrEqual(255);
    expect(rule?.description).toMatch(/^the upstream; the upstream of 0a+\.io, .*, 8 more; image, secrets and logs$/);
  });

  it("are the only way out of the tasks, besides their cache", async () => {
    const made = await deployRelay({ domains: exampleDomains });
    expect(securityGroupRules(made).filter((rule) => rule.startsWith("out relay-tasks"))).toEqual(
      ["443 to 0.0.0.0/0", "3000 to 10.0.8.0/24", "6379 to relay-cache", "6380 to relay-cache"]
        .map((rule) => `out relay-tasks tcp ${rule}`)
        .sort(),
    );
  });
});
