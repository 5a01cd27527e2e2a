import { describe, expect, it } from "vitest";
import { timings } from "../../../infra/relay/timings.ts";
import { sections } from "../../../stacks/settings/schema.ts";
import { itReports, type Row } from "./settings-refused.ts";
import { network, problems, settings } from "./settings-source.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/relay@${digest}`;
const api = "https://api.acme.io";

describe("the default settings of the relay", () => {
  it("are two small tasks in front of App Designer in nonprod, and one at night", () => {
    expect(settings().relay).toEqual({
      image: { kind: "built", architecture: "x86_64" },
      variables: {
        UPSTREAM: "https://ad-nonprod-xmpro.acme.io",
        CORS_ORIGINS: "https://sm-nonprod-xmpro.acme.io,https://ad-nonprod-xmpro.acme.io,https://ds-nonprod-xmpro.acme.io",
      },
      upstreamReach: { kind: "internet", port: 443 },
      domains: [],
      secretVersion: 1,
      cpu: 512,
      memory: 1024,
      minTasks: 2,
      maxTasks: 4,
      requestsPerTarget: 30_000,
      nightTasks: { min: 1, from: "20:00", to: "04:00" },
      cache: { engine: "valkey", maxStorageGb: 1, maxEcpuPerSecond: 5000, snapshotDays: 1 },
      vpcEndpoints: false,
      waf: undefined,
      execEnabled: false,
    });
  });

  it("are bigger tasks in prod, day and night", () => {
    expect(settings({}, "prod").relay).toMatchObject({
      variables: { UPSTREAM: "https://ad-xmpro.acme.io" },
      cpu: 1024,
      memory: 2048,
      minTasks: 2,
      maxTasks: 10,
      nightTasks: undefined,
      cache: { engine: "valkey", maxStorageGb: 5, maxEcpuPerSecond: 20_000 },
    });
  });

  it("apply if the engine passes its empty defaults", () => {
    const empty = { relayImage: "", relayCpu: "0", relayCorsOrigins: "[]", relayNight: "", relayWafRateLimit: "0" };
    expect(settings({ ...empty, relayEnabled: "true", relayExec: "false" })).toEqual(settings());
  });
});

