import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
/** The relay's public key, as its operator would read it. */
let key: string;
const OTHER_KEY = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";

beforeAll(async () => {
  relay = await runRelay();
  const { identity } = (await (await fetch(`${relay.url}/api/mte-relay`)).json()) as { identity: { pub: string }[] };
  key = identity[0]?.pub ?? "";
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

interface PairFields extends Record<string, unknown> {
  pairId: string;
  enc: string;
  box: string;
  sig: string;
  nonce: string;
}

/** A fetch whose pairing answers an intermediary has changed. */
function changing(change: (fields: PairFields, headers: Headers) => unknown, paths: string[] = []): typeof fetch {
  return async (url, init) => {
    paths.push(new URL(String(url)).pathname);
    const response = await fetch(url, init);
    if (!String(url).endsWith("/api/mte-pair")) return response;
    const [fields] = (await response.json()) as [PairFields];
    const headers = new Headers(response.headers);
    const changed = change(fields, headers) ?? [fields];
    return new Response(JSON.stringify(changed), { headers });
  };
}

/** The text with its first character replaced. */
const flipped = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);

describe("the client of a pinned relay", () => {
  it("calls it by any of the pins, in either spelling", async () => {
    for (const relayKeys of [[key], [OTHER_KEY, key], [Buffer.from(key, "base64url").toString("hex").toUpperCase()]]) {
      expect((await createMteRelayClient({ relayKeys }).mteFetch(relay.url)).status).toBe(200);
    }
  });

  it("sends no request to another relay", async () => {
    const paths: string[] = [];
    const { mteFetch } = createMteRelayClient({ relayKeys: [OTHER_KEY], fetch: changing(() => undefined, paths) });
    const call = mteFetch(`${relay.url}/secret`, { method: "POST", body: "secret" });
    await expect(call).rejects.toMatchObject({ name: "RelayError", code: "identity" });
    await expect(mteFetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    expect(paths).toEqual(["/api/mte-pair", "/api/mte-pair"]);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("does not pair through an intermediary that pairs with both sides", async () => {
    const intermediary = await runRelay({
      env: { UPSTREAM: relay.upstream.url, CLIENT_ID_SECRET: "secret-of-the-intermediary-secret-of-it" },
    });
    const throughIntermediary: typeof fetch = (url, init) => fetch(String(url).replace(relay.url, intermediary.url), init);
    const pinned = createMteRelayClient({ relayKeys: [key], fetch: throughIntermediary });
    await expect(pinned.mteFetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    expect(relay.upstream.seen).toEqual([]);
    // Without a pin only the certificate of the connection distinguishes the two.
    expect((await createMteRelayClient({ fetch: throughIntermediary }).mteFetch(relay.url)).status).toBe(200);
    await intermediary.close();
  });
});

describe("the answer to a pairing request", () => {
  const changes: [string, (fields: PairFields, headers: Headers) => unknown][] = [
    ["another encapsulation", (fields) => [{ ...fields, enc: flipped(fields.enc) }]],
    ["another box", (fields) => [{ ...fields, box: flipped(fields.box) }]],
    ["another pair id", (fields) => [{ ...fields, pairId: flipped(fields.pairId) }]],
    ["another nonce", (fields) => [{ ...fields, nonce: flipped(fields.nonce) }]],
    ["another client id", (_fields, headers) => headers.set("x-mte-relay", `other.${"0".repeat(64)}`)],
    ["no client id", (_fields, headers) => headers.delete("x-mte-relay")],
    ["another suite", (fields) => [{ ...fields, suite: 2 }]],
    ["another codec", (fields) => [{ ...fields, codec: "roc2" }]],
    ["the label of another pairing", (fields) => [{ ...fields, ref: "other" }]],
    ["a short signature", (fields) => [{ ...fields, sig: fields.sig.slice(4) }]],
    ["a pair too many", (fields) => [fields, fields]],
    ["no pair", () => []],
    ["another form", () => ({ error: "no" })],
  ];

  it.each(changes)("is refused with %s, with and without a pin", async (_name, change) => {
    for (const pin of [{}, { relayKeys: [key] }]) {
      const { mteFetch } = createMteRelayClient({ fetch: changing(change), ...pin });
      const call = mteFetch(relay.url);
      await expect(call).rejects.toMatchObject({ name: "RelayError", code: expect.stringMatching(/^(pairing|identity)$/) });
    }
    expect(relay.upstream.seen).toEqual([]);
  });

  it("is refused by a pin when its signature is another", async () => {
    const fetch = changing((fields) => [{ ...fields, sig: flipped(fields.sig) }]);
    const call = createMteRelayClient({ fetch, relayKeys: [key] }).mteFetch(relay.url);
    await expect(call).rejects.toMatchObject({ code: "identity" });
  });

  it("is refused when it belongs to another pairing", async () => {
    let first: PairFields | undefined;
    const fetch = changing((fields) => {
      first ??= fields;
      return [{ ...first, ref: fields.ref }];
    });
    const { mteFetch } = createMteRelayClient({ fetch });
    expect((await mteFetch(relay.url)).status).toBe(200);
    const other = createMteRelayClient({ fetch });
    await expect(other.mteFetch(relay.url)).rejects.toMatchObject({ code: "pairing" });
  });

  it("is reported as not a relay's when it is something else", async () => {
    const call = (status: number) =>
      createMteRelayClient({ fetch: async () => new Response("<html>", { status }) }).mteFetch(relay.url);
    await expect(call(404)).rejects.toThrow("status 404; is this address a relay?");
    await expect(call(200)).rejects.toThrow("is this address a relay?");
    await expect(call(403)).rejects.toMatchObject({ status: 403, message: expect.stringContaining("origin") });
  });
});

describe("a pairing", () => {
  it("is tried again by the next call after it failed", async () => {
    let away = true;
    const { mteFetch } = createMteRelayClient({
      fetch: (url, init) => (away ? Promise.reject(new TypeError("refused")) : fetch(url, init)),
    });
    await expect(mteFetch(relay.url)).rejects.toMatchObject({ code: "network", cause: { message: "refused" } });
    away = false;
    expect((await mteFetch(relay.url)).status).toBe(200);
  });

  it("waits for a busy relay as long as Retry-After says", async () => {
    const busy = [429, 503];
    const { mteFetch } = createMteRelayClient({
      fetch: async (url, init) => {
        const status = busy.shift();
        return status ? new Response(null, { status, headers: { "retry-after": "0" } }) : fetch(url, init);
      },
    });
    expect((await mteFetch(relay.url)).status).toBe(200);
    expect(busy).toEqual([]);
  });

  it("gives up on a relay that stays busy", async () => {
    let attempts = 0;
    const { mteFetch } = createMteRelayClient({
      fetch: async () => {
        attempts++;
        return new Response(null, { status: 503, headers: { "retry-after": "0" } });
      },
    });
    await expect(mteFetch(relay.url)).rejects.toMatchObject({ code: "pairing", status: 503 });
    expect(attempts).toBe(5);
  });

  it("fails when the relay does not accept the origin that the client calls", async () => {
    const strict = await runRelay({ env: { PUBLIC_ORIGINS: "https://relay.example.com" } });
    await expect(createMteRelayClient().mteFetch(strict.url)).rejects.toMatchObject({ code: "pairing", status: 403 });
    await strict.close();
  });
});
