import { ComponentResource } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { alias, Dns, type DnsArgs } from "../../infra/dns.ts";
import { deploy } from "../support/program/deploy.ts";

const hosts = ["sm.example.com", "ad.example.com"];
const dns = (more: Partial<DnsArgs>) =>
  deploy(() => {
    const made = new Dns("dns", { hosts, onlyAmazonIssues: true, durable: false, ...more });
    return { nameServers: made.nameServers, zoneIds: hosts.map((host) => made.zoneIdOf(host)) };
  });

describe("DNS", () => {
  it("creates one zone for each host name, with its own delegation", async () => {
    const made = await dns({ zones: hosts });
    expect(made.ofType("route53.Zone").map(({ name, inputs }) => [name, inputs.name])).toEqual([
      ["dns-sm.example.com", "sm.example.com"],
      ["dns-ad.example.com", "ad.example.com"],
    ]);
    expect(made.outputs.zoneIds).toEqual(["Z-dns-sm.example.com", "Z-dns-ad.example.com"]);
    expect(Object.keys(made.outputs.nameServers)).toEqual(hosts);
  });

  it("can create one zone for all host names", async () => {
    const made = await dns({ zones: ["example.com"] });
    expect(made.ofType("route53.Zone")).toHaveLength(1);
    expect(made.outputs.zoneIds).toEqual(["Z-dns-example.com", "Z-dns-example.com"]);
    expect(made.outputs.nameServers["example.com"]).toHaveLength(4);
  });

  it("creates no zone and no CAA record in an existing zone", async () => {
    const made = await dns({ existingZoneId: "Z1" });
    expect(made.resources.filter(({ custom }) => custom)).toEqual([]);
    expect(made.outputs).toEqual({ nameServers: {}, zoneIds: ["Z1", "Z1"] });
  });

  it("allows only Amazon to issue certificates for a new zone, and no wildcard certificates", async () => {
    const { inputs } = (await dns({ zones: ["example.com"] })).the("route53.Record");
    expect(inputs).toMatchObject({
      zoneId: "Z-dns-example.com",
      name: "example.com",
      type: "CAA",
      records: ['0 issue "amazon.com"', '0 issuewild ";"'],
    });
  });

  it("allows any authority to issue if the certificate is imported", async () => {
    expect((await dns({ zones: ["example.com"], onlyAmazonIssues: false })).ofType("route53.Record")).toEqual([]);
  });

  it.each([true, false])("protects zones, or deletes them with their records: durable %s", async (durable) => {
    const zone = (await dns({ zones: ["example.com"], durable })).the("route53.Zone");
    expect([zone.protect, zone.inputs.forceDestroy]).toEqual([durable, !durable]);
  });

  it("does not use a zone for a host whose name only ends alike", async () => {
    await expect(
      deploy(() =>
        new Dns("dns", { hosts, zones: ["m.example.com"], onlyAmazonIssues: true, durable: false }).zoneIdOf("sm.example.com"),
      ),
    ).rejects.toThrow("no hosted zone holds sm.example.com");
  });
});

describe("an alias", () => {
  it("has records for IPv4 and IPv6 in the host's zone, without a TTL", async () => {
    const made = await deploy(() => {
      const parent = new ComponentResource("test:Parent", "parent");
      const target = { dnsName: "balancer.example", hostedZoneId: "Z-balancers" };
      alias(
        "sm",
        {
          dns: new Dns("dns", { hosts, existingZoneId: "Z1", onlyAmazonIssues: true, durable: false }),
          host: "sm.example.com",
          target,
        },
        parent,
      );
    });
    const record = (type: string) => ({
      zoneId: "Z1",
      name: "sm.example.com",
      type,
      aliases: [{ name: "balancer.example", zoneId: "Z-balancers", evaluateTargetHealth: true }],
    });
    expect(made.ofType("route53.Record").map(({ name, inputs }) => [name, inputs])).toEqual([
      ["sm-a", record("A")],
      ["sm-aaaa", record("AAAA")],
    ]);
  });
});
