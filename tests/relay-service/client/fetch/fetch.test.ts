import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { mteFetch as MteFetch } from "../../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import type { Handler } from "../../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
/** Messages on the wire, as an intermediary sees them. */
let wire: { url: string; init: RequestInit }[] = [];
let mteFetch: typeof MteFetch;

beforeAll(async () => {
  relay = await runRelay();
  const watching: typeof fetch = (url, init) => {
    wire.push({ url: String(url), init: init ?? {} });
    return fetch(url, init);
  };
  ({ mteFetch } = createMteRelayClient({ fetch: watching }));
  // The first call pairs; the assertions below are about later messages.
  await mteFetch(`${relay.url}/first`);
});
afterAll(() => relay.close());
beforeEach(() => {
  wire = [];
  relay.upstream.seen.length = 0;
});

const seen = () => relay.upstream.seen[0];
const answerWith = (status: number, headers: Record<string, string | string[]> = {}, body = ""): Handler => {
  return (_request, response) => response.writeHead(status, headers).end(body);
};
/** An upstream that returns the body unchanged. */
const mirror: Handler = (request, response) => {
  response.writeHead(200, { "content-type": request.headers["content-type"] ?? "" });
  request.pipe(response);
};

describe("mteFetch", () => {
  it("sends method, url, headers and body to the upstream, and returns its answer", async () => {
    relay.upstream.handle(answerWith(201, { "content-type": "text/plain", "x-answer": "yes" }, "the answer"));
    const response = await mteFetch(`${relay.url}/a%2Fb/c?d=e f&g=%20#part`, {
      method: "POST",
      headers: { "X-Custom": "value", authorization: "Bearer token" },
      body: "the body",
    });
    expect(seen()).toMatchObject({ method: "POST", target: "/a%2Fb/c?d=e%20f&g=%20" });
    expect(seen()?.headers).toMatchObject({
      "x-custom": "value",
      authorization: "Bearer token",
      "content-type": "text/plain;charset=UTF-8",
      accept: "*/*",
    });
    expect(seen()?.body.toString()).toBe("the body");
    expect(response).toBeInstanceOf(Response);
    expect(response).toMatchObject({
      status: 201,
      ok: true,
      redirected: false,
      type: "basic",
      url: `${relay.url}/a%2Fb/c?d=e%20f&g=%20`,
    });
    expect(response.headers.get("x-answer")).toBe("yes");
    expect(await response.text()).toBe("the answer");
  });

  it("shows an intermediary none of them", async () => {
    relay.upstream.handle(answerWith(200, { "x-answer": "secret-answer-header" }, "secret-answer-body"));
    const seenOnTheWire: string[] = [];
    const { mteFetch } = createMteRelayClient({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const body = await response.clone().text();
        const request = new Request(String(url), init);
        seenOnTheWire.push(
          request.url,
          ...[...request.headers].flat(),
          await request.text(),
          ...[...response.headers].flat(),
          body,
        );
        return response;
      },
    });
    const url = `${relay.url}/secret-path?secret-query`;
    await (await mteFetch(url, { method: "PUT", headers: { "x-a": "secret-header" }, body: "secret-body" })).text();
    expect(seenOnTheWire.length).toBeGreaterThan(10);
    expect(seenOnTheWire.join("\n")).not.toContain("secret");
  });

  it.each(["fixed", "path", "clear"] as const)("brings the url to the upstream in url mode %s", async (urlMode) => {
    relay.upstream.handle(answerWith(200));
    await mteFetch(`${relay.url}/api/things?x=1\\y`, { mte: { urlMode } });
    expect(seen()?.target).toBe("/api/things?x=1\\y");
    const path = wire[0]?.url.slice(relay.url.length) ?? "";
    if (urlMode === "fixed") expect(path).toBe("/api/mte-relay");
    if (urlMode === "path") expect(path).toMatch(/^\/[\w-]{80,}$/);
    if (urlMode === "clear") expect(path).toBe("/api/things?x=1\\y");
  });

  it.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("sends %s", async (method) => {
    relay.upstream.handle(answerWith(200, { "x-method": method }));
    const response = await mteFetch(`${relay.url}/`, { method });
    expect(seen()?.method).toBe(method);
    expect(response.headers.get("x-method")).toBe(method);
    expect(await response.text()).toBe("");
  });

  it.each([204, 205, 304])("returns status %i without a body", async (status) => {
    relay.upstream.handle(answerWith(status, { "x-a": "b" }));
    const response = await mteFetch(`${relay.url}/`);
    expect(response).toMatchObject({ status, body: null });
    expect(response.headers.get("x-a")).toBe("b");
  });

  it("returns the headers of a HEAD answer and no body", async () => {
    relay.upstream.handle(answerWith(200, { "content-length": "1234" }));
    const response = await mteFetch(`${relay.url}/`, { method: "HEAD" });
    expect(response.body).toBeNull();
    expect(response.headers.get("content-length")).toBe("1234");
  });

  it.each([400, 404, 500, 503, 559, 562, 599])("returns the upstream's status %i unchanged", async (status) => {
    relay.upstream.handle(answerWith(status, {}, "why"));
    const response = await mteFetch(`${relay.url}/`, { method: "POST" });
    expect(response).toMatchObject({ status, ok: false });
    expect(await response.text()).toBe("why");
    expect(relay.upstream.seen).toHaveLength(1);
  });

  it("keeps repeated headers, and each cookie separately", async () => {
    relay.upstream.handle(answerWith(200, { "set-cookie": ["a=1; Path=/", "b=2"], link: ["<a>", "<b>"] }));
    const { headers } = await mteFetch(`${relay.url}/`);
    expect(headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Path=/"]);
    expect(headers.get("link")).toBe("<a>, <b>");
  });

  it("gives a clone the same url and type", async () => {
    relay.upstream.handle(answerWith(200, {}, "twice"));
    const response = await mteFetch(`${relay.url}/clone`);
    const clone = response.clone().clone();
    expect(clone).toMatchObject({ url: `${relay.url}/clone`, type: "basic", redirected: false });
    expect([await clone.text(), await response.text()]).toEqual(["twice", "twice"]);
  });

  it("accepts a Request, and a Request with a further init", async () => {
    relay.upstream.handle(mirror);
    const request = new Request(`${relay.url}/r`, { method: "POST", body: "one", headers: { "x-a": "1" } });
    expect(await (await mteFetch(request)).text()).toBe("one");
    expect(request.bodyUsed).toBe(true);
    const other = new Request(`${relay.url}/r`, { method: "POST", body: "one", headers: { "x-a": "1" } });
    expect(await (await mteFetch(other, { method: "PUT", body: "two", headers: { "x-b": "2" } })).text()).toBe("two");
    expect(relay.upstream.seen[1]).toMatchObject({ method: "PUT" });
    expect(relay.upstream.seen[1]?.headers).not.toHaveProperty("x-a");
    expect(await (await mteFetch(new URL(`${relay.url}/u`), { method: "POST", body: "three" })).text()).toBe("three");
  });

  it("accepts a relative url when the relay's url is configured", async () => {
    relay.upstream.handle(answerWith(200));
    const client = createMteRelayClient({ relayUrl: relay.url });
    expect((await client.mteFetch("/relative?x")).url).toBe(`${relay.url}/relative?x`);
  });

  it("passes the cache mode to the upstream, as no sealed answer is cached", async () => {
    relay.upstream.handle(answerWith(200));
    await mteFetch(`${relay.url}/`, { cache: "reload" });
    await mteFetch(`${relay.url}/`, { cache: "no-cache" });
    await mteFetch(`${relay.url}/`, { cache: "no-cache", headers: { "cache-control": "mine" } });
    expect(relay.upstream.seen.map(({ headers }) => headers["cache-control"])).toEqual(["no-cache", "max-age=0", "mine"]);
    // Otherwise a browser would send a preflight each time.
    expect(wire.map(({ init }) => init.cache)).toEqual(["default", "default", "default"]);
  });

  it("serves 40 concurrent calls, each with its own answer, over one pair", async () => {
    relay.upstream.handle((request, response) => response.end(request.url));
    const { mteFetch } = createMteRelayClient({
      fetch: (url, init) => {
        wire.push({ url: String(url), init: init ?? {} });
        return fetch(url, init);
      },
    });
    const texts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => (await mteFetch(`${relay.url}/${index}`)).text()),
    );
    expect(texts).toEqual(Array.from({ length: 40 }, (_, index) => `/${index}`));
    expect(wire.filter(({ url }) => url.endsWith("/api/mte-pair"))).toHaveLength(1);
  });
});

