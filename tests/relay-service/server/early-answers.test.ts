import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import type { Handler } from "../../support/relay/instrumented-upstream.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const BYTES = 20_000_000;

async function relayBefore(handler: Handler, env: Record<string, string> = {}, now?: () => number): Promise<RelayUnderTest> {
  const upstream = await instrumentedUpstream(handler);
  const relay = await runRelay({ upstream, env: { PASS_THROUGH_ROUTES: "/open/*", ...env }, ...(now && { now }) });
  onTestFinished(() => relay.close());
  return relay;
}

/** Sends all of a request before it reads a byte of the answer, as many clients do. Gives the answer's text. */
async function writeFirst(port: number, head: string, bytes: number): Promise<string> {
  const socket = connect(port, "127.0.0.1").pause();
  await once(socket, "connect");
  socket.write(head);
  const piece = Buffer.alloc(65_536, 97);
  for (let left = bytes; left > 0; left -= piece.length) {
    const written = Promise.withResolvers<void>();
    socket.write(piece.subarray(0, Math.min(left, piece.length)), (error) => (error ? written.reject(error) : written.resolve()));
    await written.promise;
  }
  let text = "";
  socket.setEncoding("latin1").on("data", (piece: string) => {
    text += piece;
  });
  socket.resume();
  await once(socket, "end");
  socket.destroy();
  return text;
}

const unauthorized: Handler = (_request, response) => response.writeHead(401, { "content-length": 4 }).end("who?");

describe("an answer that comes before the request has been read", () => {
  it.each([
    ["of the upstream", "/open/x", unauthorized, {}, "401"],
    ["of the relay, as the route is closed", "/closed", unauthorized, {}, "569"],
    ["of the relay, as the page is not allowed", "/open/x", unauthorized, { origin: "https://evil.example" }, "403"],
    ["of the relay, as the body is too large", "/open/large", unauthorized, {}, "413"],
    ["of one of the relay's own routes", "/api/mte-echo", unauthorized, {}, "569"],
  ] as const)("reaches a client that writes first: %s", async (_, path, handler, headers, status) => {
    const relay = await relayBefore(handler, path.endsWith("large") ? { MAX_BODY_BYTES: "1000" } : {});
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    for (let run = 0; run < 5; run++) {
      const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${BYTES}\r\n${lines.join("")}\r\n`;
      expect(await writeFirst(relay.port, head, BYTES)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    }
  });

  it.each([
    ["a head that is too long", `x-long: ${"a".repeat(70_000)}\r\n`, "HTTP/1.1", "431"],
    ["an unknown HTTP version", "", "HTTP/1.2", "400"],
    ["HTTP/2.0", "", "HTTP/2.0", "505"],
    ["an invalid header name", "a b: c\r\n", "HTTP/1.1", "400"],
    ["two lengths", "content-length: 5\r\n", "HTTP/1.1", "400"],
    ["two hosts", "host: b\r\n", "HTTP/1.1", "400"],
    ["an unknown expectation", "expect: x\r\nconnection: close\r\n", "HTTP/1.1", "417"],
  ] as const)("reaches a client that writes first when its request has %s", async (_, line, version, status) => {
    const relay = await relayBefore(unauthorized);
    for (let run = 0; run < 5; run++) {
      const head = `POST /open/x ${version}\r\nhost: a\r\ncontent-length: ${BYTES}\r\n${line}\r\n`;
      expect(await writeFirst(relay.port, head, BYTES)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    }
  });

  it("reaches a client that writes first and sends no host", async () => {
    const relay = await relayBefore(unauthorized);
    const head = `POST /open/x HTTP/1.1\r\ncontent-length: ${BYTES}\r\n\r\n`;
    expect(await writeFirst(relay.port, head, BYTES)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("reaches Node's fetch, sealed", async () => {
    const relay = await relayBefore(unauthorized);
    const { mteFetch } = createMteRelayClient({ relayUrl: relay.url });
    for (let run = 0; run < 6; run++) {
      const answer = await mteFetch(`${relay.url}/x`, { method: "POST", body: new Uint8Array(BYTES) });
      expect([answer.status, await answer.text()]).toEqual([401, "who?"]);
    }
    expect(relay.upstream.seen).toHaveLength(6);
  });

  it.each([0, 10])(
    "reaches Node's fetch from an upstream that resets its connection right after it (%i ms later)",
    async (ms) => {
      const server = createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", () => {
          const answer = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 4\r\nconnection: close\r\n\r\nwho?";
          // Unread bytes make its system reset the connection.
          setTimeout(() => socket.pause().write(answer, () => socket.destroy()), ms);
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => void server.close());
      const relay = await runRelay({ env: { UPSTREAM: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
      onTestFinished(() => relay.close());
      const { mteFetch } = createMteRelayClient({ relayUrl: relay.url });
      for (let run = 0; run < 10; run++) {
        const answer = await mteFetch(`${relay.url}/x`, { method: "POST", body: new Uint8Array(BYTES) });
        expect([answer.status, await answer.text()]).toEqual([401, "who?"]);
      }
    },
  );

  it("keeps the connection open when little is left to read", async () => {
    const relay = await relayBefore(unauthorized);
    const connection = await rawConnection(relay.port);
    connection.send("POST /closed HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhello");
    expect((await connection.answer()).header("connection")).not.toBe("close");
    connection.send("worldGET /healthz/ready HTTP/1.1\r\nhost: a\r\n\r\n");
    expect((await connection.answer()).status).toBe(200);
    connection.socket.destroy();
  });

  it("does not keep its connection open for a client that sends the rest slowly", async () => {
    let now = 0;
    const relay = await relayBefore(unauthorized, { UPSTREAM_TIMEOUT_MS: "400" }, () => now);
    const ROUTES = [
      "GET /healthz/ready",
      "GET /api/mte-echo",
      "GET /public/none.js",
      "HEAD /api/mte-relay",
      "POST /closed",
      "OPTIONS /x",
    ];
    const connections = await Promise.all(
      ROUTES.flatMap((route) =>
        [10, 1_000_000].map(async (length) => {
          const connection = await rawConnection(relay.port);
          connection.send(`${route} HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\nx`);
          await connection.answer(route.split(" ")[0]);
          return connection;
        }),
      ),
    );
    const clock = setInterval(() => {
      now += 4000;
      for (const { socket } of connections) if (!socket.destroyed) socket.write("x");
    }, 110);
    onTestFinished(() => clearInterval(clock));
    await Promise.all(connections.map((connection) => connection.closed()));
  }, 40_000);
});
