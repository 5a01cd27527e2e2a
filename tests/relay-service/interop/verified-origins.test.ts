import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { exchange, pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import type { Pair } from "../../support/independent-client/pairing.ts";
import { type PlainRequest, sealRequest } from "../../support/independent-client/sealed-request.ts";
import { describeWithRedis, startRedis } from "../../support/relay/redis-server.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";
import { outcome } from "./relay-behind-intermediary.ts";

const APP = "https://app.example.com";
const OTHER = "https://other.example.com";
const RELAY = "https://relay.example.com";
const request: PlainRequest = { method: "POST", target: "x", body: [Buffer.from("body")], urlMode: 2 };

let published: RelayUnderTest;
let unpublished: RelayUnderTest;
beforeAll(async () => {
  const CORS_ORIGINS = `${APP},${OTHER},capacitor://localhost,null`;
  published = await runRelay({ env: { CORS_ORIGINS, PUBLIC_ORIGINS: `${RELAY},https://relay.example.net:8443` } });
  unpublished = await runRelay({ env: { CORS_ORIGINS } });
});
afterAll(async () => {
  await published.close();
  await unpublished.close();
});
beforeEach(() => {
  for (const relay of [published, unpublished]) relay.upstream.seen.length = 0;
});

type Lines = readonly (readonly [string, string])[];
/** Pairs and sends one request with these clear headers. */
async function ask(relay: RelayUnderTest, options: { origin?: string; page?: string }, clear: Lines) {
  const pair = await pairWith({ port: relay.port, ...options });
  return send(relay, pair, clear);
}
const send = (relay: RelayUnderTest, pair: Pair, clear: Lines) =>
  outcome(sendSealed(relay.port, sealRequest(pair, request), clear));

describe("the relay's own name in X-Forwarded-Host", () => {
  it("is the origin that the client has paired with, whatever Host an intermediary sends", async () => {
    const clear = [
      ["host", "evil.example"],
      ["origin", APP],
    ] as const;
    expect(await ask(published, { origin: RELAY, page: APP }, clear)).toMatchObject({ kind: "answer", status: 200 });
    expect(await ask(published, { origin: "https://relay.example.net:8443", page: APP }, clear)).toMatchObject({ status: 200 });
    const [first, second] = published.upstream.seen;
    expect(first?.headers).toMatchObject({ "x-forwarded-host": "relay.example.com", "x-forwarded-proto": "https" });
    expect(second?.headers).toMatchObject({ "x-forwarded-host": "relay.example.net:8443", "x-forwarded-proto": "https" });
  });

  it("is absent, not what an intermediary sent, when no public origin is configured", async () => {
    const pair = await pairWith({ port: unpublished.port });
    expect(await send(unpublished, pair, [["host", "evil.example"]])).toMatchObject({ kind: "answer", status: 200 });
    expect(await send(unpublished, pair, [["host", `127.0.0.1:${unpublished.port}`]])).toMatchObject({ status: 200 });
    expect(await send(unpublished, pair, [["host", "evil.example"]])).toMatchObject({ status: 200 });
    expect(unpublished.upstream.seen.map(({ headers }) => headers["x-forwarded-host"])).toEqual([
      undefined,
      `127.0.0.1:${unpublished.port}`,
      `127.0.0.1:${unpublished.port}`,
    ]);
  });
});

describe("the Origin header that the API receives", () => {
  it("is the origin of the page that has paired, even when the request has none", async () => {
    expect(await ask(published, { origin: RELAY, page: APP }, [])).toMatchObject({ kind: "answer", status: 200 });
    expect(published.upstream.seen[0]?.headers.origin).toBe(APP);
  });

  it.each(["capacitor://localhost", "null", RELAY])("is %s when a page of that origin has paired", async (page) => {
    expect(await ask(published, { origin: RELAY, page }, [["origin", page]])).toMatchObject({ kind: "answer", status: 200 });
    expect(published.upstream.seen[0]?.headers.origin).toBe(page);
  });

  it("is absent for a client that is no browser, even when the client seals one", async () => {
    const pair = await pairWith({ port: published.port, origin: RELAY });
    expect(await outcome(exchange(published.port, pair, { ...request, headers: [["origin", OTHER]] }))).toMatchObject({
      status: 200,
    });
    expect(published.upstream.seen[0]?.headers).not.toHaveProperty("origin");
  });

  it.each([
    ["another allowed page", APP, OTHER],
    ["the relay itself", APP, RELAY],
    ["a page, of a client that is no browser", undefined, APP],
    ["nobody", APP, "null"],
  ])("is never %s because an intermediary sets it: the relay answers 403, and the API gets nothing", async (_, page, forged) => {
    const answer = await ask(published, { origin: RELAY, ...(page && { page }) }, [["origin", forged]]);
    expect(answer).toMatchObject({ kind: "answer", status: 403, text: '{"error":"origin"}' });
    expect(published.upstream.seen).toEqual([]);
  });
});

describeWithRedis("the page origin of a pair", () => {
  it("is verified by every relay on the same store", async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const env = { REDIS_URL: redis.url, PUBLIC_ORIGINS: RELAY, CORS_ORIGINS: `${APP},${OTHER}` };
    const relays = [await runRelay({ env }), await runRelay({ env })] as const;
    onTestFinished(async () => void (await Promise.all(relays.map((relay) => relay.close()))));
    const pair = await pairWith({ port: relays[0].port, origin: RELAY, page: APP });
    expect(
      await send(relays[1], pair, [
        ["host", "evil.example"],
        ["origin", APP],
      ]),
    ).toMatchObject({ status: 200 });
    expect(relays[1].upstream.seen[0]?.headers).toMatchObject({ origin: APP, "x-forwarded-host": "relay.example.com" });
    expect(await send(relays[1], pair, [["origin", OTHER]])).toMatchObject({ kind: "answer", status: 403 });
  });
});
