import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parsePin } from "../../../relay-service/client/pairing/relay-identity.ts";
import { builtClient } from "../../support/browsers/built-client.ts";
import { freePort } from "../../support/relay/free-port.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";
import { smokeOf } from "./smoke-of.ts";

const CHECKS = [
  "liveness",
  "readiness",
  "identity",
  "client script",
  "clear request",
  "pairing",
  "sealed GET",
  "replay",
  "changed bit",
  "unknown origin",
  "TLS",
  "redirect",
  "latency",
];
const WITHOUT_TLS = ["TLS", "redirect"];
const PAGE = "https://app.example.com";
const OTHER_KEY = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";

let relay: RelayUnderTest;
let key: string;

beforeAll(async () => {
  relay = await runRelay({ publicFiles: (await builtClient()).publicFiles });
  const { identity } = (await (await fetch(`${relay.url}/api/mte-relay`)).json()) as { identity: { pub: string }[] };
  key = identity[0]?.pub ?? "";
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
  relay.upstream.handle((_request, response) => void response.writeHead(200).end("hello"));
});

describe("a healthy relay", () => {
  it("passes every check, in order, and its key is shown", async () => {
    const report = await smokeOf(relay.url);
    expect(report.findings.map(({ check }) => check)).toEqual(CHECKS);
    expect(report.failed).toEqual([]);
    expect(report.skipped).toEqual(WITHOUT_TLS);
    expect(report.saw("identity")).toContain(`public key ${key}; not pinned`);
    expect(report.saw("sealed GET")).toContain("GET / was answered with 200 and 5 bytes");
    expect(report.saw("latency")).toMatch(/^2 sealed requests: p50 [\d.]+ ms, p95 [\d.]+ ms; as many of the relay's echo: p50/);
  });

  it("passes on to its upstream only the GETs of the checks that are answered", async () => {
    await smokeOf(relay.url, { path: "/health?a=b", requests: 3 });
    // The sealed GET, the message whose changed copies were refused, and three for the latency.
    expect(relay.upstream.seen.map(({ method, target }) => `${method} ${target}`)).toEqual(Array(5).fill("GET /health?a=b"));
  });

  it("is recognised by its pin", async () => {
    const report = await smokeOf(relay.url, { pin: parsePin(key) });
    expect(report.failed).toEqual([]);
    expect(report.saw("identity")).toBe(`public key ${key}, as pinned`);
    expect(report.saw("pairing")).toContain("signed by the pinned key");
  });

  it("can be checked from a page of an origin that it allows", async () => {
    const report = await smokeOf(relay.url, { origin: PAGE });
    expect(report.failed).toEqual([]);
    expect(report.saw("allowed origin")).toBe(`pages of ${PAGE} are allowed; browsers remember this for 7200 s`);
    expect(new Set(relay.upstream.seen.map(({ headers }) => headers.origin))).toEqual(new Set([PAGE]));
  });

  it.each([302, 404, 500, 503])("passes with status %i of its upstream", async (status) => {
    const headers = { location: "/x", "x-request-id": "7" };
    relay.upstream.handle((_request, response) => void response.writeHead(status, headers).end('{"error":"full"}'));
    const report = await smokeOf(relay.url);
    expect(report.failed).toEqual([]);
    expect(report.saw("sealed GET")).toContain(`answered with ${status}`);
  });

  it("is reported without the path and query of the requests", async () => {
    const { findings } = await smokeOf(relay.url, { path: "/a?token=hidden" });
    expect(JSON.stringify(findings)).not.toContain("hidden");
  });
});

describe("a relay that is not as expected", () => {
  it("gets no pairing when it has another key", async () => {
    const report = await smokeOf(relay.url, { pin: parsePin(OTHER_KEY) });
    expect(report.failed).toEqual(["identity", "pairing"]);
    expect(report.saw("identity")).toContain(`public key ${key} is not the pinned ${OTHER_KEY}`);
    expect(report.saw("pairing")).toContain("not signed by the pinned key");
    expect(report.skipped).toContain("sealed GET");
    expect(relay.upstream.seen).toEqual([]);
  });

  it("is reported when it does not allow the page", async () => {
    const report = await smokeOf(relay.url, { origin: "https://other.example.com" });
    expect(report.failed).toEqual(["allowed origin", "pairing"]);
    expect(report.saw("allowed origin")).toContain("https://other.example.com are refused: add it to CORS_ORIGINS");
    expect(report.saw("pairing")).toContain("CORS_ORIGINS");
  });

  it("is reported when it does not accept this origin as its own", async () => {
    await using named = await runRelay({ env: { PUBLIC_ORIGINS: "https://relay.example.com" } });
    expect((await smokeOf(named.url)).saw("pairing")).toContain(`${named.url} is not in the relay's PUBLIC_ORIGINS`);
  });

  it("is reported when it answers a sealed GET itself, for want of an upstream", async () => {
    await using alone = await runRelay({ env: { UPSTREAM: `http://127.0.0.1:${await freePort()}` } });
    const report = await smokeOf(alone.url);
    expect(report.saw("sealed GET")).toBe(
      'the relay itself answers 502 "upstream", sealed: it cannot reach its upstream (UPSTREAM)',
    );
    expect(report.skipped).toEqual(["replay", "changed bit", ...WITHOUT_TLS, "latency"]);
  });

  it("is reported as alive but not ready without its store", async () => {
    await using alone = await runRelay({ env: { REDIS_URL: `redis://127.0.0.1:${await freePort()}` } });
    const report = await smokeOf(alone.url);
    expect(report.failed).toEqual(["readiness", "client script", "pairing"]);
    expect(report.saw("readiness")).toContain("its store (REDIS_URL) does not answer");
    expect(report.saw("pairing")).toBe("refused with 559: its store (REDIS_URL) does not answer");
  });
});
