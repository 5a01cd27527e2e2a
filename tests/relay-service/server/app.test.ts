import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handler, instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection, rawRequest } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const ORIGIN = "https://app.example.com";
const EVIL = "https://evil.example";
const script = {
  content: Buffer.from("globalThis.mteFetch = 1;"),
  headers: { etag: '"1"', "content-type": "text/javascript", "access-control-allow-origin": "*" },
};
let running: RelayUnderTest;
const call = (path: string, init: RequestInit = {}) => fetch(running.url + path, init);
const pairing = (body: string, headers: Record<string, string> = {}) =>
  call("/api/mte-pair", { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

beforeAll(async () => {
  running = await runRelay({ publicFiles: new Map([["mte-relay-client.js", script]]) });
});
afterAll(() => running.close());

describe("the relay's own routes", () => {
  it("answer the echo that load balancers request, with and without a message", async () => {
    expect(await (await call("/api/mte-echo")).json()).toEqual({ echo: true, time: expect.any(Number) });
    expect(await (await call("/api/mte-echo/hello")).json()).toMatchObject({ echo: "hello" });
    expect((await call("/api/mte-echo", { method: "HEAD" })).status).toBe(200);
  });

  it("list the vendor's codes by their numbers", async () => {
    const codes = Object.values((await (await call("/api/mte-errors")).json()) as Record<string, number>);
    expect(codes).toEqual([559, 560, 561, 562, 563, 564, 565, 566, 567, 568, 569]);
  });

  it("issue a client id to everybody, and recognise their own", async () => {
    const first = (await call("/api/mte-relay", { method: "HEAD" })).headers.get("x-mte-relay") ?? "";
    expect(first).toMatch(/^[0-9a-f-]{36}\.[0-9a-f]{64}$/);
    const again = await call("/api/mte-relay", { headers: { "x-mte-relay": `${first},,1,1,1,1` } });
    expect(again.headers.get("x-mte-relay")).toBe(first);
    expect(await again.json()).toMatchObject({ codecs: ["roc1"], suites: [1], identity: [{ alg: "Ed25519" }] });
  });

  it("refuse a client id that the relay has not signed", async () => {
    const answer = await call("/api/mte-relay", {
      method: "HEAD",
      headers: { "x-mte-relay": `849d17a2-3c9e-4546-a04f-48e81fec91cb.${"0".repeat(64)}` },
    });
    expect(answer.status).toBe(566);
  });

  it("serve the browser client, and 304 when it is unchanged", async () => {
    const answer = await call("/public/mte-relay-client.js");
    expect(await answer.text()).toBe("globalThis.mteFetch = 1;");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect((await call("/public/mte-relay-client.js", { headers: { "if-none-match": '"1"' } })).status).toBe(304);
  });

  it.each(["/public/none.js", "/public/..%2fpackage.json", "/public/%2e%2e/package.json"])("have no file %s", async (path) => {
    expect([404, 569]).toContain((await rawRequest(running.port, `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`)).status);
  });

  it("include no debugging route of the vendor's, and no metrics", async () => {
    expect((await call("/api/mte-parse?headers=x")).status).toBe(569);
    expect((await call("/metrics")).status).toBe(569);
  });
});

describe("a CORS preflight", () => {
  const preflight = (origin: string, headers: Record<string, string> = {}) =>
    call("/anything", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST", ...headers } });

  it("of an allowed page may be cached by its browser", async () => {
    const answer = await preflight(ORIGIN, { "access-control-request-headers": "content-type,x-mte-relay" });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-headers": "content-type,x-mte-relay",
      "access-control-max-age": "7200",
    });
  });

  it("of another page is refused without a CORS header", async () => {
    const answer = await preflight(EVIL);
    expect(answer.status).toBe(403);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("gets status 400 when it is an OPTIONS request without an origin", async () => {
    expect((await call("/anything", { method: "OPTIONS" })).status).toBe(400);
  });
});

describe("pairing", () => {
  it("with no offers returns a client id and nothing else", async () => {
    const answer = await pairing("[]", { origin: ORIGIN });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual([]);
    expect(answer.headers.get("x-mte-relay")).toMatch(/^[0-9a-f-]{36}\.[0-9a-f]{64}$/);
    expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  it("accepts the empty client id of the vendor's mobile clients", async () => {
    expect((await pairing("[]", { "x-mte-relay": ",,1,1,1,1" })).status).toBe(200);
  });

  it.each([
    ["no JSON", "{", 400],
    ["an element of the vendor's codec", '[{"pairId":"1","encoderPublicKey":"x"}]', 400],
    ["five elements", JSON.stringify(Array(5).fill({})), 400],
    ["no list", "{}", 400],
    ["nothing", "", 400],
    ["17 KiB", `["${"x".repeat(17_000)}"]`, 413],
  ])("refuses a request with %s", async (_name, body, status) => {
    expect((await pairing(body)).status).toBe(status);
  });

  it("refuses a long body without a declared length, without reading all of it", async () => {
    const connection = await rawConnection(running.port);
    connection.send("POST /api/mte-pair HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
    connection.send(`8000\r\n${"x".repeat(0x8000)}\r\n`);
    const answer = await connection.answer();
    expect([answer.status, answer.header("connection")]).toEqual([413, "close"]);
    connection.socket.destroy();
  });

  it("refuses a page that is not allowed", async () => {
    const answer = await pairing("[]", { origin: EVIL });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("counts each of the pairs in one request against the rate limit", async () => {
    await using limited = await runRelay({ env: { PAIRING_BURST: "3", PAIRING_RATE: "1" }, now: () => 0 });
    const ask = (body: string) => fetch(`${limited.url}/api/mte-pair`, { method: "POST", body });
    expect((await ask(JSON.stringify(Array(4).fill({})))).status).toBe(429);
    expect((await ask("[]")).status).toBe(429);
  });

  it("continues for others while many clients send their request slowly", async () => {
    await using relay = await runRelay({});
    const slow = await Promise.all(Array.from({ length: 70 }, () => rawConnection(relay.port)));
    for (const { send } of slow) send("POST /api/mte-pair HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n[");
    expect((await fetch(`${relay.url}/api/mte-pair`, { method: "POST", body: "[]" })).status).toBe(200);
    for (const { socket } of slow) socket.destroy();
  });

  it("is limited for each address, whatever address the client claims", async () => {
    await using limited = await runRelay({ env: { PAIRING_BURST: "3", PAIRING_RATE: "1" }, now: () => 0 });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index++) {
      const answer = await fetch(`${limited.url}/api/mte-pair`, {
        method: "POST",
        body: "[]",
        headers: { "x-forwarded-for": `10.0.0.${index}` },
      });
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get("retry-after")).toBe("1");
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });
});

describe("a request beyond MAX_IN_FLIGHT", () => {
  it("is refused before it is dispatched, with a Retry-After", async () => {
    await using upstream = await instrumentedUpstream((_request, response) => void response.writeHead(200).write("busy"));
    await using small = await runRelay({ upstream, env: { MAX_IN_FLIGHT: "1", PASS_THROUGH_ROUTES: "/open/*" } });
    const first = await rawConnection(small.port);
    first.send("GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n");
    await upstream.arrived(1);
    const second = await rawRequest(small.port, "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n");
    expect([second.status, second.header("retry-after")]).toEqual([503, "1"]);
    expect(upstream.seen.length).toBe(1);
    first.socket.destroy();
  });
});

describe("the relay with a peer that makes no progress", () => {
  /** A relay whose clock stands still until the test starts it, so that a busy machine causes no timeout. */
  async function impatient(handler: Handler) {
    let thawedAt = Number.POSITIVE_INFINITY;
    const upstream = await instrumentedUpstream(handler);
    const relay = await runRelay({
      upstream,
      env: { UPSTREAM_TIMEOUT_MS: "40", PASS_THROUGH_ROUTES: "/open/*" },
      now: () => Math.max(0, performance.now() - thawedAt),
    });
    const connection = await rawConnection(relay.port);
    const thaw = () => {
      thawedAt = performance.now();
    };
    const close = async () => {
      connection.socket.destroy();
      await relay.close();
    };
    return { upstream, relay, connection, thaw, [Symbol.asyncDispose]: close };
  }
  const GET = "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n";

  it("answers 504 and aborts the request when the upstream sends no head", async () => {
    await using peers = await impatient(() => {});
    peers.connection.send(GET);
    await peers.upstream.arrived(1);
    peers.thaw();
    const answer = await peers.connection.answer();
    expect([answer.status, answer.body.toString()]).toEqual([504, '{"error":"upstream-timeout"}']);
    expect(await peers.upstream.seen[0]?.over).toBe(false);
  });

  it("answers 504 when the upstream stops in the middle of a small answer, whose head the relay still buffers", async () => {
    await using peers = await impatient((_request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half");
    });
    peers.connection.send(GET);
    await peers.upstream.arrived(1);
    peers.thaw();
    expect((await peers.connection.answer()).status).toBe(504);
  });

  it("closes the client's connection when the upstream stops in the middle of a long answer", async () => {
    await using peers = await impatient((_request, response) => void response.writeHead(200).write("half"));
    const head = once(peers.connection.socket, "data");
    peers.connection.send(GET);
    await head;
    peers.thaw();
    await expect(peers.connection.answer()).rejects.toThrow("closed");
  });

  it("disconnects a client that stops in the middle of its body, which is never complete for the upstream", async () => {
    await using peers = await impatient(() => {});
    peers.connection.send("POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhello");
    await peers.upstream.arrived(1);
    peers.thaw();
    expect((await peers.connection.answer()).status).toBe(408);
    expect(await peers.upstream.seen[0]?.over).toBe(false);
    expect(peers.upstream.seen[0]?.whole).toBe(false);
    await peers.connection.closed();
  });

  it("disconnects a client that does not read its answer", async () => {
    await using peers = await impatient((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once("drain", more);
      };
      more();
    });
    const head = once(peers.connection.socket, "data");
    peers.connection.send(GET);
    await head;
    peers.connection.socket.pause();
    peers.thaw();
    expect(await peers.upstream.seen[0]?.over).toBe(false);
  });

  it("disconnects a client that never ends its head", async () => {
    await using relay = await runRelay({ env: { HEADERS_TIMEOUT_MS: "50" } });
    const connection = await rawConnection(relay.port);
    connection.send("GET /open/x HTTP/1.1\r\nhost: a\r\nx: ");
    expect((await connection.closed()).toString()).toContain("408");
  });
});
