import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { nodeCrypto } from "../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { createParts, type Parts } from "../../../relay-service/src/parts.ts";
import { createApp } from "../../../relay-service/src/server/app.ts";
import { readSettings } from "../../../relay-service/src/settings.ts";
import { type InstrumentedUpstream, instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { cachedKeyTree } from "../../support/relay/key-trees.ts";
import { TEST_SECRET } from "../../support/relay/running-relay.ts";

let upstream: InstrumentedUpstream;
let parts: Parts;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  upstream = await instrumentedUpstream();
  parts = await createParts({
    settings: readSettings({ UPSTREAM: upstream.url, CLIENT_ID_SECRET: TEST_SECRET, PASS_THROUGH_ROUTES: "/clear" }),
    log: pino({ level: "silent" }),
    publicFiles: new Map([["a.js", { content: Buffer.from("1;"), headers: { etag: '"1"' } }]]),
    crypto: nodeCrypto,
    collector: { collectYoung: () => {}, collectAll: () => {} },
    deriveKeys: cachedKeyTree,
  });
  app = createApp(parts);
});
afterAll(async () => {
  await parts.close();
  await upstream.close();
});

describe("app.request()", () => {
  it("answers the relay's own routes", async () => {
    const ready = await app.request("/healthz/ready");
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
    expect(await (await app.request("/api/mte-echo/hello")).json()).toMatchObject({ echo: "hello" });
    expect(await (await app.request("/public/a.js")).text()).toBe("1;");
    expect((await app.request("/public/a.js", { headers: { "if-none-match": '"1"' } })).status).toBe(304);
  });

  it("refuses what the relay's socket refuses, too", async () => {
    expect((await app.request("/orders")).status).toBe(569);
    expect((await app.request("/api/mte-pair", { method: "POST", body: "no JSON" })).status).toBe(400);
    expect((await app.request("/clear", { headers: { origin: "https://evil.example" } })).status).toBe(403);
  });

  it("passes a request in the clear on to the upstream, with its body", async () => {
    const answer = await app.request("/clear?q=1", { method: "POST", body: "a body" });
    expect(await answer.json()).toEqual({ method: "POST", target: "/clear?q=1", body: "a body" });
  });

  it("serves a client that pairs and sends a sealed request", async () => {
    const { mteFetch } = createMteRelayClient({ fetch: async (input, init) => app.request(`${input}`, init) });
    const body = "x".repeat(100_000);
    const answer = await mteFetch("http://localhost/orders", { method: "PUT", body });
    expect(await answer.json()).toEqual({ method: "PUT", target: "/orders", body });
  });
});

describe("createApp() behind node-server's own listener", () => {
  it("is a complete relay that answers its routes, pairs and serves a sealed request", async () => {
    const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    onTestFinished(() => void server.close());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${url}/healthz/ready`)).json()).toEqual({ ready: true });
    expect((await fetch(`${url}/orders`)).status).toBe(569);
    const { mteFetch } = createMteRelayClient();
    const body = "x".repeat(100_000);
    const answer = await mteFetch(`${url}/orders`, { method: "PUT", body });
    expect(await answer.json()).toEqual({ method: "PUT", target: "/orders", body });
  });
});
