import { describe, expect, it } from "vitest";
import { itReports, type Row } from "./settings-refused.ts";
import { network, problems, settings } from "./settings-source.ts";

const group = "sg-0123456789abcdef0";
const image = `registry.acme.io/relay@sha256:${"0123456789abcdef".repeat(4)}`;
const domains = (...relayDomains: string[]) => settings({ relayDomains }).relay?.domains;
const internet = { kind: "internet", port: 443 };

describe("the domains of the relay", () => {
  it("are none by default, also if the engine passes its empty default", () => {
    expect([settings().relay?.domains, domains()]).toEqual([[], []]);
  });

  it("have a host for each product that is named, with its public name as upstream", () => {
    expect(domains("sm", "ad", "ds")).toEqual(
      ["ad", "ds", "sm"].map((product) => ({
        host: `relay-${product}-nonprod-xmpro.acme.io`,
        upstream: `https://${product}-nonprod-xmpro.acme.io`,
        reach: internet,
      })),
    );
    const prod = settings({ relayDomains: ["sm"] }, "prod").relay?.domains;
    expect(prod).toEqual([{ host: "relay-sm-xmpro.acme.io", upstream: "https://sm-xmpro.acme.io", reach: internet }]);
  });

  it("have any other host and API of the stack's domain, by its reach and port", () => {
    expect(domains("api.acme.io=https://api.io:8443/base", "b.x.acme.io=http://10.40.0.7:3000 10.40.0.0/24")).toEqual([
      { host: "api.acme.io", upstream: "https://api.io:8443/base", reach: { kind: "internet", port: 8443 } },
      {
        host: "b.x.acme.io",
        upstream: "http://10.40.0.7:3000",
        reach: { kind: "vpc", reach: { cidrBlock: "10.40.0.0/24" }, port: 3000 },
      },
    ]);
    const inVpc = settings({ ...network, relayDomains: [`api.acme.io=http://api.internal ${group}`] });
    expect(inVpc.relay?.domains[0]?.reach).toEqual({ kind: "vpc", reach: { securityGroupId: group }, port: 80 });
  });

  it("are the same in any order", () => {
    expect(domains("sm", "ad")).toEqual(domains("ad", "sm"));
  });

  it("change nothing else in the settings", () => {
    const relay = { ...settings().relay, domains: domains("sm") };
    expect(settings({ relayDomains: ["sm"] })).toEqual({ ...settings(), relay });
  });

  it("may be ten, as many as a certificate has names", () => {
    const ten = Array.from({ length: 10 }, (_, index) => `api-${index}.acme.io=https://api.io`);
    expect(domains(...ten)).toHaveLength(10);
    expect(problems({ relayDomains: [...ten, "sm"] })).toEqual([
      expect.stringMatching(/^xmpro:relayDomains must be a list of at most 10 .*ACM's default quota.*, got 11$/),
    ]);
  });

  it("may have origins and routes of their own, which are refused for any other host", () => {
    const relayDomains = ["sm"];
    const [host, other] = ["relay-sm-nonprod-xmpro.acme.io", "relay-ad-nonprod-xmpro.acme.io"];
    const own = { relayCorsOrigins: [`${host}=https://portal.acme.io`], relayPassThroughRoutes: [`${host}/health`] };
    expect(settings({ relayDomains, ...own }).relay?.variables).toMatchObject({
      CORS_ORIGINS: `${host}=https://portal.acme.io`,
      PASS_THROUGH_ROUTES: `${host}/health`,
    });
    const foreign = { relayCorsOrigins: [`${other}=https://portal.acme.io`], relayPassThroughRoutes: [`${other}/health`] };
    expect(problems({ relayDomains, ...foreign })).toEqual([
      expect.stringContaining("xmpro:relayCorsOrigins must be a list of exact origins"),
      expect.stringContaining("also host/path for one of the relay's domains, such as"),
    ]);
  });
});

describe("reading the domains of the relay", () => {
  const form = 'xmpro:relayDomains must be a list of "sm", "ad", "ds", or lower-case host=URL';
  itReports([
    ...[
      "hub",
      "SM",
      "api.acme.io",
      "API.acme.io=https://api.io",
      "api.acme.io:8443=https://api.io",
      "*.acme.io=https://api.io",
      "api.acme.io=api.io",
      "api.acme.io=ftp://api.io",
      "api.acme.io=https://api.io?x",
      "api.acme.io=https://api.io#x",
      "api.acme.io=https://api.io/a,b",
      "api.acme.io=https://api.io,b.acme.io=https://b.io",
      "api.acme.io=https://api.io 0.0.0.0/0",
      "api.acme.io=https://api.io  10.0.0.0/8",
      "api.acme.io=https://api.io\nx",
      "",
    ].map((value): Row => [{ relayDomains: [value] }, form]),
    [{ relayDomains: "sm,ad" }, form],
    [{ relayDomains: ["sm", "sm"] }, 'xmpro:relayDomains must name each value only once, got "sm"'],
    [
      { relayDomains: ["api.example.com=https://api.io"] },
      'xmpro:relayDomains must have hosts within xmpro:domain (acme.io), whose zones hold their records, got "api.example.com=https://api.io"',
    ],
    ...["acme.io", "notacme.io", "acme.io.evil.io"].map(
      (host): Row => [{ relayDomains: [`${host}=https://api.io`] }, "must have hosts within xmpro:domain (acme.io)"],
    ),
    ...["sm-nonprod-xmpro", "relay-nonprod-xmpro", "sm-xmpro", "relay-xmpro"].map(
      (name): Row => [
        { relayDomains: [`${name}.acme.io=https://api.io`] },
        "must have other hosts than those of the products and of the relay itself, got",
      ],
    ),
    [
      { relayDomains: ["a.sm-nonprod-xmpro.acme.io=https://api.io"] },
      "must have no host within another one, which may be the zone of its own records only",
    ],
    [{ relayDomains: ["a.acme.io=https://a.io", "b.a.acme.io=https://b.io"] }, "must have no host within another one"],
    [
      { relayDomains: ["a.acme.io=https://a.io", "a.acme.io=https://b.io"] },
      ["must have each host once (a.acme.io)", "must have each host once (a.acme.io)"],
    ],
    [
      { relayDomains: [`${"a".repeat(57)}.acme.io=https://a.io`] },
      "must have hosts of at most 64 characters (ACM's limit for a first name)",
    ],
    [{ relayMarketplace: true, relayImage: image, relayDomains: ["sm"] }, "must not be set with xmpro:relayMarketplace"],
  ]);

  it("names the length of the host that a product would have in a long domain", () => {
    const found = problems({ domain: `${"d".repeat(44)}.io`, relayDomains: ["sm"] });
    expect(found).toEqual([expect.stringMatching(/and relay-sm-nonprod-xmpro\.d+\.io has 70; name a shorter one as host=URL/)]);
  });

  it("shows no password that a URL has", () => {
    const found = problems({ relayDomains: ["api.acme.io=https://user:sentinel@api.io"] });
    expect(found).toEqual([expect.stringContaining("the value is not shown")]);
    expect(found.join()).not.toContain("sentinel");
  });
});

describe("an upstream of a domain", () => {
  const at = (url: string) => ({ relayDomains: [`api.acme.io=${url}`] });
  itReports([
    [at("http://api.io"), "must begin with https:// if it is reached over the internet, got"],
    [
      at("https://api.internal"),
      "xmpro:relayDomains must have the API's reach after a space (a security group or a network of the VPC), because the host cannot be reached over the internet, got",
    ],
    [at("https://10.0.0.1"), "must have the API's reach after a space"],
    ...["http://169.254.170.2 169.254.0.0/16", "https://127.0.0.1", "https://localhost", "https://0.0.0.0"].map(
      (url): Row => [at(url), "must not be an address of the relay's own task"],
    ),
    [at("https://[::1]"), "because the network here has no IPv6"],
    [at("http://10.1.0.1 10.40.0.0/24"), "must have an address within its reach (10.40.0.0/24)"],
    [at(`http://api.internal ${group}`), "must be set together with xmpro:vpcId"],
  ]);

  const loop = "must have another host than the relay's own, because it would call itself forever";
  itReports([
    [at("https://relay-nonprod-xmpro.acme.io"), loop],
    [at("https://api.acme.io"), loop],
    [at("https://API.acme.io./"), loop],
    [{ relayDomains: ["a.acme.io=https://b.acme.io", "b.acme.io=https://b.io"] }, loop],
    [{ relayUpstream: "https://relay-sm-nonprod-xmpro.acme.io", relayDomains: ["sm"] }, `xmpro:relayUpstream ${loop}`],
  ]);
});
