import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pairWith, sendSealed } from "../../../support/independent-client/exchange.ts";
import { type PlainRequest, sealRequest } from "../../../support/independent-client/sealed-request.ts";
import { headerOf, hostileIntermediary, type Message } from "../../../support/relay/hostile-intermediary.ts";
import { runRelay } from "../../../support/relay/running-relay.ts";
import { outcome, type RelayBehindIntermediary, relayBehindIntermediary } from "../relay-behind-intermediary.ts";

let setup: RelayBehindIntermediary;
const START = Date.now();
/** By how much the relay's clock is ahead of the moment at which the client sends; milliseconds. */
let skewMs = 0;

beforeAll(async () => {
  setup = await relayBehindIntermediary({ wallClock: () => START + skewMs });
});
afterAll(() => setup[Symbol.asyncDispose]());
beforeEach(() => {
  skewMs = 0;
  setup.reset();
});

const PAY: PlainRequest = { method: "POST", target: "api/pay", body: [Buffer.from("10")] };
const REPLAYED = { status: 562, error: "replay" };

/** The refusal in an answer that only the intermediary has seen. */
function refusalIn(answer: Message) {
  return { status: answer.status, error: headerOf(answer, "x-mte-relay-err") };
}

describe("an intermediary that repeats a request", () => {
  it("is refused, without a MAC, however often it tries", async () => {
    const further: unknown[] = [];
    setup.intermediary.tamper(async (request, relay) => {
      const answer = await relay(request);
      for (let i = 0; i < 3; i++) further.push(refusalIn(await relay(request)));
      return answer;
    });
    expect(await setup.ask(PAY)).toMatchObject({ kind: "answer", status: 200 });
    expect(further).toEqual([REPLAYED, REPLAYED, REPLAYED]);
    expect(setup.seen).toHaveLength(1);
  });

  it.each(["GET", "POST"])("gets one of eight concurrent copies of a %s executed", async (method) => {
    const copies: Message[] = [];
    setup.intermediary.tamper(async (request, relay) => {
      copies.push(...(await Promise.all(Array.from({ length: 8 }, () => relay(request)))));
      return copies.find(({ status }) => status === 200) ?? null;
    });
    expect(await setup.ask(method === "GET" ? { method, target: "x" } : PAY)).toMatchObject({ kind: "answer" });
    expect(setup.seen).toHaveLength(1);
    expect(copies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(copies.filter(({ status }) => status === 562).map(refusalIn)).toEqual(Array(7).fill(REPLAYED));
  });

  it("leaves the client in doubt when its copy arrived before the original", async () => {
    setup.intermediary.tamper(async (request, relay) => {
      await relay(request);
      return relay(request);
    });
    expect(await setup.ask(PAY)).toEqual({ kind: "refused", status: 562, code: "replay" });
    expect(setup.seen).toHaveLength(1);
  });

  it("cannot use the answer to a failed original, whose sequence number is used up", async () => {
    setup.relay.upstream.handle((_request, response) => void response.writeHead(500).end());
    setup.intermediary.tamper(async (request, relay) => {
      await relay(request);
      return relay(request);
    });
    expect(await setup.ask(PAY)).toMatchObject({ code: "replay" });
    expect(setup.seen).toHaveLength(1);
  });

  it("can pass on the proof that the request was not executed, as then no copy ever is", async () => {
    const later: unknown[] = [];
    setup.intermediary.tamper(async (request, relay) => {
      const answer = await relay({ ...request, body: Buffer.alloc(0) });
      later.push(refusalIn(await relay(request)));
      return answer;
    });
    expect(await setup.ask(PAY)).toEqual({ kind: "not dispatched", code: "open" });
    expect(later).toEqual([REPLAYED]);
    expect(setup.seen).toHaveLength(0);
  });
});

describe("an intermediary that delays requests", () => {
  it("can change their order", async () => {
    const released: (() => void)[] = [];
    setup.relay.upstream.handle((_request, response) => void response.end("ok"));
    setup.intermediary.tamper(async (request, relay) => {
      await new Promise<void>((resolve) => {
        released.unshift(resolve);
        if (released.length === 3) for (const release of released) release();
      });
      return relay(request);
    });
    const answers = await Promise.all(["a", "b", "c"].map((target) => setup.ask({ method: "GET", target })));
    expect(answers.map(({ kind }) => kind)).toEqual(["answer", "answer", "answer"]);
    expect(setup.seen).toHaveLength(3);
  });

  it.each([120_000, -120_000])("achieves nothing within the tolerance for clocks (%i ms)", async (ms) => {
    setup.intermediary.tamper((request, relay) => {
      skewMs = ms;
      return relay(request);
    });
    expect(await setup.ask(PAY)).toMatchObject({ kind: "answer" });
  });

  it.each([120_001, -120_001])("is refused beyond that tolerance (%i ms), and the client may send again", async (ms) => {
    const later: unknown[] = [];
    setup.intermediary.tamper(async (request, relay) => {
      skewMs = ms;
      const answer = await relay(request);
      skewMs = 0;
      later.push(refusalIn(await relay(request)));
      return answer;
    });
    expect(await setup.ask(PAY)).toEqual({ kind: "not dispatched", code: "stale" });
    // The MAC is a promise: even with the clock set back, the same bytes are never executed.
    expect(later).toEqual([REPLAYED]);
    expect(setup.seen).toHaveLength(0);
  });
});

describe("a relay that has lost its pairs", () => {
  it("proves it with a MAC, for which it needs no pair", async () => {
    const before = await runRelay();
    // It begins before the pairing, so that what is sent under the pair is surely sent later.
    await using after = await runRelay();
    await using intermediary = await hostileIntermediary(after.port);
    const pair = await pairWith({ port: before.port });
    await before.close();
    expect(await outcome(sendSealed(intermediary.port, sealRequest(pair, PAY)))).toEqual({
      kind: "not dispatched",
      code: "nopair",
    });
    expect(after.upstream.seen).toHaveLength(0);
  });

  it("does not know the client at all when its secret has changed, too", async () => {
    const before = await runRelay({ env: { CLIENT_ID_SECRET: "another-secret-of-tests-another-secret-of-tests" } });
    await using after = await runRelay();
    const pair = await pairWith({ port: before.port });
    await before.close();
    const answer = await outcome(sendSealed(after.port, sealRequest(pair, PAY)));
    expect(answer).toEqual({ kind: "refused", status: 566, code: "clientid" });
  });
});
