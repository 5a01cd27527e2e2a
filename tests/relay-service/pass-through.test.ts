import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { rawConnection, rawRequest } from "../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../support/relay/running-relay.ts";
import { answering, scriptedServer } from "./http1/scripted-server.ts";

const ORIGIN = "https://app.example.com";
let running: RelayUnderTest;
const get = (target: string, headers = "") => rawRequest(running.port, `GET ${target} HTTP/1.1\r\nhost: relay\r\n${headers}\r\n`);

beforeAll(async () => {
  running = await runRelay({ env: { PASS_THROUGH_ROUTES: "/open/*,/health", MAX_BODY_BYTES: "1000000" } });
});
afterAll(() => running.close());
beforeEach(() => {
  running.upstream.seen.length = 0;
  running.upstream.handle((request, response, seen) => {
    request.on("end", () => {
      response.setHeader("x-target", seen.target);
      response.end(`${seen.method} ${seen.body}`);
    });
  });
});

describe("a pass-through route", () => {
  it("passes on the method, the raw target and the body", async () => {
    const answer = await rawRequest(
      running.port,
      "PATCH /open/a%2Fb//c?x=%20&y HTTP/1.1\r\nhost: relay\r\ncontent-length: 5\r\ncontent-type: text/x\r\n\r\nhello",
    );
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe("PATCH hello");
    expect(answer.header("x-target")).toBe("/open/a%2Fb//c?x=%20&y");
    expect(running.upstream.seen[0]?.headers["content-length"]).toBe("5");
  });

  it("consists of the listed paths only", async () => {
    const answer = await get("/closed");
    expect(answer.status).toBe(569);
    expect(answer.header("x-mte-relay-err")).toBe("form");
    expect(running.upstream.seen).toEqual([]);
  });

  it.each(["/open/../closed", "/open/%2e%2e/closed", "/open/..%2fclosed", "/open/%zz", "/open/.", "/open/..%5cclosed"])(
    "refuses %s, which some servers take for another path",
    async (target) => {
      expect((await get(target)).status).toBe(400);
      expect(running.upstream.seen).toEqual([]);
    },
  );

  it("drops hop-by-hop headers, including those that the client names in Connection", async () => {
    await get(
      "/open/x",
      "connection: keep-alive, x-secret-hop\r\nx-secret-hop: 1\r\nkeep-alive: 5\r\nte: trailers\r\nproxy-connection: x\r\nproxy-authorization: x\r\nx-kept: 1\r\n",
    );
    const headers = running.upstream.seen[0]?.headers ?? {};
    expect(headers["x-kept"]).toBe("1");
    for (const name of ["x-secret-hop", "keep-alive", "te", "proxy-connection", "proxy-authorization"]) {
      expect(headers, name).not.toHaveProperty(name);
    }
  });

  it("sets the forwarding headers itself, and trusts none from the client", async () => {
    await get(
      "/open/x",
      "x-forwarded-for: 6.6.6.6\r\nx-forwarded-proto: https\r\nx-real-ip: 6.6.6.6\r\nforwarded: for=6.6.6.6\r\nvia: 1.1 x\r\nx-amzn-trace-id: 1\r\n",
    );
    const headers = running.upstream.seen[0]?.headers ?? {};
    expect(headers).toMatchObject({
      host: `127.0.0.1:${running.upstream.port}`,
      "x-forwarded-for": "127.0.0.1",
      via: "1.1 mte-relay",
    });
    const unknown = ["x-forwarded-proto", "x-forwarded-host"];
    for (const name of ["x-real-ip", "forwarded", "x-amzn-trace-id", ...unknown]) expect(headers, name).not.toHaveProperty(name);
  });

  it("forwards the relay's own name only when it is a configured origin", async () => {
    const relay = await runRelay({
      env: { PASS_THROUGH_ROUTES: "/open/*", PUBLIC_ORIGINS: "https://relay.example.com,http://intranet:8080" },
    });
    onTestFinished(() => relay.close());
    const named = async (host: string) => {
      await rawRequest(relay.port, `GET /open/x HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
      const { "x-forwarded-host": forwardedHost, "x-forwarded-proto": proto } = relay.upstream.seen.at(-1)?.headers ?? {};
      return [forwardedHost, proto];
    };
    expect(await named("Relay.example.com")).toEqual(["relay.example.com", "https"]);
    expect(await named("relay.example.com:443")).toEqual(["relay.example.com", "https"]);
    expect(await named("intranet:8080")).toEqual(["intranet:8080", "http"]);
    expect(await named("evil.example")).toEqual([undefined, undefined]);
    expect(await named("relay.example.com.evil.example")).toEqual([undefined, undefined]);
  });

  it.each([
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "x_http_method_override",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Client-IP",
    "X-Host",
    "Client-IP",
    "Script_Name",
    "PATH_INFO",
    "X-Sendfile-Type",
    "X-Middleware-Subrequest",
    "X-Invoke-Path",
    "Proxy",
    "X-Envoy-Original-Dst-Host",
    "X-Forward-Proto",
    "$WSSC",
    "$wsra",
    "$wsep",
    "x-middleware-anything",
    "X-RestLi-Method",
    "Incap-Client-IP",
    "X-Vercel-Forwarded-For",
    "HTTP_X_FORWARDED_FOR",
    "Remote-User",
    "x.real.ip",
    "x!real!ip",
    "x_real~ip",
    "X.Forwarded.For",
    "x-forwarded_host",
    "x*amzn*trace*id",
    "content_length",
    "transfer.encoding",
    "keep_alive",
    "proxy_authorization",
    "x.mte.relay",
  ])("drops %s, with which some servers change the route, the method or the address", async (name) => {
    await get("/open/x", `${name}: /admin\r\nx-kept: 1\r\n`);
    expect(running.upstream.seen[0]?.headers).toHaveProperty("x-kept");
    expect(running.upstream.seen[0]?.headers).not.toHaveProperty(name.toLowerCase());
  });

  it("passes on a backslash in a query, as fetch does, and refuses one in a path", async () => {
    expect((await get("/open/x?q=C:\\dir")).status).toBe(200);
    expect(running.upstream.seen[0]?.target).toBe("/open/x?q=C:\\dir");
    expect((await get("/open/x\\..\\y")).status).toBe(400);
  });

  it("hides the upstream's name in all headers that contain a url", async () => {
    const { url, port } = running.upstream;
    running.upstream.handle((_request, response) =>
      response
        .writeHead(200, {
          link: [`<${url}/next>; rel=next`, `<http://127.0.0.1:${port + 1}/x>; rel=prev`],
          uri: `<${url}/here>`,
          "content-location": `${url}/here`,
          destination: `//127.0.0.1:${port}/there`,
          sourcemap: `${url}/app.js.map`,
          refresh: `5 url=${url}/later`,
          "operation-location": "http://127.0.0.1.:1/x",
          "set-cookie": "a=1; Domain=127.0.0.1",
          "alt-svc": `h3="127.0.0.1:${port}"`,
        })
        .end("x"),
    );
    const answer = await get("/open/x");
    const lines = answer.lines.filter(([, value]) => /127|here|there|next|map|later|a=1/.test(value));
    expect(Object.fromEntries(lines)).toEqual({
      "set-cookie": "a=1",
      link: "</next>; rel=next",
      uri: "</here>",
      "content-location": "/here",
      destination: "/there",
      sourcemap: "/app.js.map",
      refresh: "5 url=/later",
    });
  });

  it("sends no length of an answer that never has one", async () => {
    await using server = await scriptedServer(answering(() => "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"));
    await using relay = await runRelay({
      env: { UPSTREAM: `http://127.0.0.1:${server.port}`, PASS_THROUGH_ROUTES: "/open/*" },
    });
    const answer = await rawRequest(relay.port, "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n");
    expect([answer.status, answer.header("content-length"), answer.header("transfer-encoding")]).toEqual([
      204,
      undefined,
      undefined,
    ]);
  });

  it("answers an OPTIONS with Max-Forwards 0 itself, and decreases other values", async () => {
    const options = (forwards: number) =>
      rawRequest(running.port, `OPTIONS /open/x HTTP/1.1\r\nhost: a\r\nmax-forwards: ${forwards}\r\n\r\n`);
    const own = await options(0);
    expect([own.status, own.header("allow"), own.body.length]).toEqual([204, expect.stringContaining("OPTIONS"), 0]);
    expect(running.upstream.seen).toEqual([]);
    await options(3);
    expect(running.upstream.seen[0]?.headers["max-forwards"]).toBe("2");
  });

  it("never passes the relay's own headers on to the upstream, nor the upstream's to the client", async () => {
    running.upstream.handle((_request, response) =>
      response.writeHead(200, { "x-mte-relay": "forged", "x-mte-relay-eh": "x" }).end("x"),
    );
    const answer = await get("/open/x", "x-mte-relay: id.mac\r\nx-mte-relay-eh: x\r\n");
    expect(Object.keys(running.upstream.seen[0]?.headers ?? {}).filter((name) => name.startsWith("x-mte-"))).toEqual([]);
    expect(answer.lines.filter(([name]) => name.startsWith("x-mte-"))).toEqual([]);
  });

  it("keeps each cookie on a line of its own, and the content coding", async () => {
    const coded = gzipSync("hello");
    running.upstream.handle((_request, response) =>
      response
        .writeHead(200, {
          "set-cookie": ["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
          "content-encoding": "gzip",
        })
        .end(coded),
    );
    const answer = await get("/open/x", "accept-encoding: gzip\r\n");
    expect(answer.lines.filter(([name]) => name === "set-cookie").map(([, value]) => value)).toEqual([
      "a=1; Path=/",
      "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
    ]);
    expect(answer.header("content-encoding")).toBe("gzip");
    expect(answer.body.equals(coded)).toBe(true);
    expect(running.upstream.seen[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  it("answers with the relay's CORS headers instead of the upstream's", async () => {
    running.upstream.handle((_request, response) =>
      response.writeHead(200, { "access-control-allow-origin": "*", "access-control-allow-credentials": "false" }).end("x"),
    );
    const answer = await get("/open/x", `origin: ${ORIGIN}\r\n`);
    expect(answer.lines.filter(([name]) => name === "access-control-allow-origin")).toEqual([
      ["access-control-allow-origin", ORIGIN],
    ]);
    expect(answer.header("access-control-allow-credentials")).toBe("true");
  });

  it("exposes to a page the headers that the upstream exposes, beside the relay's own", async () => {
    running.upstream.handle((_request, response) =>
      response
        .writeHead(200, ["access-control-expose-headers", "x-total, ETag", "access-control-expose-headers", "x-page, (no token)"])
        .end("x"),
    );
    const answer = await get("/open/x", `origin: ${ORIGIN}\r\n`);
    expect(answer.header("access-control-expose-headers")).toBe(
      "x-mte-relay, x-mte-relay-eh, x-mte-relay-err, retry-after, x-total, ETag, x-page",
    );
    expect((await get("/open/x")).header("access-control-expose-headers")).toBeUndefined();
  });

  it("sends nothing to the upstream for a page that is not allowed", async () => {
    const answer = await get("/open/x", "origin: https://evil.example\r\n");
    expect(answer.status).toBe(403);
    expect(answer.header("access-control-allow-origin")).toBeUndefined();
    expect(running.upstream.seen).toEqual([]);
  });

  it.each([204, 205, 304])("passes on a %i without a body", async (status) => {
    running.upstream.handle((_request, response) => response.writeHead(status, { etag: '"1"' }).end());
    const answer = await get("/open/x");
    expect(answer.status).toBe(status);
    expect(answer.header("etag")).toBe('"1"');
    expect(answer.body.length).toBe(0);
  });

  it("answers HEAD with the length and no body", async () => {
    running.upstream.handle((_request, response) => response.writeHead(200, { "content-length": 1234 }).end());
    const connection = await rawConnection(running.port);
    connection.send("HEAD /open/x HTTP/1.1\r\nhost: relay\r\n\r\n");
    const answer = await connection.answer("HEAD");
    expect(answer.header("content-length")).toBe("1234");
    connection.send("GET /healthz/ready HTTP/1.1\r\nhost: relay\r\n\r\n");
    expect((await connection.answer()).body.toString()).toBe('{"ready":true}');
    connection.socket.destroy();
  });

  it("passes on a partial file", async () => {
    running.upstream.handle((request, response) =>
      response
        .writeHead(206, { "content-range": "bytes 1-2/4", "content-length": 2 })
        .end(request.headers.range === "bytes=1-2" ? "ab" : "??"),
    );
    const answer = await get("/open/x", "range: bytes=1-2\r\n");
    expect([answer.status, answer.header("content-range"), answer.body.toString()]).toEqual([206, "bytes 1-2/4", "ab"]);
  });

  it("honours a Connection header of several lines", async () => {
    running.upstream.handle((_request, response) =>
      response
        .writeHead(
          200,
          [
            ["connection", "keep-alive"],
            ["connection", "x-hop"],
            ["x-hop", "1"],
            ["x-kept", "1"],
          ].flat(),
        )
        .end("x"),
    );
    const answer = await get("/open/x");
    expect([answer.status, answer.header("x-hop"), answer.header("x-kept")]).toEqual([200, undefined, "1"]);
  });

  it("keeps the content length of a long body", async () => {
    const body = randomBytes(300_000);
    await rawRequest(
      running.port,
      Buffer.concat([Buffer.from(`POST /open/x HTTP/1.1\r\nhost: relay\r\ncontent-length: ${body.length}\r\n\r\n`), body]),
    );
    expect(running.upstream.seen[0]?.headers["content-length"]).toBe("300000");
    expect(running.upstream.seen[0]?.headers["transfer-encoding"]).toBeUndefined();
  });

  it("sends a GET once more, and only once, when the upstream closes its connection", async () => {
    running.upstream.handle((request) => request.socket.destroy());
    expect((await get("/open/x")).status).toBe(502);
    expect(running.upstream.seen.length).toBe(2);
  });

  it("drops early hints and trailers, and keeps the message complete", async () => {
    running.upstream.handle((_request, response) => {
      response.writeEarlyHints({ link: "</x>; rel=preload" });
      response.writeHead(200, { trailer: "x-sum" });
      response.write("part ");
      response.addTrailers({ "x-sum": "1" });
      response.end("two");
    });
    const answer = await get("/open/x");
    expect(answer.body.toString()).toBe("part two");
    expect(answer.header("trailer")).toBeUndefined();
  });

  it("never follows a redirect, and makes one to the upstream relative", async () => {
    running.upstream.handle((_request, response) =>
      response.writeHead(302, { location: `${running.upstream.url}/next?x=1` }).end(),
    );
    const answer = await get("/open/x");
    expect([answer.status, answer.header("location")]).toEqual([302, "/next?x=1"]);
    expect(running.upstream.seen.length).toBe(1);
  });

  it("answers 502 when the upstream closes the connection before its head", async () => {
    running.upstream.handle((request) => request.socket.destroy());
    const answer = await rawRequest(running.port, "POST /open/x HTTP/1.1\r\nhost: relay\r\ncontent-length: 1\r\n\r\nx");
    expect(answer.status).toBe(502);
    expect(answer.body.toString()).toBe('{"error":"upstream"}');
    expect(running.upstream.seen.length).toBe(1);
  });

  it("closes the connection when the upstream breaks off an answer, so that nobody takes it as complete", async () => {
    running.upstream.handle((_request, response) => {
      response.writeHead(200);
      response.write("half", () => response.destroy());
    });
    await expect(get("/open/x")).rejects.toThrow("closed");
  });

  it("stops the upstream when the client disconnects", async () => {
    running.upstream.handle((_request, response) => void response.writeHead(200).write("first"));
    const connection = await rawConnection(running.port);
    connection.send("GET /open/x HTTP/1.1\r\nhost: relay\r\n\r\n");
    await running.upstream.arrived(1);
    connection.socket.destroy();
    expect(await running.upstream.seen[0]?.over).toBe(false);
  });

  it("delivers an event as soon as the upstream sends it", async () => {
    const second = Promise.withResolvers<void>();
    running.upstream.handle(async (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      await second.promise;
      response.end("data: 2\n\n");
    });
    const connection = await rawConnection(running.port);
    const first = new Promise<void>((resolve) =>
      connection.socket.on("data", (piece: Buffer) => piece.includes("data: 1") && resolve()),
    );
    connection.send("GET /open/x HTTP/1.1\r\nhost: relay\r\n\r\n");
    await first;
    second.resolve();
    expect((await connection.answer()).body.toString()).toBe("data: 1\n\ndata: 2\n\n");
    connection.socket.destroy();
  });

  it("passes on a large body unchanged in both directions", async () => {
    const body = randomBytes(900_000);
    running.upstream.handle((request, response) => void request.pipe(response));
    const answer = await rawRequest(
      running.port,
      Buffer.concat([Buffer.from(`POST /open/x HTTP/1.1\r\nhost: relay\r\ncontent-length: ${body.length}\r\n\r\n`), body]),
    );
    expect(answer.body.equals(body)).toBe(true);
  });

  it("refuses a body that is too large, which is never complete for the upstream", async () => {
    const connection = await rawConnection(running.port);
    connection.send(`POST /open/x HTTP/1.1\r\nhost: relay\r\ntransfer-encoding: chunked\r\n\r\n`);
    for (let sent = 0; sent < 17; sent++) connection.send(Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`));
    const answer = await connection.answer();
    expect([answer.status, answer.header("connection")]).toEqual([413, "close"]);
    expect(await running.upstream.seen[0]?.over).toBe(false);
    expect(running.upstream.seen[0]?.whole).toBe(false);
    connection.socket.destroy();
  });
});

describe("an ambiguous or unsupported request", () => {
  it.each([
    ["two lengths", "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!"],
    [
      "a length and chunks",
      "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["an unknown transfer coding", "POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n"],
    ["chunked that is not last", "POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n"],
    ["a space before the colon", "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length : 5\r\n\r\nhello"],
    ["a folded line", "GET /open/x HTTP/1.1\r\nhost: a\r\nx: 1\r\n folded\r\n\r\n"],
    ["a bare line feed", "GET /open/x HTTP/1.1\nhost: a\n\n"],
    ["no host", "GET /open/x HTTP/1.1\r\n\r\n"],
    ["two hosts", "GET /open/x HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"],
    ["a negative length", "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n"],
    ["a length in hex", "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: 0x5\r\n\r\nhello"],
    [
      "a chunk size with a sign",
      "POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n",
    ],
    ["an absolute target", "GET http://evil.example/open/x HTTP/1.1\r\nhost: a\r\n\r\n"],
    ["a dot segment with a parameter", "GET /open/..;/closed HTTP/1.1\r\nhost: a\r\n\r\n"],
    ["CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n"],
    ["TRACE", "TRACE /open/x HTTP/1.1\r\nhost: a\r\n\r\n"],
  ])("is refused: %s", async (_name, bytes) => {
    const connection = await rawConnection(running.port);
    connection.send(bytes);
    connection.socket.end();
    const received = (await connection.closed()).toString("latin1");
    expect(received).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(running.upstream.seen).toEqual([]);
  });

  it("is refused when it is a WebSocket upgrade", async () => {
    const answer = await get(
      "/open/x",
      "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\nsec-websocket-version: 13\r\n",
    );
    expect([answer.status, answer.body.toString()]).toEqual([501, '{"error":"upgrade"}']);
    expect(running.upstream.seen).toEqual([]);
  });

  it("is refused when it has more header lines than any browser sends", async () => {
    const lines = Array.from({ length: 300 }, (_, line) => `x-${line}: 1\r\n`).join("");
    expect((await get("/open/x", lines)).status).toBe(431);
    expect((await get("/open/x", `x: ${"x".repeat(70_000)}\r\n`)).status).toBe(431);
  });
});
