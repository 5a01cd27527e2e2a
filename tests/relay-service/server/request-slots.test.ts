import { describe, expect, it, onTestFinished } from "vitest";
import { exchange, pairWith } from "../../support/independent-client/exchange.ts";
import { requestBytes, sealRequest } from "../../support/independent-client/sealed-request.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection, rawRequest } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

/** A relay whose upstream never answers urls that contain "hang". */
async function relayWith(env: Record<string, string>, now?: () => number): Promise<RelayUnderTest> {
  const upstream = await instrumentedUpstream((request, response) => {
    request.resume();
    if (!request.url?.includes("hang")) response.end("ok");
  });
  const relay = await runRelay({ upstream, env: { PASS_THROUGH_ROUTES: "/open/*", ...env }, ...(now && { now }) });
  onTestFinished(() => relay.close());
  return relay;
}

async function raw(relay: RelayUnderTest, text: string | Buffer) {
  const connection = await rawConnection(relay.port);
  onTestFinished(() => void connection.socket.destroy());
  connection.send(text);
  return connection;
}

const get = (relay: RelayUnderTest, path: string, address: string) =>
  rawRequest(relay.port, `GET ${path} HTTP/1.1\r\nhost: a\r\nx-forwarded-for: ${address}\r\n\r\n`);

describe("the slots for requests in flight", () => {
  it("are never all taken by one network, in whatever form its addresses are written", async () => {
    const relay = await relayWith({ MAX_IN_FLIGHT: "10", TRUSTED_PROXY_HOPS: "1" });
    const forms = ["2001:db8::1", "2001:db8::2", "[2001:db8:0:0:1::]:443", "2001:DB8::3", "2001:db8:0:0:2::"];
    for (const [index, form] of forms.entries()) {
      await raw(relay, `GET /open/hang HTTP/1.1\r\nhost: a\r\nx-forwarded-for: ${form}\r\n\r\n`);
      await relay.upstream.arrived(index + 1);
    }
    const refused = await get(relay, "/open/x", "2001:db8::9");
    expect([refused.status, refused.header("retry-after"), refused.body.toString()]).toEqual([503, "1", '{"error":"busy"}']);
    expect((await get(relay, "/open/x", "2001:db8:0:1::1")).status).toBe(200);
    expect((await get(relay, "/open/x", "::ffff:192.0.2.1")).status).toBe(200);
  });

  it("are not taken by heads without bodies, sealed or clear, which use no sequence number either", async () => {
    const relay = await relayWith({ MAX_IN_FLIGHT: "2" });
    const pair = await pairWith({ port: relay.port });
    const sealed = sealRequest(pair, { method: "POST", target: "x", body: [Buffer.from("body")] });
    const bytes = requestBytes(sealed);
    const headEnd = bytes.indexOf("\r\n\r\n") + 4;
    const heads: Awaited<ReturnType<typeof raw>>[] = [];
    for (let count = 0; count < 10; count++) {
      heads.push(await raw(relay, bytes.subarray(0, headEnd)));
      await raw(relay, "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n");
      await raw(relay, "POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
    }
    for (let count = 0; count < 3; count++) {
      expect(await exchange(relay.port, pair, { method: "GET", target: "x" })).toMatchObject({ kind: "answer", status: 200 });
    }
    heads[0]?.send(bytes.subarray(headEnd));
    expect((await heads[0]?.answer())?.status).toBe(200);
    heads[1]?.send(bytes.subarray(headEnd));
    expect((await heads[1]?.answer())?.header("x-mte-relay-err")).toBe("replay");
  });

  it("are not taken forever by a head whose body never begins", async () => {
    let now = 0;
    const relay = await relayWith({}, () => now);
    const connection = await raw(relay, "POST /open/x HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n");
    await (await fetch(`${relay.url}/api/mte-echo`)).text();
    now = 15_000;
    const answer = await connection.answer();
    expect([answer.status, answer.body.toString()]).toEqual([408, '{"error":"slow"}']);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("are free again however a request ends", async () => {
    const relay = await relayWith({ MAX_IN_FLIGHT: "2" });
    const pair = await pairWith({ port: relay.port });
    const left = await raw(relay, "GET /open/hang HTTP/1.1\r\nhost: a\r\n\r\n");
    await relay.upstream.arrived(1);
    left.socket.destroy();
    await relay.upstream.seen[0]?.over;
    for (let count = 0; count < 5; count++) {
      const requests = [
        { method: "GET", target: "x" },
        { method: "GET", target: "../x" },
        { method: "POST", target: "x", body: [Buffer.from("b")], headers: [["content-length", "7"]] as const },
        { method: "GET", target: "x", ageMs: 4_000_000 },
        { method: "GET", target: "x", sequence: 0 },
      ];
      for (const request of requests) {
        const conclusion = await exchange(relay.port, pair, request);
        expect(conclusion).not.toMatchObject({ status: 503 });
        if (conclusion.kind === "answer") for await (const _ of conclusion.body);
      }
    }
  });
});

describe("connections", () => {
  it("are limited, and one network has at most half of them", async () => {
    const relay = await relayWith({ MAX_CONNECTIONS: "6" });
    const connections = [];
    for (let count = 0; count < 3; count++) {
      const connection = await raw(relay, "GET /api/mte-echo HTTP/1.1\r\nhost: a\r\n\r\n");
      expect((await connection.answer()).status).toBe(200);
      connections.push(connection);
    }
    const refused = await raw(relay, "GET /api/mte-echo HTTP/1.1\r\nhost: a\r\n\r\n");
    expect((await refused.closed()).toString()).toBe("");
    expect(await relay.relay.metrics.registry.metrics()).toContain('relay_refusals_total{code="connections"} 1');
    connections[0]?.socket.destroy();
    await expect
      .poll(
        async () => (await fetch(`${relay.url}/api/mte-echo`, { headers: { connection: "close" } }).catch(() => null))?.status,
        { interval: 10, timeout: 10_000 },
      )
      .toBe(200);
  });

  it("are not divided between networks when they come from a trusted proxy", async () => {
    const relay = await relayWith({ MAX_CONNECTIONS: "4", TRUSTED_PROXY_HOPS: "1" });
    for (let count = 0; count < 4; count++) {
      const connection = await raw(relay, "GET /api/mte-echo HTTP/1.1\r\nhost: a\r\n\r\n");
      expect((await connection.answer()).status).toBe(200);
    }
    const fifth = await raw(relay, "GET /api/mte-echo HTTP/1.1\r\nhost: a\r\n\r\n");
    expect((await fifth.closed()).toString()).toBe("");
  });
});
