import { describe, expect, it } from "vitest";
import { hostNames } from "../../preview/model/host-names.ts";
import { policyReport } from "../../preview/model/policy-report.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { securityGroupRules } from "../support/program/security-group-rules.ts";

const relayDomains = ["sm", "ad", "api.example.com=http://10.40.0.7:3000 10.40.0.0/24"];
const hosts = ["api.example.com", "relay-ad-nonprod-xmpro.example.com", "relay-sm-nonprod-xmpro.example.com"];
const arn = "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888";

const withDomains = (more: Readonly<Record<string, unknown>> = {}) => deployStack("nonprod", { relayDomains, ...more });

describe("a stack whose relay has domains", () => {
  it.each([
    ["with zones of their own", {}],
    ["in one zone", { dnsZones: "domain" }],
    ["in an existing zone", { hostedZoneId: "Z0123456789ABCDEFGHIJ" }],
    ["with an existing certificate", { certificateArn: arn }],
    ["while the certificates are pending", { waitForCertificate: false }],
    ["without NAT for AWS", { relayVpcEndpoints: true }],
  ])("violates no policy rule %s", async (_, more) => {
    expect(policyReport((await withDomains(more)).resources).violations).toEqual([]);
  });

  it("has a certificate of its own for them, validated in their zones, and leaves the other one as it is", async () => {
    const made = await withDomains();
    const [without, relays] = [
      (await deployStack("nonprod")).the("acm.Certificate"),
      made.the("acm.Certificate", "relay-domains"),
    ];
    expect(made.the("acm.Certificate", "certificate").inputs).toEqual(without.inputs);
    expect([relays.inputs.domainName, ...relays.inputs.subjectAlternativeNames]).toEqual(hosts);
    const proofs = made.resources.filter(({ name }) => name.startsWith("relay-domains-proof-"));
    expect(proofs.map(({ inputs }) => inputs.name)).toEqual(hosts.map((host) => `_proof.${host}`));
    expect(made.the("lb.ListenerCertificate").dependencies).toContain(made.the("acm.CertificateValidation", "relay-domains").urn);
  });

  it.each([
    ["host", hosts],
    ["domain", ["example.com", "example.com", "example.com"]],
  ])("has the records of each host in the zones that dnsZones names: %s", async (dnsZones, zones) => {
    const found = hostNames((await withDomains({ dnsZones })).resources).hosts.filter(({ host }) => hosts.includes(host));
    expect(found.map(({ host, types, environment, zone }) => [host, types, environment, zone])).toEqual(
      hosts.map((host, index) => [host, ["A", "AAAA"], "relay", zones[index]]),
    );
  });

  it.each([
    ["an existing", { certificateArn: arn }],
    ["an issued", {}],
  ])("outputs the URLs, with %s certificate", async (_, more) => {
    const { outputs } = await withDomains(more);
    expect(outputs.relayDomainUrls).toEqual(hosts.map((host) => `https://${host}`));
    expect("relayDomainsCertificateArn" in outputs).toBe(!("certificateArn" in more));
    expect(outputs.relay.url).toBe("https://relay-nonprod-xmpro.example.com");
    expect((await deployStack("nonprod")).outputs).not.toHaveProperty("relayDomainUrls");
  });

  it("requests no certificate, and attaches none, where the stack's own is given or pending", async () => {
    const existing = await withDomains({ certificateArn: arn });
    expect([...existing.ofType("acm.Certificate"), ...existing.ofType("lb.ListenerCertificate")]).toEqual([]);
    const pending = await withDomains({ waitForCertificate: false });
    expect(
      pending
        .ofType("acm.Certificate")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["certificate", "relay-domains"]);
    expect(pending.ofType("lb.ListenerCertificate")).toEqual([]);
  });

  it("reaches their APIs by the ways that they name, and nothing else", async () => {
    const out = securityGroupRules(await withDomains()).filter((rule) => rule.startsWith("out relay-tasks"));
    expect(out).toEqual(
      ["443 to 0.0.0.0/0", "6379 to relay-cache", "6380 to relay-cache", "3000 to 10.40.0.0/24"]
        .map((rule) => `out relay-tasks tcp ${rule}`)
        .sort(),
    );
  });

  it("is limited by bootstrapAllowedCidrs if one of them leads to Subscription Manager, so that it is no way around them", async () => {
    const sources = async (domains: readonly string[]) => {
      const made = await deployStack("nonprod", { relayDomains: domains, bootstrapAllowedCidrs: ["203.0.113.0/24"] });
      return securityGroupRules(made).flatMap((rule) => /^in relay-balancer tcp 443 from (\S+)$/.exec(rule)?.[1] ?? []);
    };
    expect(await sources(["sm"])).toEqual(["192.0.2.1/32", "203.0.113.0/24"]);
    expect(await sources(["x.example.com=https://SM-nonprod-xmpro.example.com./"])).toEqual(["192.0.2.1/32", "203.0.113.0/24"]);
    expect(await sources(["ad"])).toEqual(["0.0.0.0/0"]);
  });
});
