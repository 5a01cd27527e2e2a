import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { exchange, pairWith } from "../../support/independent-client/exchange.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { runRelay } from "../../support/relay/running-relay.ts";
import { answering, scriptedServer } from "../http1/scripted-server.ts";
import { outcome } from "./relay-behind-intermediary.ts";

describe("an answer in small chunks", () => {
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