describe("a value for the relay in the stack's file", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a given image", { relayImage: image }, { image: { kind: "given", uri: image, marketplace: false } }],
    [
      "an image with a tag and a digest, of the Marketplace",
      { relayImage: `registry.acme.io:5000/eclypses/mte_relay:4.5@${digest}`, relayMarketplace: true },
      { image: { kind: "given", uri: `registry.acme.io:5000/eclypses/mte_relay:4.5@${digest}`, marketplace: true } },
    ],
    ["relayArchitecture", { relayArchitecture: "arm64" }, { image: { kind: "built", architecture: "arm64" } }],
    ["relaySecretVersion", { relaySecretVersion: 2 }, { secretVersion: 2 }],
    ["the smallest task", { relayCpu: 256, relayMemory: 512 }, { cpu: 256, memory: 512 }],
    ["the biggest memory of a size", { relayCpu: 512, relayMemory: 4096 }, { cpu: 512, memory: 4096 }],
    [
      "the number of tasks",
      { relayMinTasks: 3, relayMaxTasks: 3, relayRequestsPerTarget: 1000 },
      { minTasks: 3, maxTasks: 3, requestsPerTarget: 1000 },
    ],
    ["one task, day and night", { relayMinTasks: 1 }, { minTasks: 1, nightTasks: undefined }],
    ["relayNight off", { relayNight: "off" }, { nightTasks: undefined }],
    ["relayNight", { relayNight: "22:30-05:15" }, { nightTasks: { min: 1, from: "22:30", to: "05:15" } }],
    [
      "the cache",
      { relayCacheEngine: "redis", relayCacheMaxStorage: 5000, relayCacheMaxEcpu: 15_000_000, relayCacheSnapshotDays: 35 },
      { cache: { engine: "redis", maxStorageGb: 5000, maxEcpuPerSecond: 15_000_000, snapshotDays: 35 } },
    ],
    ["relayVpcEndpoints", { relayVpcEndpoints: true }, { vpcEndpoints: true }],
    ["the highest rate limit", { relayWafRateLimit: 2_000_000_000 }, { waf: { rateLimit: 2_000_000_000 } }],
    ["relayTracesImage", { relayTracesImage: image }, { tracesImage: image }],
    ["relayExec", { relayExec: true }, { execEnabled: true }],
  ])("changes nothing but the relay's part of the settings: %s", (_, overrides, expected) => {
    expect(settings(overrides)).toEqual({ ...settings(), relay: { ...settings().relay, ...expected } });
  });

  it.each<[string, Record<string, unknown>, Record<string, string>]>([
    ["relayUpstream", { relayUpstream: `${api}/base` }, { UPSTREAM: `${api}/base` }],
    ["relayCorsOrigins", { relayCorsOrigins: ["https://a.acme.io", "null"] }, { CORS_ORIGINS: "https://a.acme.io,null" }],
    [
      "relayPassThroughRoutes",
      { relayPassThroughRoutes: ["/health", "/static/*"] },
      { PASS_THROUGH_ROUTES: "/health,/static/*" },
    ],
    ["relayPassHeaders", { relayPassHeaders: ["x-http-method-override"] }, { PASS_HEADERS: "x-http-method-override" }],
    ["relayMessageCrypto", { relayMessageCrypto: "node" }, { MESSAGE_CRYPTO: "node" }],
    ["relayUpstreamClient", { relayUpstreamClient: "node" }, { UPSTREAM_CLIENT: "node" }],
    [
      "the highest limits",
      { relayMaxBodyBytes: 2 ** 40, relayUpstreamTimeoutMs: 3_580_000 },
      { MAX_BODY_BYTES: "1099511627776", UPSTREAM_TIMEOUT_MS: "3580000" },
    ],
    ["a task of four processors", { relayCpu: 4096, relayMemory: 8192 }, { WORKERS: "4" }],
  ])("becomes an environment variable of the relay: %s", (_, overrides, expected) => {
    expect(settings(overrides).relay?.variables).toEqual({ ...settings().relay?.variables, ...expected });
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ["an API on the internet", { relayUpstream: `${api}:8443` }, { kind: "internet", port: 8443 }],
    [
      "an API in a range of the network",
      { relayUpstream: "http://10.40.0.7:3000", relayUpstreamReach: "10.40.0.0/24" },
      { kind: "vpc", reach: { cidrBlock: "10.40.0.0/24" }, port: 3000 },
    ],
    [
      "an API with a name that only the VPC's DNS resolves",
      { relayUpstream: "http://api.acme.internal", relayUpstreamReach: "10.40.0.0/24" },
      { kind: "vpc", reach: { cidrBlock: "10.40.0.0/24" }, port: 80 },
    ],
    [
      "an API with a security group",
      { ...network, relayUpstream: "https://api.acme.internal", relayUpstreamReach: "sg-12345678" },
      { kind: "vpc", reach: { securityGroupId: "sg-12345678" }, port: 443 },
    ],
  ])("opens only the network path to the upstream: %s", (_, overrides, expected) => {
    expect(settings(overrides).relay?.upstreamReach).toEqual(expected);
  });

  it("turns the relay off if it is relayEnabled false", () => {
    expect(settings({ relayEnabled: false })).toEqual({ ...settings(), relay: undefined });
    expect(settings({ relayEnabled: false }, "prod").relay).toBeUndefined();
  });
});

describe("reading the relay's image", () => {
  const byDigest = "xmpro:relayImage must be an image named by its digest, because a tag may change, such as";
  itReports([
    ...[
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/relay:latest",
      "relay",
      `${image}0`,
      image.toUpperCase(),
      `https://${image}`,
      ` ${image}`,
      `relay@sha512:${"0123456789abcdef".repeat(8)}`,
    ].map((value): Row => [{ relayImage: value }, byDigest]),
    [
      { relayImage: image, relayArchitecture: "arm64" },
      "xmpro:relayArchitecture must not be set with xmpro:relayImage, because no image is built then; a given one must be for x86_64",
    ],
    [{ relayArchitecture: "arm" }, 'xmpro:relayArchitecture must be one of "x86_64", "arm64", got "arm"'],
    [{ relayMarketplace: true }, "xmpro:relayMarketplace must be false without xmpro:relayImage"],
    [
      { relayMarketplace: true, relayImage: image, "aws:region": "me-central-1" },
      "xmpro:relayMarketplace must be false in me-central-1, where the vendor's image cannot report its use and stops",
    ],
    ...[
      "public.ecr.aws/aws-observability/aws-otel-collector:v0.48.0",
      `public.ecr.aws/aws-observability/aws-otel-collector@${digest}`,
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/aws-otel-collector:latest",
      `123456789012.dkr.ecr.us-east-1.amazonaws.com.example.com/aws-otel-collector@${digest}`,
    ].map(
      (value): Row => [
        { relayTracesImage: value },
        'xmpro:relayTracesImage must be an image in ECR named by its digest, because a tag may change, such as "123456789012.dkr.ecr.us-east-1.amazonaws.com/aws-otel-collector@sha256:',
      ],
    ),
    [
      { relayTracesImage: image, relayImage: image, relayMarketplace: true },
      "xmpro:relayTracesImage must not be set with xmpro:relayMarketplace true, because the vendor's image sends no traces",
    ],
    [
      { relayTracesImage: image, relayCpu: 256, relayMemory: 512 },
      'xmpro:relayMemory must be 1024 or more (MiB) with xmpro:relayTracesImage, whose collector takes a part of it, such as "1024", got "512"',
    ],
  ]);
});

