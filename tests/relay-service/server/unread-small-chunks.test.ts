import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { sealedRequests } from "../../bench/relay/load/sealed-requests.ts";
import { relayProcess } from "../../support/relay/relay-process.ts";
import { type ScriptedServer, scriptedServer } from "../http1/scripted-server.ts";

const READERS = 30;
/** A part of a body in small chunks, as long as one read from a socket. */
const CHUNKS = `1e\r\n${"x".repeat(30)}\r\n`.repeat(1800);
const HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

const residentMb = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** An upstream that sends small chunks for as long as its client reads. */
async function endlessUpstream(): Promise<ScriptedServer> {
  const server = await scriptedServer(async (served) => {
    await served.head(0);
    const { socket } = served;
    socket.write(HEAD);
    const more = () => {
      while (socket.write(CHUNKS));
    };
    socket.on("drain", more);
    more();
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** Resolves once nobody reads from a server any more. */
async function untilStalled({ connections }: ScriptedServer): Promise<void> {
  let before = -1;
  const isStalled = () => {
    const taken = connections.reduce((sum, { socket }) => sum + socket.bytesWritten - socket.writableLength, 0);
    const isSame = connections.length === READERS && taken === before;
    before = taken;
    return isSame;
  };
  await expect.poll(isStalled, { interval: 700, timeout: 50_000 }).toBe(true);
}

describe("an answer in small chunks", () => {
  it.each(["sealed", "clear"])(
    "takes little memory for each client that does not read it (%s)",
    async (kind) => {
      const server = await endlessUpstream();
      onTestFinished(() => server[Symbol.asyncDispose]());
      await using relay = await relayProcess({
        UPSTREAM: `http://127.0.0.1:${server.port}`,
        PASS_THROUGH_ROUTES: "/open/*",
      });
      const port = Number(new URL(relay.url).port);
      const requests =
        kind === "sealed"
          ? await sealedRequests(port, "x", READERS)
          : Array.from({ length: READERS }, () => "GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n");
      const pid = relay.child.pid as number;
      const before = residentMb(pid);
      for (const request of requests) {
        const socket = connect(port, "127.0.0.1").pause();
        onTestFinished(() => void socket.destroy());
        socket.on("error", () => {});
        socket.write(request, "latin1");
      }
      await untilStalled(server);
      expect(residentMb(pid) - before).toBeLessThan(90);
    },
    60_000,
  );
});
