import { describe, expect, it } from "vitest";
import { readSettings, SettingsError } from "../../relay-service/src/settings.ts";

const SECRET = "a secret of 32 characters or more";
const SEED = "0123456789abcdef".repeat(4);
const enough = { UPSTREAM: "http://api:3000", CLIENT_ID_SECRET: SECRET };
const quiet = { ...enough, REDIS_URL: "redis:6379", RELAY_IDENTITY_SEED: SEED, PUBLIC_ORIGINS: "https://relay.example.com" };

/** The error for an environment. */
function errorOf(environment: Record<string, string>): SettingsError {
  try {
    readSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return error as SettingsError;
  }
  throw new Error("the settings were accepted");
}

describe("the settings", () => {
  it("require no more than an upstream and a secret", () => {
    const { warnings, ...settings } = readSettings(enough);
    expect(settings).toEqual({
      upstream: new URL("http://api:3000"),
      domainMap: new Map(),
      clientIdSecrets: [SECRET],
      identitySeed: undefined,
      redisUrl: undefined,
      corsOrigins: [],
      publicOrigins: [],
      acceptsEviction: false,
      messageCrypto: "auto",
      upstreamClient: "builtin",
      maxConnections: 10_000,
      passThroughRoutes: [],
      passHeaders: [],
      port: 8080,
      host: undefined,
      metricsPort: 9090,
      logLevel: "info",
      workers: 1,
      trustedProxyHops: 0,
      maxInFlight: 1000,
      maxBodyBytes: 67_108_864,
      verifyBodyBytes: 1_048_576,
      upstreamTimeoutMs: 30_000,
      headersTimeoutMs: 15_000,
      keepAliveMs: 75_000,
      storeTimeoutMs: 1000,
      drainMs: 10_000,
      pairingRate: 10,
      pairingBurst: 30,
      idempotencyMs: 0,
      telemetry: undefined,
    });
  });

  it("read each variable into its own field", () => {
    const numbers = {
      PORT: 1,
      METRICS_PORT: 2,
      WORKERS: 3,
      TRUSTED_PROXY_HOPS: 4,
      MAX_IN_FLIGHT: 5,
      MAX_BODY_BYTES: 6,
      VERIFY_BODY_BYTES: 7,
      UPSTREAM_TIMEOUT_MS: 8,
      HEADERS_TIMEOUT_MS: 9,
      KEEP_ALIVE_MS: 10,
      STORE_TIMEOUT_MS: 11,
      DRAIN_MS: 12,
      PAIRING_RATE: 13,
      PAIRING_BURST: 14,
      IDEMPOTENCY_MS: 15,
    };
    const settings = readSettings({
      ...enough,
      ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
      CLIENT_ID_SECRET: `${SECRET},${SECRET}2`,
      RELAY_IDENTITY_SEED: SEED,
      REDIS_URL: "cache.amazonaws.com:6379",
      CORS_ORIGINS: "https://app.example.com,null",
      PUBLIC_ORIGINS: "https://relay.example.com",
      PASS_THROUGH_ROUTES: "/health",
      HOST: "127.0.0.1",
      LOG_LEVEL: "debug",
    });
    for (const [name, value] of Object.entries(numbers)) {
      const field = name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      expect(settings, name).toHaveProperty(field, value);
    }
    expect(settings).toMatchObject({
      clientIdSecrets: [SECRET, `${SECRET}2`],
      identitySeed: Buffer.from(SEED, "hex"),
      redisUrl: "rediss://cache.amazonaws.com:6379",
      corsOrigins: ["https://app.example.com", "null"],
      publicOrigins: ["https://relay.example.com"],
      passThroughRoutes: ["/health"],
      host: "127.0.0.1",
      logLevel: "debug",
    });
  });

  it("cannot be changed", () => {
    const settings = readSettings(quiet);
    expect(Object.isFrozen(settings)).toBe(true);
    for (const value of [settings.corsOrigins, settings.clientIdSecrets, settings.warnings])
      expect(Object.isFrozen(value)).toBe(true);
  });

  it("report all problems at once, one on each line", () => {
    const error = errorOf({ UPSTREAM: "api", PORT: "http", MAX_IN_FLIGHT: "0" });
    expect(error.problems.map((problem) => problem.split(" ", 1)[0])).toEqual([
      "UPSTREAM",
      "CLIENT_ID_SECRET",
      "PORT",
      "MAX_IN_FLIGHT",
    ]);
    expect(error.message).toBe(error.problems.join("\n"));
  });

  it("contain no secret in an error or a warning", () => {
    const secrets = {
      CLIENT_ID_SECRET: "hush-1",
      SERVER_ID: "hush-2",
      RELAY_IDENTITY_SEED: "hush-3",
      REDIS_URL: "redis://:hush-4@:x",
    };
    const error = errorOf({ UPSTREAM: "http://:hush-5@api", ...secrets });
    expect(error.problems).toHaveLength(6);
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain("hush");

    const { warnings } = readSettings({ ...enough, SERVER_ID: SECRET, REDIS_URL: "redis://:hush-4@redis" });
    expect(warnings.join()).not.toMatch(/hush|a secret/);
  });
});

describe("the warnings of the settings", () => {
  it("are absent when everything is configured", () => {
    expect(readSettings(quiet).warnings).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ["SERVER_ID is the old name", { SERVER_ID: SECRET }],
    ["REDIS_URL is not set", { REDIS_URL: "" }],
    ["REDIS_URL sends its password in the clear", { REDIS_URL: "redis://:pw@redis.example.com:6379" }],
    ["RELAY_IDENTITY_SEED is not set", { RELAY_IDENTITY_SEED: "" }],
    ["PUBLIC_ORIGINS is not set", { PUBLIC_ORIGINS: "" }],
  ])("say that %s", (beginning, environment) => {
    const { warnings } = readSettings({ ...quiet, ...environment });
    expect(warnings).toEqual([expect.stringContaining(beginning)]);
  });

  it("say that no proxy may change the Host when only that tells the domains apart", () => {
    const DOMAIN_MAP = "sm.example.com=http://sm.internal";
    const open = readSettings({ ...quiet, DOMAIN_MAP, PUBLIC_ORIGINS: "" });
    expect(open.warnings).toContainEqual(expect.stringContaining("no proxy in front of the relay may change the Host"));
    const closed = readSettings({ ...quiet, DOMAIN_MAP, PUBLIC_ORIGINS: "", UPSTREAM: "" });
    expect(closed.warnings).toEqual([expect.stringContaining("PUBLIC_ORIGINS is not set")]);
    expect([closed.upstream, [...closed.domainMap.keys()]]).toEqual([undefined, ["sm.example.com"]]);
  });

  it.each(["redis://:pw@localhost:6379", "redis://:pw@127.0.0.1", "redis://:pw@[::1]:6379", "rediss://:pw@redis.example.com"])(
    "do not appear for the Redis url %s",
    (REDIS_URL) => {
      expect(readSettings({ ...quiet, REDIS_URL }).warnings).toEqual([]);
    },
  );
});