describe("reading the relay's upstream", () => {
  const form = 'xmpro:relayUpstream must be an http or https URL without user, query and fragment such as "http://api.internal';
  const reach = `xmpro:relayUpstreamReach must be "internet", the id of a security group, or an IPv4 network without host bits that is not the whole internet such as "10.40.0.0/24", got`;
  const inside =
    "xmpro:relayUpstream must be set together with xmpro:relayUpstreamReach (a security group or a network of the VPC)";
  itReports([
    ...["api.acme.io", "ftp://api.acme.io", "https://api.acme.io/#top"].map(
      (value): Row => [{ relayUpstream: value }, [`${form}:3000/base", got "${value}"`]],
    ),
    ...["https://me:hunter2@api.acme.io", "https://api.acme.io?token=hunter2"].map(
      (value): Row => [{ relayUpstream: value }, `${form}:3000/base"; the value is not shown`],
    ),
    [
      { relayUpstream: "https://relay-nonprod-xmpro.acme.io/x" },
      "xmpro:relayUpstream must have another host than the relay's own",
    ],
    [{ relayUpstream: "https://[2001:db8::1]" }, "xmpro:relayUpstream must have a host name or an IPv4 address"],
    ...[
      "https://localhost",
      "https://127.0.0.1",
      "http://169.254.170.2/v2/credentials",
      "https://2130706433",
      "https://0.0.0.0",
    ].map(
      (value): Row => [
        { relayUpstream: value, relayUpstreamReach: "169.254.0.0/16" },
        `xmpro:relayUpstream must not be an address of the relay's own task, where the relay and the credentials of its role are, got "${value}"`,
      ],
    ),
    [{ relayUpstream: "http://api.acme.io" }, "xmpro:relayUpstream must begin with https:// if it is reached over the internet"],
    ...["https://10.1.2.3", "https://api", "https://api.acme.internal", "https://printer.local"].map(
      (value): Row => [{ relayUpstream: value }, inside],
    ),
    ...["vpc", "sg-1", "10.40.0.1/24", "0.0.0.0/0"].map(
      (value): Row => [{ relayUpstream: api, relayUpstreamReach: value }, `${reach} "${value}"`],
    ),
    [
      { relayUpstreamReach: "10.40.0.0/24" },
      "xmpro:relayUpstreamReach must not be set without xmpro:relayUpstream, because App Designer is reached by its public name",
    ],
    [
      { relayUpstream: "http://10.41.0.7", relayUpstreamReach: "10.40.0.0/24" },
      'xmpro:relayUpstream must have an address within xmpro:relayUpstreamReach (10.40.0.0/24), got "http://10.41.0.7"',
    ],
    [
      { relayUpstream: api, relayUpstreamReach: "sg-12345678" },
      "xmpro:relayUpstreamReach must be set together with xmpro:vpcId (AWS refuses a rule that names a security group of a VPC that is not peered, and a created VPC has no peering); without it set it to the API's network",
    ],
  ]);
});

