import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pairWith, sendSealed } from "../../../support/independent-client/exchange.ts";
import type { Pair } from "../../../support/independent-client/pairing.ts";
import { sealRequest } from "../../../support/independent-client/sealed-request.ts";
import {
  type HostileIntermediary,
  hostileIntermediary,
  type Message,
  withHeader,
} from "../../../support/relay/hostile-intermediary.ts";
import { type RelayOfDomains, relayOfDomains } from "../domains/relay-of-domains.ts";
import { outcome } from "../relay-behind-intermediary.ts";

const SM = "https://sm.example.com";
const host = "sm.example.com";

let setup: RelayOfDomains;
let intermediary: HostileIntermediary;
let pair: Pair;
beforeAll(async () => {
  setup = await relayOfDomains();
  intermediary = await hostileIntermediary(setup.port);
  pair = await pairWith({ port: intermediary.port, origin: SM, host });
});
afterAll(async () => {
  await intermediary[Symbol.asyncDispose]();
  await setup[Symbol.asyncDispose]();
});
beforeEach(() => {
  setup.reached();
  intermediary.tamper((request, relay) => relay(request));
});

/** A payment to the wrong application, if the intermediary had its way. */
const pay = () =>
  outcome(
    sendSealed(
      intermediary.port,
      sealRequest(pair, { method: "POST", target: "pay", urlMode: 2, body: [Buffer.from("1 EUR")] }),
      [["host", host]],
    ),
  );
const moved = (request: Message, to = "ad.example.com") => withHeader(request, "host", to);

describe("an intermediary that moves requests to another host", () => {
  it("gets an error that the client can authenticate, and reaches no upstream", async () => {
    intermediary.tamper((request, relay) => relay(moved(request)));
    expect(await pay()).toMatchObject({ kind: "answer", status: 421, text: '{"error":"misdirected"}' });
    expect(setup.reached()).toEqual([]);
  });

  it("cannot send the same message to both hosts", async () => {
    const codes: (string | undefined)[] = [];
    intermediary.tamper(async (request, relay) => {
      await relay(moved(request));
      const answer = await relay(request);
      codes.push(answer.headers.find(([name]) => name === "x-mte-relay-err")?.[1]);
      return answer;
    });
    expect(await pay()).toMatchObject({ kind: "refused", code: "replay" });
    expect(codes).toEqual(["replay"]);
    expect(setup.reached()).toEqual([]);
  });

  it("cannot pass the answer of a moved request for that of another one", async () => {
    let answerOfMoved: Message | undefined;
    intermediary.tamper(async (request, relay) => {
      const answer = await relay(answerOfMoved === undefined ? moved(request) : request);
      answerOfMoved ??= answer;
      return answerOfMoved;
    });
    expect(await pay()).toMatchObject({ kind: "answer", status: 421 });
    expect(await pay()).toMatchObject({ kind: "not authentic" });
  });

  it.each([
    ["ds.example.com", 421],
    ["127.0.0.1", 421],
    ["", 421],
    ["sm.example.com:8443", 421],
    ["sm.example.com\t.evil.example", 400],
    ["sm.example.com/ad.example.com", 400],
    ["ad.example.com@sm.example.com", 400],
  ])("to one that the relay does not serve, %j, gets %i", async (to, status) => {
    intermediary.tamper((request, relay) => relay(moved(request, to)));
    expect(await pay()).toMatchObject({ kind: "refused", status });
    expect(setup.reached()).toEqual([]);
  });

  it("gains nothing by other headers that name a host", async () => {
    const names = ["x-forwarded-host", "forwarded", "x-host", "x-original-host", "x-forwarded-server"];
    const added = names.map((name): [string, string] => [name, name === "forwarded" ? "host=ad.example.com" : "ad.example.com"]);
    intermediary.tamper((request, relay) => relay({ ...request, headers: [...request.headers, ...added] }));
    expect(await pay()).toMatchObject({ kind: "answer", status: 200 });
    const [seen] = setup.sm.seen;
    expect(seen?.headers).toMatchObject({ "x-forwarded-host": "sm.example.com", host: `127.0.0.1:${setup.sm.port}` });
    expect(JSON.stringify(seen?.rawHeaders)).not.toContain("ad.example.com");
    expect(setup.reached()).toEqual(["sm"]);
  });

  it("gains nothing by a target in absolute form, or by a second Host", async () => {
    for (const name of ["sm", "ad"]) {
      intermediary.tamper((request, relay) => relay({ ...request, target: `http://${name}.example.com${request.target}` }));
      expect(await pay()).toMatchObject({ kind: "refused", status: 400, code: "target" });
    }
    intermediary.tamper((request, relay) => relay({ ...request, headers: [...request.headers, ["host", "ad.example.com"]] }));
    expect(await pay()).toMatchObject({ kind: "refused", status: 400 });
    expect(setup.reached()).toEqual([]);
  });
});

describe("an intermediary that moves a pairing to another host", () => {
  it("gets no pair", async () => {
    intermediary.tamper((request, relay) => relay(moved(request)));
    await expect(pairWith({ port: intermediary.port, origin: SM, host })).rejects.toThrow('421: {"error":"misdirected"}');
  });

  it("gets none that the client accepts, if it changes the origin in it, too", async () => {
    intermediary.tamper((request, relay) => {
      const body = Buffer.from(request.body.toString().replace(SM, "https://ad.example.com"));
      return relay({ ...moved(request), body });
    });
    await expect(pairWith({ port: intermediary.port, origin: SM, host })).rejects.toThrow(/^(?!the relay answers)/);
  });
});
