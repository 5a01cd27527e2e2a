import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { sealedRequests } from "../../bench/relay/load/sealed-requests.ts";
import { exchange, pairWith } from "../../support/independent-client/exchange.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";
import { answering, type Script, scriptedServer } from "../http1/scripted-server.ts";

const CLEAR = "GET /clear/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";

async function relayBefore(url: string, env: Record<string, string> = {}): Promise<RelayUnderTest> {
  const relay = await runRelay({ env: { UPSTREAM: url, PASS_THROUGH_ROUTES: "/clear/*", ...env } });
  onTestFinished(() => relay.close());
  return relay;
}

async function relayBeforeScript(script: Script): Promise<RelayUnderTest> {
  const server = await scriptedServer(script);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return relayBefore(`http://127.0.0.1:${server.port}`);
}

describe("an upstream that sends a body with 205", () => {
  const RESET = "HTTP/1.1 205 Reset Content\r\ncontent-length: 6\r\n\r\n";

  it("does not make the relay send that body, sealed or in the clear", async () => {
    const relay = await relayBeforeScript(answering(() => `${RESET}secret`));
    expect(await exchange(relay.port, await pairWith({ port: relay.port }), { method: "GET", target: "x" })).toMatchObject({
      kind: "answer",
      status: 205,
    });
    const [sealed] = await sealedRequests(relay.port, "x", 1);
    for (const request of [sealed as string, CLEAR]) {
      const client = await rawConnection(relay.port);
      client.send(request.replace("\r\n", "\r\nconnection: close\r\n"));
      expect((await client.closed()).toString("latin1")).toMatch(/^HTTP\/1\.1 (?!.*secret)/s);
    }
  });

  it("costs one request and no more when that body breaks off", async () => {
    const relay = await relayBeforeScript((served, number) => {
      void served.head(0).then(() => served.socket.end(number === 0 ? `${RESET}sec` : "HTTP/1.1 200 OK\r\n\r\n"));
    });
    const [first, second] = await sealedRequests(relay.port, "x", 2);
    const client = await rawConnection(relay.port);
    client.send(first as string);
    await client.answer();
    client.send(second as string);
    expect((await client.answer()).status).toBe(200);
  });
});

describe("a client that reads nothing of a long answer", () => {
  const MOST_BYTES = 256 * 2 ** 20;

  it.each([["sealed"], ["clear"]])("stops the upstream, and is disconnected after a while (%s)", async (kind) => {
    let sent = 0;
    const upstream = await instrumentedUpstream((_request, response) => {
      const piece = Buffer.alloc(2 ** 16);
      const more = () => {
        for (;;) {
          sent += piece.length;
          // More than all buffers on the way hold: a relay that reads all of it ignores the backpressure of its client.
          if (sent > MOST_BYTES) return void response.end();
          if (!response.write(piece)) return void response.once("drain", more);
        }
      };
      more();
    });
    onTestFinished(() => upstream.close());
    const relay = await relayBefore(upstream.url, { UPSTREAM_TIMEOUT_MS: "1000" });
    const [request] = kind === "sealed" ? await sealedRequests(relay.port, "x", 1) : [CLEAR];
    const client = connect(relay.port, "127.0.0.1").pause();
    client.on("error", () => {});
    client.write(request as string);
    await upstream.arrived(1);
    expect(await upstream.seen[0]?.over).toBe(false);
    expect(sent).toBeLessThan(64 * 2 ** 20);
    expect(relay.logged).toContainEqual(expect.objectContaining({ outcome: "client-slow", status: 200 }));
    client.destroy();
  });
});

describe("an upstream that does not send a complete answer", () => {
  it.each([
    [
      "it closes",
      (served: { socket: { destroy(): void } }) => served.socket.destroy(),
      "the connection was closed before the answer was complete",
    ],
    [
      "it is no answer",
      answering(() => "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"),
      expect.stringMatching(/^the answer (has two lengths|is not HTTP)/),
    ],
  ])("leads to a 502, and the log gives the reason: %s", async (_why, script, reason) => {
    const relay = await relayBeforeScript(script as Script);
    const client = await rawConnection(relay.port);
    client.send(CLEAR);
    const answer = await client.answer();
    expect(answer.status).toBe(502);
    expect(relay.logged).toContainEqual(
      expect.objectContaining({ outcome: "upstream-failed", reason, requestId: answer.header("x-request-id") }),
    );
  });
});
