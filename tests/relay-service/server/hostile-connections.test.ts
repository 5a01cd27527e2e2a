import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveMetrics } from "../../../relay-service/src/server/metrics-server.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection, rawRequest } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const ALIVE = "GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n";

async function metricsPort(now?: () => number): Promise<number> {
  const metrics = await serveMetrics(async () => ({ contentType: "text/plain", text: "up 1" }), 0, "127.0.0.1", now);
  onTestFinished(() => metrics.close());
  return metrics.port;
}

async function relayBefore(env: Record<string, string> = {}, now?: () => number): Promise<RelayUnderTest> {
  const relay = await runRelay({ env: { PASS_THROUGH_ROUTES: "/open/*", ...env }, ...(now && { now }) });
  onTestFinished(() => relay.close());
  return relay;
}

describe("a CONNECT request", () => {
  it.each(["the relay", "the metrics server"])("does not end %s when its connection is reset", async (which) => {
    const port = which === "the relay" ? (await relayBefore()).port : await metricsPort();
    for (let run = 0; run < 20; run++) {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write("CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n");
      if (run % 2 === 0) await once(socket, "data");
      socket.resetAndDestroy();
    }
    expect((await rawRequest(port, which === "the relay" ? ALIVE.replace("metrics", "api/mte-echo") : ALIVE)).status).toBe(200);
  });

  it("is answered after earlier requests on its connection, however long their answers are", async () => {
    const relay = await relayBefore();
    relay.upstream.handle((request, response) => {
      request.resume();
      response.end(Buffer.alloc(20_000_000, "x"));
    });
    const connection = await rawConnection(relay.port);
    connection.send("GET /open/slow HTTP/1.1\r\nhost: a\r\n\r\nCONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n");
    const [first, second] = [await connection.answer(), await connection.answer()];
    expect([first.status, first.body.length, second.status]).toEqual([200, 20_000_000, 405]);
    await connection.closed();
  });
});

describe("a connection without a request", () => {
  const FORMS = {
    "a tunnel that is silent": ["CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n", ""],
    "a tunnel that drips": ["CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n", "x"],
    "an expectation and a body that drips": [
      "POST /api/mte-echo HTTP/1.1\r\nhost: a\r\nexpect: x\r\ncontent-length: 1000000\r\n\r\n",
      "x",
    ],
    "an answer and then line ends": ["GET /api/mte-echo HTTP/1.1\r\nhost: a\r\n\r\n", "\r\n"],
    "line ends alone": ["", "\r\n"],
  } as const;

  it.each(["the relay", "the metrics server"])(
    "is closed by %s, whatever arrives instead",
    async (which) => {
      let now = 0;
      const clock = () => now;
      const limits = { KEEP_ALIVE_MS: "3000", HEADERS_TIMEOUT_MS: "3000", UPSTREAM_TIMEOUT_MS: "400" };
      const port = which === "the relay" ? (await relayBefore(limits, clock)).port : await metricsPort(clock);
      const connections = await Promise.all(
        Object.values(FORMS).map(async ([head, drip]) => {
          const connection = await rawConnection(port);
          connection.send(head);
          if (head !== "") await connection.answer();
          return { connection, drip };
        }),
      );
      const ticks = setInterval(() => {
        now += 4000;
        for (const { connection, drip } of connections) if (!connection.socket.destroyed) connection.send(drip);
      }, 110);
      onTestFinished(() => clearInterval(ticks));
      await Promise.all(connections.map(({ connection }) => connection.closed()));
    },
    40_000,
  );
});

describe("requests with long heads behind a slow one", () => {
  it("are read only as far as the buffers allow, and answered in the end", async () => {
    await using upstream = await instrumentedUpstream();
    await using relay = await runRelay({ upstream, env: { PASS_THROUGH_ROUTES: "/open/*" } });
    const waiting = Promise.withResolvers<() => void>();
    upstream.handle((request, response) => {
      request.resume();
      waiting.resolve(() => void response.end("late"));
    });
    const connection = await rawConnection(relay.port);
    connection.send("POST /open/late HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n");
    const release = await waiting.promise;
    const COUNT = 1000;
    const head = `GET /api/mte-echo HTTP/1.1\r\nhost: a\r\nx-long: ${"a".repeat(60_000)}\r\n\r\n`;
    let written = 0;
    for (let count = 0; count < COUNT; count++) connection.socket.write(head, () => written++);
    // Only what the buffers of both systems hold is written: writing stalls long before the end.
    let before = -1;
    const isStalled = () => {
      const isSame = before === written && written > 0;
      before = written;
      return isSame;
    };
    await expect.poll(isStalled, { interval: 200, timeout: 30_000 }).toBe(true);
    expect(written).toBeLessThan(COUNT / 2);
    release();
    expect((await connection.answer()).body.toString()).toBe("late");
    for (let count = 0; count < COUNT; count++) expect((await connection.answer()).status).toBe(200);
    connection.socket.destroy();
  }, 60_000);
});
