import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MteRequestInit } from "../../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
/** Paths of all requests that were sent. */
let sent: { path: string; init: RequestInit }[] = [];

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());
beforeEach(() => {
  sent = [];
  relay.upstream.seen.length = 0;
});

function client() {
  return createMteRelayClient({
    fetch: (url, init = {}) => {
      sent.push({ path: new URL(String(url)).pathname, init });
      return fetch(url, init);
    },
  }).mteFetch;
}

const CONTROLS = [...Array(32).keys(), 127].filter((code) => code !== 9);

describe("a call that no relay would accept", () => {
  it.each([
    ...CONTROLS.map((code) => [
      `a header with the character ${code}`,
      { headers: { "x-a": `a${String.fromCharCode(code)}b` } },
      undefined,
    ]),
    ...["FOO", "patch", "Patch", "GETT", "MKCOLL", "propfind", "PRI", "BREW"].map((method) => [
      `the method ${method}`,
      { method },
      "method",
    ]),
    ...["TRACE", "CONNECT", "TRACK", "A B", "", "G\u00c4T"].map((method) => [
      `the method ${JSON.stringify(method)}`,
      { method },
      undefined,
    ]),
    ["a header of 10 KB", { headers: { "x-a": "x".repeat(10_000) } }, "size"],
    ["many headers", { headers: Array.from({ length: 500 }, (_, at) => [`x-header-${at}`, "value"]) }, "size"],
    ["a header of 10 KB beside a clear url", { headers: { "x-a": "x".repeat(10_000) }, mte: { urlMode: "clear" } }, "size"],
    ["a body with keepalive that is too long", { method: "POST", body: new Uint8Array(1_048_577), keepalive: true }, "keepalive"],
  ] as [string, MteRequestInit, string | undefined][])("fails before anything is sent with %s", async (_name, init, code) => {
    const error = await client()(relay.url, init).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TypeError);
    if (code !== undefined) expect(error).toMatchObject({ name: "RelayError", code });
    expect(sent).toEqual([]);
  });

  it("fails before anything is sent with a url of 20 KB, and says why", async () => {
    const call = client()(`${relay.url}/?${"x".repeat(20_000)}`);
    await expect(call).rejects.toThrow(
      "the request's url and headers are too long: together they must be shorter than 9000 bytes",
    );
    expect(sent).toEqual([]);
  });

  it("names the header in its error, and not its value", async () => {
    const call = client()(relay.url, { headers: { "x-secret": "secret\x01value" } });
    await expect(call).rejects.toThrow('the value of the header "x-secret" must be without control characters');
    await expect(call).rejects.not.toThrow("secret\x01value");
  });

  it("does not affect other calls: the pair remains in use", async () => {
    const mteFetch = client();
    await mteFetch(relay.url);
    await mteFetch(relay.url, { method: "FOO" }).catch(() => {});
    await mteFetch(relay.url, { headers: { "x-a": "\x01" } }).catch(() => {});
    await mteFetch(relay.url);
    expect(sent.map(({ path }) => path)).toEqual(["/api/mte-pair", "/api/mte-relay", "/api/mte-relay"]);
  });
});

describe("a method that Node's parser accepts", () => {
  it.each(["MKCALENDAR", "M-SEARCH", "PROPPATCH", "QUERY", "REPORT", "UNSUBSCRIBE", "LINK", "SOURCE"])(
    "arrives at the upstream: %s",
    async (method) => {
      expect((await client()(relay.url, { method })).status).toBe(200);
      expect(relay.upstream.seen[0]?.method).toBe(method);
    },
  );
});

describe("an answer with headers that are too long to be sealed", () => {
  it.each([["GET"], ["POST"]])("becomes a 502 that names the reason, for %s", async (method) => {
    relay.upstream.handle((_request, response) => response.writeHead(200, { "x-long": "x".repeat(13_000) }).end());
    const answer = await client()(relay.url, { method });
    expect([answer.status, await answer.json()]).toEqual([502, { error: "upstream-headers" }]);
    expect(relay.upstream.seen).toHaveLength(1);
  });
});

describe("what a Request says about its page", () => {
  it.each([
    ["alone", undefined],
    ["with options of ours beside it", { mte: { padding: "padme" as const } }],
    ["with an empty init", {}],
    ["with an init without values", { headers: undefined, signal: undefined } as object],
  ])("is kept for the sealed request: %s", async (_name, init) => {
    await client()(new Request(relay.url, { referrerPolicy: "no-referrer", credentials: "omit", keepalive: true }), init);
    expect(sent[1]?.init).toMatchObject({ referrerPolicy: "no-referrer", credentials: "omit", keepalive: true });
  });

  it("is not revealed to the relay by the pairing, except for its origin", async () => {
    await client()(relay.url);
    expect(sent[0]).toMatchObject({ path: "/api/mte-pair", init: { referrerPolicy: "strict-origin" } });
  });

  it.each([
    ["no-referrer", "no-referrer"],
    ["nonsense, ORIGIN, further-nonsense", "origin"],
    ["nonsense", "unsafe-url"],
    ["", "unsafe-url"],
  ])("follows the referrer policy %j of a redirect", async (policy, expected) => {
    relay.upstream.handle((request, response) => {
      if (request.url === "/end") response.end();
      else response.writeHead(302, { location: "/end", "referrer-policy": policy }).end();
    });
    await client()(relay.url, { referrerPolicy: "unsafe-url" });
    expect(sent.map(({ init }) => init.referrerPolicy)).toEqual(["strict-origin", "unsafe-url", expected]);
  });
});
