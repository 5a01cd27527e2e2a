import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { type InstrumentedUpstream, instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { type ExportedSpan, type OtlpReceiver, otlpReceiver } from "../../support/relay/otlp-receiver.ts";
import { rawRequest } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";
import { OK, scriptedServer } from "../http1/scripted-server.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const PARENT_ID = "b7ad6b7169203331";
const TRACEPARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;
const SERVER = 2;
const CLIENT = 3;

let collector: OtlpReceiver;
let relay: RelayUnderTest;

const start = async (env: Record<string, string> = {}, upstream?: InstrumentedUpstream) => {
  relay = await runRelay({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, PASS_THROUGH_ROUTES: "/open", ...env },
    ...(upstream && { upstream }),
  });
};
const { mteFetch } = createMteRelayClient();

/** Stops the relay, which exports what waits, and returns the spans of one kind. */
async function spansOf(kind: number): Promise<ExportedSpan[]> {
  await relay.relay.stop();
  return collector.spans.filter((span) => span.kind === kind);
}

beforeEach(async () => {
  collector = await otlpReceiver();
});
afterEach(async () => {
  await relay.close();
  await collector[Symbol.asyncDispose]();
});

describe("the spans of an exchange", () => {
  it("continue the sealed trace of the page, and the upstream continues theirs", async () => {
    await start();
    await mteFetch(`${relay.url}/orders`, { headers: { traceparent: TRACEPARENT, tracestate: "vendor=1" } });
    const [server] = await spansOf(SERVER);
    const [client] = await spansOf(CLIENT);
    expect(server).toMatchObject({ name: "relay exchange", traceId: TRACE_ID, parentSpanId: PARENT_ID });
    expect(client).toMatchObject({ name: "relay upstream request", traceId: TRACE_ID, parentSpanId: server?.spanId });
    expect(relay.upstream.seen[0]?.headersDistinct).toMatchObject({
      traceparent: [`00-${TRACE_ID}-${client?.spanId}-01`],
      tracestate: ["vendor=1"],
    });
    expect(collector.spans).toHaveLength(2);
  });

  it("say what happened in semantic conventions, and how many bytes the bodies had", async () => {
    await start();
    relay.upstream.handle((request, response) => {
      request.resume().on("end", () => response.writeHead(201).end("y".repeat(30_000)));
    });
    const answer = await mteFetch(`${relay.url}/orders`, { method: "POST", body: "x".repeat(100_000) });
    await answer.text();
    const [server] = await spansOf(SERVER);
    const [client] = await spansOf(CLIENT);
    expect(server?.attributes).toEqual({
      "http.request.method": "POST",
      "http.response.status_code": 201,
      "http.request.body.size": 100_000,
      "http.response.body.size": 30_000,
      "relay.sealed": true,
      "relay.outcome": "answered",
    });
    expect(client?.attributes).toEqual({
      "http.request.method": "POST",
      "http.response.status_code": 201,
      "server.address": "127.0.0.1",
      "server.port": relay.upstream.port,
    });
    expect([server?.status, client?.status]).toEqual([0, 0]);
    expect(server?.resource).toMatchObject({ "service.name": "mte-relay", "service.instance.id": expect.any(String) });
  });

  it("contain no url, header or body, neither of a sealed nor of a clear request, nor of what the upstream answers", async () => {
    await start();
    relay.upstream.handle((request, response) => {
      request.resume();
      response.writeHead(500, "hidden-reason", { "x-hidden": "hidden-answer", location: "/hidden-location" }).end("hidden-body");
    });
    const headers = { traceparent: TRACEPARENT, tracestate: "hidden=hidden-state", authorization: "Bearer hidden-token" };
    const body = "hidden-upload";
    await (await mteFetch(`${relay.url}/hidden-path?q=hidden-query`, { method: "POST", headers, body })).text();
    const open = `/open?q=hidden-query`;
    await (await fetch(`${relay.url}${open}`, { method: "POST", headers: { ...headers, cookie: "hidden-cookie" }, body })).text();
    // A method is a word that the client chooses, too.
    await rawRequest(
      relay.port,
      "PROPFIND /open?q=hidden-query HTTP/1.1\r\nhost: hidden-host\r\nx-forwarded-for: 192.0.2.77\r\n\r\n",
    );
    const spans = await spansOf(SERVER);
    expect(spans.map(({ attributes }) => attributes["http.request.method"])).toEqual(["POST", "POST", "_OTHER"]);
    const text = JSON.stringify(collector.exports.map(({ path, body }) => [path, body]));
    expect(text).toContain(TRACE_ID);
    for (const hidden of ["hidden", "open?", "PROPFIND", "192.0.2", "authorization"]) expect(text).not.toContain(hidden);
  });

  it("begin a trace of their own where a sealed request has none, whatever an intermediary claims in the clear", async () => {
    await start();
    const claiming: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set("traceparent", TRACEPARENT);
      headers.set("tracestate", "claimed=1");
      return fetch(url, { ...init, headers });
    };
    await createMteRelayClient({ fetch: claiming }).mteFetch(`${relay.url}/orders`);
    const [server] = await spansOf(SERVER);
    expect(server?.traceId).not.toBe(TRACE_ID);
    expect(server?.parentSpanId).toBeUndefined();
    const { traceparent, tracestate } = relay.upstream.seen[0]?.headersDistinct ?? {};
    expect(traceparent?.[0]).toContain(server?.traceId);
    expect(tracestate).toBeUndefined();
  });

  it("continue the clear trace on a pass-through route, unless it is not valid", async () => {
    await start();
    await fetch(`${relay.url}/open`, { headers: { traceparent: TRACEPARENT } });
    await fetch(`${relay.url}/open`, { headers: { traceparent: TRACEPARENT.replace(PARENT_ID, "0".repeat(16)) } });
    const [good, bad] = await spansOf(SERVER);
    expect(good).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT_ID, attributes: { "relay.sealed": false } });
    expect(bad?.traceId).not.toBe(TRACE_ID);
  });

  it("are not exported when the caller has not sampled, and the upstream is told so", async () => {
    await start();
    await mteFetch(`${relay.url}/orders`, { headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-00` } });
    expect(await spansOf(SERVER)).toEqual([]);
    expect(relay.upstream.seen[0]?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
  });

  it("are decided by the relay alone with a sampler that asks no parent", async () => {
    await start({ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" });
    await mteFetch(`${relay.url}/orders`, { headers: { traceparent: TRACEPARENT } });
    expect(await spansOf(SERVER)).toEqual([]);
    expect(relay.upstream.seen[0]?.headers.traceparent).toMatch(/-00$/);
  });

  it("carry the error of an upstream that refuses the connection", async () => {
    const gone = await instrumentedUpstream();
    await gone.close();
    await start({ UPSTREAM: gone.url });
    expect((await mteFetch(`${relay.url}/orders`)).status).toBe(502);
    const [server] = await spansOf(SERVER);
    const [client] = await spansOf(CLIENT);
    expect(client).toMatchObject({ status: 2, attributes: { "error.type": "ECONNREFUSED" } });
    expect(server).toMatchObject({
      status: 2,
      attributes: { "error.type": "upstream-failed", "relay.outcome": "upstream-failed", "http.response.status_code": 502 },
    });
  });

  it("name the status of a failed answer as the error", async () => {
    await start();
    relay.upstream.handle((_request, response) => response.writeHead(503).end());
    await mteFetch(`${relay.url}/orders`);
    const [server] = await spansOf(SERVER);
    const [client] = await spansOf(CLIENT);
    for (const span of [server, client]) expect(span).toMatchObject({ status: 2, attributes: { "error.type": "503" } });
  });

  it("are two towards an upstream that closes the reused connection, and the second says that it is sent again", async () => {
    await using upstream = await scriptedServer(async (served, number) => {
      await served.head(0);
      served.socket.write(OK);
      if (number > 0) return;
      await served.head(1);
      served.socket.destroy();
    });
    await start({ UPSTREAM: `http://127.0.0.1:${upstream.port}` });
    await (await fetch(`${relay.url}/open`)).text();
    expect(await (await fetch(`${relay.url}/open`)).text()).toBe("ok");
    const clients = await spansOf(CLIENT);
    expect(clients.map(({ attributes }) => [attributes["error.type"], attributes["http.request.resend_count"]])).toEqual([
      [undefined, undefined],
      ["stale", undefined],
      [undefined, 1],
    ]);
  });

  it("end when the client leaves before the answer", async () => {
    await start();
    relay.upstream.handle(() => {});
    const leaving = new AbortController();
    const call = mteFetch(`${relay.url}/orders`, { signal: leaving.signal });
    call.catch(() => {});
    await relay.upstream.arrived(1);
    leaving.abort();
    await relay.upstream.seen[0]?.over;
    const [server] = await spansOf(SERVER);
    expect(server?.attributes).toMatchObject({ "relay.outcome": "client-left", "error.type": "client-left" });
    expect(server?.attributes).not.toHaveProperty("http.response.status_code");
  });
});
