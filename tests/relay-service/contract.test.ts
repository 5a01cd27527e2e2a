import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATHS, PORTS, problemOf, problemsOf, type RelayEnvironment, VARIABLES } from "../../relay-service/src/contract.ts";
import { fc } from "../support/fast-check.ts";

type Name = keyof RelayEnvironment;
const names = Object.keys(VARIABLES) as Name[];
const SECRET = "s".repeat(32);
const enough = { UPSTREAM: "http://api:3000", CLIENT_ID_SECRET: SECRET };
const read = (name: Name, text: string) => VARIABLES[name].read(text) as unknown;

describe("the contract of environment variables", () => {
  it("imports nothing but its own files", () => {
    const imports = (path: string) =>
      [...readFileSync(join(import.meta.dirname, "../../relay-service/src", path), "utf8").matchAll(/^import .*"(.*)";$/gm)].map(
        ([, from]) => from,
      );
    expect(imports("contract.ts")).toEqual([
      "./contract/domain-contradictions.ts",
      "./contract/readers.ts",
      "./contract/telemetry-readers.ts",
    ]);
    expect(imports("contract/telemetry-readers.ts")).toEqual(["./readers.ts"]);
    const own = ["dropped-headers.ts", "host-scope.ts", "hosts.ts", "origins.ts"];
    expect(imports("contract/readers.ts")).toEqual(own.map((file) => `./${file}`));
    expect(imports("contract/domain-contradictions.ts")).toEqual(["./host-scope.ts", "./hosts.ts"]);
    expect(imports("contract/host-scope.ts")).toEqual(["./hosts.ts"]);
    expect(["contract/dropped-headers.ts", "contract/hosts.ts", "contract/origins.ts"].flatMap(imports)).toEqual([]);
  });

  it("defines the ports and paths that load balancers and pages use", () => {
    expect(PORTS).toEqual({ relay: 8080, metrics: 9090 });
    expect(PATHS).toEqual({
      liveness: "/api/mte-echo",
      readiness: "/healthz/ready",
      identity: "/api/mte-relay",
      client: "/public/mte-relay-client.js",
      metrics: "/metrics",
    });
  });

  it.each(names)("describes %s in one line", (name) => {
    expect(VARIABLES[name].meaning).toMatch(/^[A-Z].{10,130}\.$/);
  });

  it.each(names)("accepts the default and the example of %s", (name) => {
    const { secret, default: initial, example } = VARIABLES[name] as { secret?: true; default?: string; example: string };
    if (initial !== undefined) expect(problemOf(name, initial)).toBeUndefined();
    // The example of a secret is a command that makes one, so nobody uses it by mistake.
    if (secret) expect(problemOf(name, example)).toContain(`got ${example.length} characters`);
    else expect(problemOf(name, example)).toBeUndefined();
  });

  it("requires UPSTREAM and CLIENT_ID_SECRET, and nothing else", () => {
    expect(problemsOf({})).toEqual([
      'UPSTREAM must be an http or https URL without user, query and fragment such as "http://api.internal:3000/base", got nothing',
      'CLIENT_ID_SECRET must be 32 or more characters without spaces around; a comma-separated list rotates, the new one first such as "$(openssl rand -hex 32)", got nothing',
    ]);
    expect(problemsOf(enough)).toEqual([]);
  });

  it("treats an empty variable as not set", () => {
    expect(problemsOf({ ...Object.fromEntries(names.map((name) => [name, ""])), ...enough })).toEqual([]);
    expect(problemsOf({ ...enough, UPSTREAM: "" })).toHaveLength(1);
  });

  it("ignores unknown variables", () => {
    expect(problemsOf({ ...enough, PATH: "/bin", UPSTREAMS: "?" })).toEqual([]);
  });

  it("accepts SERVER_ID instead of CLIENT_ID_SECRET, or beside it with the same value", () => {
    expect(problemsOf({ UPSTREAM: enough.UPSTREAM, SERVER_ID: SECRET })).toEqual([]);
    expect(problemsOf({ ...enough, SERVER_ID: SECRET })).toEqual([]);
    expect(problemsOf({ ...enough, SERVER_ID: "t".repeat(33) })).toEqual([
      "SERVER_ID must be the same as CLIENT_ID_SECRET, or not set, got 33 characters",
    ]);
  });

  it("refuses the same port for metrics and for requests", () => {
    expect(problemsOf({ ...enough, METRICS_PORT: "8080" })).toEqual([
      'METRICS_PORT must be another port than PORT such as "9090", got "8080"',
    ]);
    expect(problemsOf({ ...enough, PORT: "9090" })).toHaveLength(1);
    expect(problemsOf({ ...enough, PORT: "0", METRICS_PORT: "0" })).toEqual([]);
  });

  it("refuses several processes without a shared store", () => {
    expect(problemsOf({ ...enough, WORKERS: "2" })).toEqual([
      'WORKERS must be 1 where REDIS_URL is not set, as processes share no memory, such as "1", got "2"',
    ]);
    expect(problemsOf({ ...enough, WORKERS: "2", REDIS_URL: "redis:6379" })).toEqual([]);
  });

  it("reports all problems at once, in the order of the table", () => {
    const problems = problemsOf({ UPSTREAM: "api", CLIENT_ID_SECRET: "short", PORT: "80 80", LOG_LEVEL: "loud", WORKERS: "0" });
    expect(problems.map((problem) => problem.split(" ", 1)[0])).toEqual([
      "UPSTREAM",
      "CLIENT_ID_SECRET",
      "PORT",
      "LOG_LEVEL",
      "WORKERS",
    ]);
  });
});

