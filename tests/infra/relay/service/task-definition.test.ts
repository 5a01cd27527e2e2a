import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ContainerArgs, containerDefinitions, healthCheckPath } from "../../../../infra/relay/service/task-definition.ts";
import { timings } from "../../../../infra/relay/timings.ts";
import { problemsOf } from "../../../../relay-service/src/contract.ts";
import { readSettings } from "../../../../relay-service/src/settings.ts";
import { DIGEST } from "../example-relay.ts";

const args: ContainerArgs = {
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay@${DIGEST}`,
  marketplace: false,
  region: "eu-west-1",
  logGroupName: "/ecs/xmpro-test-relay",
  host: "relay-xmpro.example.com",
  domains: [],
  redisUrl: "rediss://cache.example.com:6379",
  variables: { UPSTREAM: "https://api.example.com", CORS_ORIGINS: "https://app.example.com", PASS_THROUGH_ROUTES: "/health" },
  timings: timings({}),
  secrets: {
    arns: { clientIdSecrets: "arn:list", clientIdSecret: "arn:current", identitySeed: "arn:seed" },
    versions: "2.2.1",
  },
  execEnabled: false,
  collector: undefined,
};

function container(more: Partial<ContainerArgs> = {}) {
  const [one, ...others] = containerDefinitions({ ...args, ...more });
  if (one === undefined || others.length > 0) throw new Error("a task has one container");
  return one;
}
const environment = (more: Partial<ContainerArgs> = {}) =>
  Object.fromEntries(container(more).environment.map(({ name, value }) => [name, value]));
const secrets = (more: Partial<ContainerArgs> = {}) =>
  Object.fromEntries(container(more).secrets.map(({ name, valueFrom }) => [name, valueFrom]));

describe("the relay's container", () => {
  it("has a name that ECS allows, and runs the image by its digest", () => {
    expect(container().name).toMatch(/^[\w-]+$/);
    expect(container()).toMatchObject({ essential: true, image: args.image, versionConsistency: "enabled" });
  });

  it("has a read-only file system, no privileges and no access to its host", () => {
    expect(container()).toMatchObject({
      readonlyRootFilesystem: true,
      user: "65532:65532",
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    });
    expect(container()).not.toHaveProperty("privileged");
  });

  it("has the user and the health check command of the Dockerfile", () => {
    const dockerfile = readFileSync(new URL("../../../../relay-service/Dockerfile", import.meta.url), "utf8");
    expect(dockerfile).toContain(`USER ${container().user}`);
    const [kind, ...command] = container().healthCheck?.command ?? [];
    expect(kind).toBe("CMD");
    expect(dockerfile).toContain(`CMD ${JSON.stringify(command).replaceAll(",", ", ")}`);
  });

  it("checks its health within ECS's limits", () => {
    expect(container().healthCheck).toMatchObject({ interval: 10, timeout: 5, retries: 3, startPeriod: 30 });
  });

  it("has one port, for the load balancer, and a high limit of open files", () => {
    expect(container().portMappings).toEqual([{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }]);
    expect(container().ulimits).toEqual([{ name: "nofile", softLimit: 65_536, hardLimit: 65_536 }]);
  });

  it("is killed only after its time to drain", () => {
    expect(container().stopTimeout * 1000).toBeGreaterThan(Number(environment().DRAIN_MS));
  });

  it("writes its log to the existing log group without blocking", () => {
    expect(container().logConfiguration).toEqual({
      logDriver: "awslogs",
      options: {
        "awslogs-group": "/ecs/xmpro-test-relay",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "relay",
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    });
  });

  it("gets the expected environment variables", () => {
    expect(environment()).toEqual({
      UPSTREAM: "https://api.example.com",
      CORS_ORIGINS: "https://app.example.com",
      PASS_THROUGH_ROUTES: "/health",
      PUBLIC_ORIGINS: "https://relay-xmpro.example.com",
      REDIS_URL: "rediss://cache.example.com:6379",
      PORT: "8080",
      METRICS_PORT: "0",
      STORE_EVICTION: "accept",
      TRUSTED_PROXY_HOPS: "1",
      KEEP_ALIVE_MS: "70000",
      DRAIN_MS: "30000",
    });
  });

  it("gets secrets by reference, and gets a new task definition if their values change", () => {
    expect(secrets()).toEqual({
      CLIENT_ID_SECRET: "arn:list",
      RELAY_IDENTITY_SEED: "arn:seed",
    });
  });

  it("starts with its variables without a warning", () => {
    const filled = { CLIENT_ID_SECRET: `${"n".repeat(32)},${"o".repeat(32)}`, RELAY_IDENTITY_SEED: "ab".repeat(32) };
    expect(Object.keys(secrets()).sort()).toEqual(Object.keys(filled).sort());
    const given = { ...environment(), ...filled };
    expect(problemsOf(given)).toEqual([]);
    const { warnings, trustedProxyHops, redisUrl } = readSettings(given);
    expect([warnings, trustedProxyHops, redisUrl]).toEqual([[], 1, "rediss://cache.example.com:6379"]);
  });

  it("has, with domains, a map and a public origin of each, which the relay accepts, and none of it without", () => {
    const domains: ContainerArgs["domains"] = [
      { host: "relay-ad.example.com", upstream: "https://ad.example.com/base", reach: { kind: "internet", port: 443 } },
      { host: "relay-sm.example.com", upstream: "https://sm.example.com", reach: { kind: "internet", port: 443 } },
    ];
    const given = environment({ domains });
    expect(given).toMatchObject({
      UPSTREAM: "https://api.example.com",
      DOMAIN_MAP: "relay-ad.example.com=https://ad.example.com/base,relay-sm.example.com=https://sm.example.com",
      PUBLIC_ORIGINS: "https://relay-xmpro.example.com,https://relay-ad.example.com,https://relay-sm.example.com",
    });
    expect(problemsOf({ ...given, CLIENT_ID_SECRET: "n".repeat(32) })).toEqual([]);
    expect(environment()).not.toHaveProperty("DOMAIN_MAP");
  });

  it("accepts no variable that would override one of the infrastructure", () => {
    const variables = {
      ...args.variables,
      PORT: "1",
      REDIS_URL: "redis://elsewhere",
      TRUSTED_PROXY_HOPS: "0",
      DRAIN_MS: "999999",
    };
    expect(environment({ variables })).toEqual(environment());
  });

  it("has the same definition for any order of the variables, because a difference would replace every task", () => {
    const variables = Object.fromEntries(Object.entries(args.variables).reverse()) as ContainerArgs["variables"];
    expect(JSON.stringify(container({ variables }))).toBe(JSON.stringify(container()));
  });

  it("has a writable file system only with ECS Exec", () => {
    expect(container({ execEnabled: true })).toMatchObject({ readonlyRootFilesystem: false, user: "65532:65532" });
  });

  it("is ready if its store is ready", () => {
    expect(healthCheckPath(false)).toBe("/healthz/ready");
  });
});

describe("the vendor's container", () => {
  const vendor = { marketplace: true };

  it("gets the variables of the vendor's guide, the routes with both of its names", () => {
    expect(environment(vendor)).toEqual({
      UPSTREAM: "https://api.example.com",
      CORS_ORIGINS: "https://app.example.com",
      PASS_THROUGH_ROUTES: "/health",
      PASSTHROUGH_ROUTES: "/health",
      PORT: "8080",
      REDIS_URL: "rediss://cache.example.com:6379",
    });
    const { UPSTREAM = "", CORS_ORIGINS = "" } = args.variables;
    expect(Object.keys(environment({ ...vendor, variables: { UPSTREAM, CORS_ORIGINS } })).sort()).toEqual([
      "CORS_ORIGINS",
      "PORT",
      "REDIS_URL",
      "UPSTREAM",
    ]);
  });

  it("gets one secret, with its newer and its older name", () => {
    expect(secrets(vendor)).toEqual({
      CLIENT_ID_SECRET: "arn:current",
      SERVER_ID: "arn:current",
    });
  });

  it("does not get what only our image supports: a user, a health check and a read-only file system", () => {
    expect(container(vendor)).toMatchObject({ readonlyRootFilesystem: false });
    expect(container(vendor)).not.toHaveProperty("user");
    expect(container(vendor)).not.toHaveProperty("healthCheck");
    expect(healthCheckPath(true)).toBe("/api/mte-echo");
  });
});