describe("reading the relay's routes, headers and limits", () => {
  const origins =
    'xmpro:relayCorsOrigins must be a list of exact origins, scheme://host[:port], or null, without wildcards such as ["https://app.example.com"], got';
  const routes = `xmpro:relayPassThroughRoutes must be a list of paths, or of prefixes that end in "/*", without the relay's own paths such as ["/health"], got`;
  itReports([
    ...[
      "*",
      "https://*.acme.io",
      "acme.io",
      "https://acme.io/path",
      "https://a.io,https://b.io",
      " https://acme.io",
      "sm.acme.io=https://acme.io",
      "",
    ].map((value): Row => [{ relayCorsOrigins: [value] }, origins.replace(", got", "")]),
    [{ relayCorsOrigins: "https://acme.io" }, `${origins} "https://acme.io"`],
    ...["/*", "health", "/api/mte-relay", "/a/../b", "/a,/b", "/a b", "sm.acme.io/a"].map(
      (value): Row => [{ relayPassThroughRoutes: [value] }, `${routes} "${value}"`],
    ),
    [{ relayPassHeaders: ["x-original-url,via"] }, "xmpro:relayPassHeaders must be"],
    [{ relayPassHeaders: ["x-forwarded-for"] }, "xmpro:relayPassHeaders must be"],
    [{ relayMessageCrypto: "wasm" }, 'xmpro:relayMessageCrypto must be one of auto, node, native such as "auto", got "wasm"'],
    [{ relayUpstreamClient: "undici" }, 'xmpro:relayUpstreamClient must be one of builtin, node such as "builtin", got "undici"'],
    [
      { relayMaxBodyBytes: -1 },
      'xmpro:relayMaxBodyBytes must be a whole number of bytes from 0 to 1099511627776 such as "67108864", got "-1"',
    ],
    [{ relayMaxBodyBytes: 2 ** 41 }, "xmpro:relayMaxBodyBytes must be a whole number of bytes from 0 to 1099511627776"],
    [{ relayMaxBodyBytes: "64 MiB" }, "xmpro:relayMaxBodyBytes must be a whole number of bytes"],
    [
      { relayUpstreamTimeoutMs: 3_600_001 },
      "xmpro:relayUpstreamTimeoutMs must be a whole number of milliseconds from 1 to 3600000",
    ],
    [
      { relayUpstreamTimeoutMs: 3_580_001 },
      'xmpro:relayUpstreamTimeoutMs must be at most 3580000 (milliseconds), because the load balancer waits longer than that, and the relay longer still, such as "30000", got "3580001"',
    ],
  ]);
});

it("the longest relayUpstreamTimeoutMs is the longest that the load balancer and the relay support", () => {
  const limits = (ms: number) => timings({ UPSTREAM_TIMEOUT_MS: String(ms) });
  expect(limits(3_580_000).keepAliveMs).toBe(3_600_000);
  expect(() => limits(3_580_001)).toThrow("UPSTREAM_TIMEOUT_MS must be at most");
});

describe("reading the settings of the relay's tasks", () => {
  itReports([
    [{ relaySecretVersion: -1 }, 'xmpro:relaySecretVersion must be a whole number from 1 to 999 (version) such as "1", got "-1"'],
    [
      { relayCpu: 300 },
      'xmpro:relayCpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384 (CPU units, 1024 are one processor) such as "1024", got "300"',
    ],
    [{ relayCpu: 32_768 }, 'xmpro:relayCpu must be a whole number from 256 to 16384 (CPU units) such as "512", got "32768"'],
    [
      { relayCpu: 256, relayMemory: 4096 },
      'xmpro:relayMemory must be a memory size that Fargate offers with 256 CPU units (MiB: 512, 1024, 2048) such as "512", got "4096"',
    ],
    [
      { relayCpu: 1024 },
      'xmpro:relayMemory must be a memory size that Fargate offers with 1024 CPU units (MiB: 2048 to 8192 in steps of 1024) such as "2048", got "1024" (the stack\'s default)',
    ],
    [
      { relayCpu: 8192, relayMemory: 17_408 },
      'xmpro:relayMemory must be a memory size that Fargate offers with 8192 CPU units (MiB: 16384 to 61440 in steps of 4096) such as "16384", got "17408"',
    ],
    [{ relayMinTasks: 5 }, 'xmpro:relayMinTasks must be at most xmpro:relayMaxTasks (4) such as "4", got "5"'],
    [{ relayMaxTasks: 101 }, "xmpro:relayMaxTasks must be a whole number from 1 to 100 (tasks)"],
    [{ relayMinTasks: "two" }, 'xmpro:relayMinTasks must be a whole number from 1 to 100 (tasks) such as "2", got "two"'],
    [
      { relayRequestsPerTarget: 10 },
      "xmpro:relayRequestsPerTarget must be a whole number from 60 to 1000000 (requests a minute)",
    ],
    ...["on", "20:00", "20:00-20:59", "20:00-24:00", "20:00-20:00"].map(
      (value): Row => [
        { relayNight: value },
        `xmpro:relayNight must be "off", or a daily time of at least 60 minutes, UTC, such as "20:00-04:00", got "${value}"`,
      ],
    ),
    [
      { relayNight: "20:00-04:00", relayMinTasks: 1 },
      'xmpro:relayNight must be "off" where xmpro:relayMinTasks is 1, got "20:00-04:00"',
    ],
  ]);

  describe("with durable data", () => {
    itReports([[{ relayMinTasks: 1 }, 'xmpro:relayMinTasks must be two or more with xmpro:dataProtection "durable"']], "prod");
  });
});