describe("the value of a variable", () => {
  it.each<[Name, string, unknown]>([
    ["PORT", "0", 0],
    ["PORT", "65535", 65_535],
    ["MAX_BODY_BYTES", "1099511627776", 2 ** 40],
    ["LOG_LEVEL", "silent", "silent"],
    ["HOST", "::1", "::1"],
    ["HOST", "relay-1.internal", "relay-1.internal"],
    ["HOST", "localhost", "localhost"],
    ["UPSTREAM", "http://api", new URL("http://api/")],
    ["UPSTREAM", "HTTPS://API.example.com:443/base/", new URL("https://api.example.com/base/")],
    ["UPSTREAM", "http://[::1]:3000/a%20b", new URL("http://[::1]:3000/a%20b")],
    [
      "CORS_ORIGINS",
      "https://App.example.com:443/, http://localhost:5173 ,null",
      ["https://app.example.com", "http://localhost:5173", "null"],
    ],
    ["CORS_ORIGINS", "capacitor://localhost,https://a.example,https://a.example", ["capacitor://localhost", "https://a.example"]],
    ["PUBLIC_ORIGINS", "http://localhost:80", ["http://localhost"]],
    ["PASS_THROUGH_ROUTES", "/health, /static/*,/api/v1/*,/a%2Fb", ["/health", "/static/*", "/api/v1/*", "/a%2Fb"]],
    ["CLIENT_ID_SECRET", `${SECRET},${"t".repeat(40)}`, [SECRET, "t".repeat(40)]],
    ["RELAY_IDENTITY_SEED", "0aFF".repeat(16), Uint8Array.from({ length: 32 }, (_, index) => (index % 2 ? 0xff : 0x0a))],
    ["RELAY_IDENTITY_SEED", `${"-_".repeat(21)}8`, new Uint8Array(Buffer.from(`${"-_".repeat(21)}8`, "base64url"))],
    ["REDIS_URL", "redis://localhost:6379", "redis://localhost:6379"],
    ["REDIS_URL", "rediss://user:p%40ss@redis.example.com:6380/2", "rediss://user:p%40ss@redis.example.com:6380/2"],
    ["REDIS_URL", "redis.internal:6379", "redis://redis.internal:6379"],
    ["REDIS_URL", "[::1]:6379", "redis://[::1]:6379"],
    [
      "REDIS_URL",
      "relay-ab12.serverless.euw1.cache.amazonaws.com:6379",
      "rediss://relay-ab12.serverless.euw1.cache.amazonaws.com:6379",
    ],
    [
      "REDIS_URL",
      "relay.serverless.cnn1.cache.amazonaws.com.cn:6379",
      "rediss://relay.serverless.cnn1.cache.amazonaws.com.cn:6379",
    ],
    ["REDIS_URL", "redis://relay.cache.amazonaws.com:6379", "redis://relay.cache.amazonaws.com:6379"],
    ["REDIS_URL", "amazonaws.com.example.org:6379", "redis://amazonaws.com.example.org:6379"],
  ])("is accepted: %s=%s", (name, text, value) => {
    expect(problemOf(name, text)).toBeUndefined();
    expect(read(name, text)).toEqual(value);
  });

  it.each<[Name, string]>([
    ...["-1", "65536", "080", "8080.0", "0x50", "1e3", " 8080", "８０８０", "Infinity"].map((text): [Name, string] => [
      "PORT",
      text,
    ]),
    ["LOG_LEVEL", "INFO"],
    ["WORKERS", "0"],
    ["MAX_BODY_BYTES", "64MiB"],
    ["STORE_TIMEOUT_MS", "1s"],
    ["HOST", "http://localhost"],
    ...["0.0.0.0:8080", ":::", "1.2.3.4.5", "256.1.1.1", "...", "a..b", "-a", "1:2", "::1%eth0", "08.0.0.1"].map(
      (host): [keyof RelayEnvironment, string] => ["HOST", host],
    ),
    ...[
      "api.internal:3000",
      "ftp://api",
      "http://",
      "http:///api",
      "http:api",
      "http://api?x",
      "http://api?",
      "http://api/#x",
      "http://api#",
      "http://api\\x",
      "http://a pi",
      "http://api\n",
      "http://api:99999",
      "http://*.example.com",
      "//api",
    ].map((text): [Name, string] => ["UPSTREAM", text]),
    ...[
      "*",
      "https://*.example.com",
      "https://app.example.com/path",
      "app.example.com",
      "https://app.example.com,",
      ",",
      "https://",
      "NULL",
      "file://",
      "https://a.example https://b.example",
      "https://a.example?",
      "https://a.example:99999",
      "capacitor://localhost/",
    ].map((text): [Name, string] => ["CORS_ORIGINS", text]),
    ["PUBLIC_ORIGINS", "null"],
    ["PUBLIC_ORIGINS", "capacitor://localhost"],
    ...[
      "health",
      "/*",
      "*",
      "/static/*/x",
      "/stat*",
      "/a/../b",
      "/a/%2E%2e",
      "/.",
      "//host",
      "/a/%252e%252e/*",
      "/healthz/ready",
      "/a//b",
      "/a?x",
      "/a#x",
      "/a\\b",
      "/a b",
      "/%",
      "/%zz",
      "/a,,/b",
      "/api/mte-relay",
      "/api/mte-pair",
      "/ü",
    ].map((text): [Name, string] => ["PASS_THROUGH_ROUTES", text]),
    ...["s".repeat(31), `${SECRET},`, `${SECRET},short`, ` ${SECRET}`, `${SECRET}\n`, `${SECRET}, ${SECRET}`].map(
      (text): [Name, string] => ["CLIENT_ID_SECRET", text],
    ),
    ...["ab".repeat(31), "xy".repeat(32), "A".repeat(42), `${"A".repeat(42)}B`, `${"A".repeat(43)}=`, `${"+/".repeat(21)}8`].map(
      (text): [Name, string] => ["RELAY_IDENTITY_SEED", text],
    ),
    ...[
      "http://redis:6379",
      "redis://",
      "redis://:pw",
      "redis:6379/x",
      "redis://redis:99999",
      "redis://redis:6379?timeout=1",
      "redis://redis:6379#x",
      "redis://redis:6379/1/2",
      "redis://us%er@redis:6379",
      "redis://:%zz@redis:6379",
      "redis://re dis",
      "unix:///run/redis.sock",
      "redis://a,b",
    ].map((text): [Name, string] => ["REDIS_URL", text]),
  ])("is refused: %s=%j", (name, text) => {
    const { expected } = VARIABLES[name];
    expect(problemOf(name, text)).toContain(`${name} must be ${expected} such as "`);
  });

  it("is repeated in the error, quoted, on one line and shortened", () => {
    expect(problemOf("PORT", "80\n80")).toMatch(/, got "80\\n80"$/);
    expect(problemOf("PORT", "8".repeat(5000))?.length).toBeLessThan(400);
  });

  it.each(names.filter((name) => "secret" in VARIABLES[name]))("is never repeated in the error for %s", (name) => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, maxLength: 20, unit: fc.constantFrom("Q", "Z", "#") }), (text) => {
        expect(problemOf(name, text)).not.toContain(text);
      }),
    );
  });

  it.each([
    "redis://:hunter22@redis:99999",
    "redis://user:hunter22@re dis",
    "user:hunter22@redis:99999",
    "redis://:hunter22:6379",
    "redis://user:hun/ter22@hunter22@redis:99999",
    "redis://redis:6379?password=hunter22",
    "http://user:hunter22@redis",
  ])("is repeated without its password: %s", (text) => {
    for (const name of ["REDIS_URL", "UPSTREAM", "CORS_ORIGINS", "PUBLIC_ORIGINS"] as const) {
      const problem = problemOf(name, text);
      expect(problem).toBeDefined();
      expect(problem).not.toContain("ter22");
    }
  });
});
