import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveMetrics } from "../../../relay-service/src/server/metrics-server.ts";
import { sealedRequests } from "../../bench/relay/load/sealed-requests.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { relayProcess } from "../../support/relay/relay-process.ts";
import { runRelay } from "../../support/relay/running-relay.ts";

const FILE = "GET /public/mte-relay-kem.js HTTP/1.1\r\nhost: a\r\n\r\n";
const PIPELINED = 1200;

/** A connection that writes and never reads. */
async function connectWithoutReading(port: number, text: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").pause();
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** Resolves when a socket has closed, in whatever way. */
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));

/** Resident megabytes of a process. */
const residentMb = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

describe("answers that their client does not read", () => {
  it("take little memory, however many are requested", async () => {
    await using upstream = await instrumentedUpstream();
    await using relay = await relayProcess({ UPSTREAM: upstream.url });
    const pid = relay.child.pid as number;
    await (await fetch(`${relay.url}/public/mte-relay-kem.js`)).arrayBuffer();
    const before = residentMb(pid);
    await Promise.all(Array.from({ length: 8 }, () => connectWithoutReading(relay.port, FILE.repeat(PIPELINED))));
    // These are answered after all of the above has been read.
    for (let count = 0; count < 20; count++) await (await fetch(`${relay.url}/api/mte-echo`)).text();
    expect(residentMb(pid) - before).toBeLessThan(100);
  });

  it("are complete for a client that reads them later", async () => {
    await using upstream = await instrumentedUpstream();
    await using relay = await relayProcess({ UPSTREAM: upstream.url });
    const connection = await rawConnection(relay.port);
    connection.socket.pause();
    connection.send(FILE.repeat(PIPELINED));
    await (await fetch(`${relay.url}/api/mte-echo`)).text();
    connection.socket.resume();
    for (let count = 0; count < PIPELINED; count++) expect((await connection.answer()).status).toBe(200);
    connection.socket.destroy();
  }, 60_000);

  it("close the connection of a client that requests more than the relay buffers", async () => {
    const publicFiles = new Map([["mte-relay-kem.js", { content: Buffer.alloc(20_000_000), headers: { etag: '"1"' } }]]);
    await using relay = await runRelay({ publicFiles });
    const port = relay.port;
    const sockets = await Promise.all(Array.from({ length: 12 }, () => connectWithoutReading(port, FILE.repeat(PIPELINED))));
    // A paused socket does not see that it was reset until it writes.
    const clock = setInterval(() => {
      for (const socket of sockets) socket.write("x");
    }, 100);
    onTestFinished(() => clearInterval(clock));
    await Promise.race(sockets.map(closed));
    expect((await fetch(`${relay.url}/api/mte-echo`)).status).toBe(200);
    // The relay would wait for them when it stops.
    for (const socket of sockets) socket.destroy();
  });

  it.each([["sealed"], ["clear"], ["of the relay's own"], ["of the metrics"]])(
    "close the connection of their client after a while: %s",
    async (kind) => {
      const large = "x".repeat(16_000);
      let now = 0;
      await using upstream = await instrumentedUpstream((_request, response) =>
        response.writeHead(200, { "content-length": 16_000 }).end(large),
      );
      const files = new Map([["mte-relay-kem.js", { content: Buffer.alloc(500_000), headers: { etag: '"1"' } }]]);
      await using relay = await runRelay({
        upstream,
        publicFiles: files,
        env: { PASS_THROUGH_ROUTES: "/open/*", UPSTREAM_TIMEOUT_MS: "200" },
        now: () => now,
      });
      const count = 400;
      const requests = {
        sealed: async () => (await sealedRequests(relay.port, "x", count)).join(""),
        clear: async () => "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n".repeat(count),
        "of the relay's own": async () => FILE.repeat(count),
        "of the metrics": async () => "GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n".repeat(count),
      }[kind] as () => Promise<string>;
      let { port } = relay;
      if (kind === "of the metrics") {
        const metrics = await serveMetrics(
          async () => ({ contentType: "text/plain", text: "x".repeat(500_000) }),
          0,
          "127.0.0.1",
          () => 100 * now,
        );
        onTestFinished(() => metrics.close());
        port = metrics.port;
      }
      const socket = await connectWithoutReading(port, await requests());
      const ended = closed(socket);
      const clock = setInterval(() => {
        now += 50;
        // A paused socket does not see that it was reset until it writes.
        socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      }, 60);
      onTestFinished(() => clearInterval(clock));
      await ended;
      if (kind === "clear")
        await expect.poll(() => relay.logged).toContainEqual(expect.objectContaining({ outcome: "client-slow" }));
      expect((await fetch(`${relay.url}/api/mte-echo`)).status).toBe(200);
    },
    60_000,
  );

  it("count as requests in flight until the client has read them", async () => {
    await using upstream = await instrumentedUpstream(
      (_request, response) => void response.writeHead(200, { "content-length": 16_000 }).end("x".repeat(16_000)),
    );
    await using relay = await runRelay({ upstream, env: { PASS_THROUGH_ROUTES: "/open/*" } });
    const socket = await connectWithoutReading(relay.port, "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1000));
    const inFlight = async () => Number(/relay_requests_in_flight (\d+)/.exec(await relay.relay.metrics.registry.metrics())?.[1]);
    await expect.poll(inFlight, { interval: 10, timeout: 20_000 }).toBeGreaterThan(0);
    socket.destroy();
    await expect.poll(inFlight, { interval: 10, timeout: 20_000 }).toBe(0);
  });
});

describe("a client that reads its answer byte by byte", () => {
  it("is disconnected, as it only keeps the relay busy", async () => {
    let now = 0;
    const piece = Buffer.alloc(65_536);
    await using upstream = await instrumentedUpstream((_request, response) => {
      const more = () => {
        while (response.write(piece));
        response.once("drain", more);
      };
      more();
    });
    await using relay = await runRelay({
      upstream,
      env: { PASS_THROUGH_ROUTES: "/open/*", UPSTREAM_TIMEOUT_MS: "3600000" },
      now: () => now,
    });
    const socket = await connectWithoutReading(relay.port, "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n");
    await upstream.arrived(1);
    const clock = setInterval(() => {
      now += 25_000;
      socket.read(10);
    }, 1100);
    onTestFinished(() => clearInterval(clock));
    expect(await upstream.seen[0]?.over).toBe(false);
    expect(relay.logged).toContainEqual(expect.objectContaining({ outcome: "client-slow" }));
  }, 60_000);
});