describe("reading the limits of the relay's cost", () => {
  itReports([
    [{ relayCacheEngine: "memcached" }, 'xmpro:relayCacheEngine must be one of "valkey", "redis", got "memcached"'],
    [
      { relayCacheMaxStorage: 5001 },
      'xmpro:relayCacheMaxStorage must be a whole number from 1 to 5000 (GB) such as "1", got "5001"',
    ],
    [{ relayCacheMaxEcpu: 999 }, "xmpro:relayCacheMaxEcpu must be a whole number from 1000 to 15000000 (ECPU a second)"],
    [{ relayCacheMaxEcpu: 15_000_001 }, 'got "15000001"'],
    [{ relayCacheSnapshotDays: 36 }, "xmpro:relayCacheSnapshotDays must be a whole number from 1 to 35 (days)"],
    [
      { relayWafRateLimit: 9 },
      'xmpro:relayWafRateLimit must be a whole number from 10 to 2000000000 (requests in 5 minutes) such as "10", got "9"',
    ],
    [{ relayWafRateLimit: 2_000_000_001 }, 'got "2000000001"'],
  ]);
});

describe("reading who may access the relay", () => {
  itReports(
    [
      [
        { relayExec: true },
        'xmpro:relayExec must be false in the stack "prod": a shell in the relay sees the secrets of everybody',
      ],
    ],
    "prod",
  );
  itReports([
    [{ relayExec: "yes" }, 'xmpro:relayExec must be true or false, got "yes"'],
    [
      { allowedCidrs: Array.from({ length: 28 }, (_, index) => `203.0.113.${index}/32`) },
      "xmpro:allowedCidrs must be a list of at most 27 networks with the relay, which opens two ports to each (AWS's default quota is 60 rules a security group), got 28",
    ],
  ]);
});

describe("reading the settings with the relay turned off", () => {
  const off = (key: string) => `xmpro:${key} must not be set with xmpro:relayEnabled false, because no relay is created then`;
  const given = {
    relayUpstream: api,
    relayDomains: ["sm"],
    relayCorsOrigins: ["https://acme.io"],
    relayPassThroughRoutes: ["/health"],
    relayPassHeaders: ["x-original-url"],
    relayUpstreamClient: "node",
    relayMaxBodyBytes: 1,
    relaySecretVersion: 2,
    relayNight: "off",
    relayWafRateLimit: 100,
  };
  const switches = { relayVpcEndpoints: true, relayExec: true };
  it("refuses every value and every switch in the relay's section of the schema", () => {
    const { relayEnabled, ...others } = sections["The relay"] ?? {};
    const example = { string: "x", integer: 1, array: ["x"], boolean: true };
    const all = Object.fromEntries(Object.entries(others).map(([key, { type }]) => [key, example[type]]));
    const found = problems({ relayEnabled: false, ...all });
    for (const [key, { type }] of Object.entries(others)) {
      const why = type === "boolean" ? off(key).replace("not be set", "be false") : off(key);
      expect(found).toContain(why);
    }
  });

  itReports([
    [{ relayEnabled: "no" }, 'xmpro:relayEnabled must be true or false, got "no"'],
    [{ relayEnabled: false, ...given }, Object.keys(given).map(off)],
    [
      { relayEnabled: false, relayImage: image, relayMarketplace: true, ...switches },
      [
        off("relayImage"),
        ...["relayMarketplace", ...Object.keys(switches)].map(
          (key) => `xmpro:${key} must be false with xmpro:relayEnabled false`,
        ),
      ],
    ],
  ]);

  it("accepts all settings that are not the relay's", () => {
    expect(problems({ relayEnabled: false, allowedCidrs: ["203.0.113.0/24"], autoScale: true })).toEqual([]);
  });
});

it("all problems of the relay's settings are reported in one error", () => {
  const found = problems({
    relayImage: "relay:latest",
    relayCpu: 1,
    relayUpstream: "api",
    relayNight: "x",
    relayCacheMaxEcpu: 1,
  });
  expect(found.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "xmpro:relayCacheMaxEcpu",
    "xmpro:relayCpu",
    "xmpro:relayImage",
    "xmpro:relayNight",
    "xmpro:relayUpstream",
  ]);
});