describe("mteFetch, before it sends anything,", () => {
  it.each([
    ["a body with GET", "/", { body: "x" }],
    ["a forbidden method", "/", { method: "CONNECT" }],
    ["an invalid header name", "/", { headers: { "a b": "c" } }],
    ["a stream without duplex", "/", { method: "POST", body: new ReadableStream() }],
    ["a mode that returns no answer", "/", { mode: "no-cors" }],
    ["integrity, which would apply to the sealed bytes", "/", { integrity: "sha256-x" }],
    ["another origin than the relay's", "https://elsewhere.example/", {}],
    ["a url that is not http or https", "data:text/plain,x", {}],
    ["headers that are too long to be sealed", "/", { headers: { "x-long": "x".repeat(10_000) } }],
    ["an unknown option", "/", { mte: { streams: true } }],
  ] as [string, string, RequestInit][])("refuses %s", async (_name, url, init) => {
    const client = createMteRelayClient({ relayUrl: relay.url });
    await expect(client.mteFetch(url, init)).rejects.toThrow(TypeError);
    expect(relay.upstream.seen).toHaveLength(0);
  });

  it("refuses to run on a page without a secure context", async () => {
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues });
    const call = mteFetch(relay.url);
    vi.unstubAllGlobals();
    await expect(call).rejects.toMatchObject({ code: "context", message: expect.stringContaining("https, or localhost") });
  });

  it("lets long urls and headers pass as long as they fit together", async () => {
    relay.upstream.handle(answerWith(200));
    const long = "x".repeat(6000);
    for (const urlMode of ["fixed", "path", "clear"] as const) {
      await mteFetch(`${relay.url}/${long}`, { headers: { "x-long": long }, mte: { urlMode } });
    }
    expect(relay.upstream.seen.map(({ target, headers }) => [target.length, headers["x-long"]?.length])).toEqual(
      Array(3).fill([6001, 6000]),
    );
  });
});
