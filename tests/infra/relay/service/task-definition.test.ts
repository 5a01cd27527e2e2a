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
  redisUrl: "rediss://cache.example.com:6379",
  variables: { UPSTREAM: "https://api.example.com", CORS_ORIGINS: "https://app.example.com", PASS_THROUGH_ROUTES: "/health" },
  timings: timings({}),
  secrets: {
    arns: { clientIdSecrets: "arn:list", clientIdSecret: "arn:current", identitySeed: "arn:seed" },
    versions: "2.2.1",
  },
  execEnabled: false,
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
  it("is named by a name that ECS takes, and runs the image by its digest", () => {
    expect(container().name).toMatch(/^[\w-]+$/);
    expect(container()).toMatchObject({ essential: true, image: args.image, versionConsistency: "enabled" });
  });

  it("can change nothing, gain nothing and see nothing of its host", () => {
    expect(container()).toMatchObject({
      readonlyRootFilesystem: true,
      user: "65532:65532",
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    });
    expect(container()).not.toHaveProperty("privileged");
  });

  it("runs as the user and asks its health by the program that the Dockerfile has", () => {
    const dockerfile = readFileSync(new URL("../../../../relay-service/Dockerfile", import.meta.url), "utf8");
    expect(dockerfile).toContain(`USER ${container().user}`);
    const [kind, ...command] = container().healthCheck?.command ?? [];
    expect(kind).toBe("CMD");
    expect(dockerfile).toContain(`CMD ${JSON.stringify(command).replaceAll(",", ", ")}`);
  });

  it("asks its health within ECS's limits", () => {
    expect(container().healthCheck).toMatchObject({ interval: 10, timeout: 5, retries: 3, startPeriod: 30 });
  });

  it("has one port, the balancer's, and room for many connections", () => {
    expect(container().portMappings).toEqual([{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }]);
    expect(container().ulimits).toEqual([{ name: "nofile", softLimit: 65_536, hardLimit: 65_536 }]);
  });

  it("is killed only after it had its time to drain", () => {
    expect(container().stopTimeout * 1000).toBeGreaterThan(Number(environment().DRAIN_MS));
  });

  it("writes its log to the group that is there, and never waits for it", () => {
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

  it("gets these variables", () => {
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

  it("gets secrets by reference, and is another task when their values are others", () => {
    expect(secrets()).toEqual({
      CLIENT_ID_SECRET: "arn:list",
      RELAY_IDENTITY_SEED: "arn:seed",
    });
  });

  it("starts with what it gets, without a warning", () => {
    const filled = { CLIENT_ID_SECRET: `${"n".repeat(32)},${"o".repeat(32)}`, RELAY_IDENTITY_SEED: "ab".repeat(32) };
    expect(Object.keys(secrets()).sort()).toEqual(Object.keys(filled).sort());
    const given = { ...environment(), ...filled };
    expect(problemsOf(given)).toEqual([]);
    const { warnings, trustedProxyHops, redisUrl } = readSettings(given);
    expect([warnings, trustedProxyHops, redisUrl]).toEqual([[], 1, "rediss://cache.example.com:6379"]);
  });

  it("takes no variable that would undo what the surroundings need", () => {
    const variables = {
      ...args.variables,
      PORT: "1",
      REDIS_URL: "redis://elsewhere",
      TRUSTED_PROXY_HOPS: "0",
      DRAIN_MS: "999999",
    };
    expect(environment({ variables })).toEqual(environment());
  });

  it("has the same text whatever the order of the variables, as another one would start every task anew", () => {
    const variables = Object.fromEntries(Object.entries(args.variables).reverse()) as ContainerArgs["variables"];
    expect(JSON.stringify(container({ variables }))).toBe(JSON.stringify(container()));
  });

  it("can be written to only where people may run programs in it", () => {
    expect(container({ execEnabled: true })).toMatchObject({ readonlyRootFilesystem: false, user: "65532:65532" });
  });

  it("is ready when its store is", () => {
    expect(healthCheckPath(false)).toBe("/healthz/ready");
  });
});

describe("the vendor's container", () => {
  const vendor = { marketplace: true };

  it("gets the variables that the vendor's guide names, the routes by both of its spellings", () => {
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

  it("gets one secret, by its newer and its older name", () => {
    expect(secrets(vendor)).toEqual({
      CLIENT_ID_SECRET: "arn:current",
      SERVER_ID: "arn:current",
    });
  });

  it("is not told what only our image has: a user, a health check, a file system that needs no writing", () => {
    expect(container(vendor)).toMatchObject({ readonlyRootFilesystem: false });
    expect(container(vendor)).not.toHaveProperty("user");
    expect(container(vendor)).not.toHaveProperty("healthCheck");
    expect(healthCheckPath(true)).toBe("/api/mte-echo");
  });
});
