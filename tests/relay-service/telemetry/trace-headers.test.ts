import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { exchange, pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import type { Pair } from "../../support/independent-client/pairing.ts";
import { sealRequest } from "../../support/independent-client/sealed-request.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const OTHER = "00-11111111111111111111111111111111-2222222222222222-01";
let relay: RelayUnderTest;
let pair: Pair;

beforeAll(async () => {
  relay = await runRelay({ env: { PASS_THROUGH_ROUTES: "/open" } });
  pair = await pairWith({ port: relay.port });
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

const arrived = () => relay.upstream.seen[0]?.headersDistinct ?? {};

describe("traceparent and tracestate without a collector", () => {
  it("travel sealed: an intermediary does not see them, and the upstream gets them", async () => {
    let wire = "";
    const watching: typeof fetch = (url, init) => {
      wire += JSON.stringify([String(url), [...new Headers(init?.headers)]]);
      return fetch(url, init);
    };
    const { mteFetch } = createMteRelayClient({ fetch: watching });
    await mteFetch(`${relay.url}/x`, { headers: { traceparent: TRACEPARENT, tracestate: "vendor=secret-state" } });
    expect(arrived()).toMatchObject({ traceparent: [TRACEPARENT], tracestate: ["vendor=secret-state"] });
    expect(wire).toContain("x-mte-relay");
    for (const hidden of ["traceparent", "0af7651916cd43dd", "secret-state"]) expect(wire).not.toContain(hidden);
  });

  it("in the clear do not count on a sealed request, whether sealed ones are there or not", async () => {
    const clear: [string, string][] = [
      ["traceparent", OTHER],
      ["tracestate", "intermediary=1"],
    ];
    await sendSealed(relay.port, sealRequest(pair, { method: "GET", target: "x", headers: [] }), clear);
    expect(arrived()).not.toHaveProperty("traceparent");
    expect(arrived()).not.toHaveProperty("tracestate");
    relay.upstream.seen.length = 0;
    await sendSealed(
      relay.port,
      sealRequest(pair, { method: "GET", target: "x", headers: [["traceparent", TRACEPARENT]] }),
      clear,
    );
    expect(arrived().traceparent).toEqual([TRACEPARENT]);
    expect(arrived()).not.toHaveProperty("tracestate");
  });

  it.each([
    ["a trace id of zeros", [["traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01"]]],
    ["a text", [["traceparent", "../../etc"]]],
    [
      "two lines",
      [
        ["traceparent", TRACEPARENT],
        ["traceparent", OTHER],
      ],
    ],
    ["no parent, but a state", [["tracestate", "a=1"]]],
  ] as const)("are dropped when a sealed request has %s", async (_what, headers) => {
    await exchange(relay.port, pair, { method: "GET", target: "x", headers: [...headers, ["x-kept", "1"]] });
    expect(arrived()["x-kept"]).toEqual(["1"]);
    expect(arrived()).not.toHaveProperty("traceparent");
    expect(arrived()).not.toHaveProperty("tracestate");
  });

  it("lose a state that is too long, and keep the parent", async () => {
    const headers = [
      ["traceparent", TRACEPARENT],
      ["tracestate", Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(",")],
    ] as const;
    await exchange(relay.port, pair, { method: "GET", target: "x", headers });
    expect(arrived().traceparent).toEqual([TRACEPARENT]);
    expect(arrived()).not.toHaveProperty("tracestate");
  });

  it("pass on a pass-through route, if they are valid", async () => {
    await fetch(`${relay.url}/open`, { headers: { traceparent: TRACEPARENT, tracestate: "a=1" } });
    expect(arrived()).toMatchObject({ traceparent: [TRACEPARENT], tracestate: ["a=1"] });
    relay.upstream.seen.length = 0;
    await fetch(`${relay.url}/open`, { headers: { traceparent: `${TRACEPARENT}-more`, tracestate: "a=1" } });
    expect(arrived()).not.toHaveProperty("traceparent");
    expect(arrived()).not.toHaveProperty("tracestate");
  });
});
