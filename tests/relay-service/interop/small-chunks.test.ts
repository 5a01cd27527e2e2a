import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { sealedRequests } from "../../bench/relay/load/sealed-requests.ts";
import { exchange, pairWith } from "../../support/independent-client/exchange.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { relayProcess } from "../../support/relay/relay-process.ts";
import { runRelay } from "../../support/relay/running-relay.ts";
import { answering, type ScriptedServer, scriptedServer } from "../http1/scripted-server.ts";
import { outcome } from "./relay-behind-intermediary.ts";

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

  const chunked = (text: Buffer | string) =>
    [...Buffer.from(text)].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join("");
  const text = "0123456789".repeat(3000);

  it.each([
    ["as it is", "", text],
    ["coded", "content-encoding: gzip\r\n", gzipSync(text)],
  ])("arrives complete (%s)", async (_, lines, body) => {
    const server = await scriptedServer(
      answering(() => `HTTP/1.1 200 OK\r\n${lines}transfer-encoding: chunked\r\n\r\n${chunked(body)}0\r\n\r\n`),
    );
    const relay = await runRelay({ env: { UPSTREAM: `http://127.0.0.1:${server.port}`, PASS_THROUGH_ROUTES: "/open/*" } });
    onTestFinished(() => relay.close());
    const pair = await pairWith({ port: relay.port });
    expect(await outcome(exchange(relay.port, pair, { method: "GET", target: "x" }))).toMatchObject({ kind: "answer", text });
    const connection = await rawConnection(relay.port);
    onTestFinished(() => void connection.socket.destroy());
    connection.send("GET /open/x HTTP/1.1\r\nhost: a\r\n\r\n");
    expect((await connection.answer()).body.equals(Buffer.from(body))).toBe(true);
  });
});

describe("an event of an answer that does not end", () => {
  it("arrives although nothing follows it", async () => {
    const relay = await runRelay();
    onTestFinished(() => relay.close());
    const pair = await pairWith({ port: relay.port });
    relay.upstream.handle((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      onTestFinished(() => void response.destroy());
    });
    const answer = await exchange(relay.port, pair, { method: "GET", target: "x" });
    if (answer.kind !== "answer") throw new Error(answer.kind);
    for await (const piece of answer.body) {
      expect(Buffer.from(piece).toString()).toBe("data: 1\n\n");
      break;
    }
  });
});
