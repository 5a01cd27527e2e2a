import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { pairWith, sendSealed } from "../../../support/independent-client/exchange.ts";
import { makeOffer } from "../../../support/independent-client/pairing.ts";
import { sealRequest } from "../../../support/independent-client/sealed-request.ts";
import { instrumentedUpstream } from "../../../support/relay/instrumented-upstream.ts";
import { describeWithRedis, startRedis } from "../../../support/relay/redis-server.ts";
import { relayProcess, untilReady } from "../../../support/relay/relay-process.ts";
import { runRelay } from "../../../support/relay/running-relay.ts";
import { outcome } from "../relay-behind-intermediary.ts";
import { type RelayOfDomains, relayOfDomains } from "./relay-of-domains.ts";

const ORIGINS = "https://sm.example.com,https://ad.example.com,https://[2001:db8::1]:8080";
const sealed421 = { kind: "answer", status: 421, text: '{"error":"misdirected"}' };
const NOT_DISPATCHED = { kind: "not dispatched", code: "nopair" };

/** With PUBLIC_ORIGINS; without; and with UPSTREAM, but without PUBLIC_ORIGINS: then any host may be the relay's. */
let named: RelayOfDomains;
let unnamed: RelayOfDomains;
let open: RelayOfDomains;
beforeAll(async () => {
  named = await relayOfDomains({ PUBLIC_ORIGINS: ORIGINS });
  unnamed = await relayOfDomains();
  open = await relayOfDomains({}, true);
});
afterAll(async () => {
  for (const setup of [named, unnamed, open]) await setup[Symbol.asyncDispose]();
});
beforeEach(() => {
  for (const setup of [named, unnamed, open]) setup.reached();
});

describe("a pair whose requests come to another host", () => {
  it("is answered with a sealed 421, whatever the request is, and no upstream receives anything", async () => {
    for (const setup of [named, unnamed]) {
      const pair = await setup.pair("https://sm.example.com");
      for (const [host, request, clear] of [
        ["ad.example.com", {}, []],
        ["AD.example.com.:443", {}, []],
        ["[2001:db8::1]:8080", {}, []],
        ["ad.example.com", { method: "POST", body: [Buffer.from("body")] }, []],
        ["ad.example.com", { urlMode: 0 }, []],
        ["ad.example.com", { urlMode: 1 }, []],
        ["ad.example.com", { target: "open/x" }, []],
        ["ad.example.com", { method: "OPTIONS", headers: [["max-forwards", "0"]] }, []],
        ["ad.example.com", { headers: [["host", "sm.example.com"]] }, []],
        ["ad.example.com", { headers: [["x-forwarded-host", "sm.example.com"]] }, [["x-forwarded-host", "sm.example.com"]]],
      ] as const) {
        const answer = await setup.send(pair, host, request as object, clear);
        expect([host, request, answer]).toMatchObject([host, request, sealed421]);
      }
      expect(setup.reached()).toEqual([]);
      expect(await setup.send(pair, "sm.example.com")).toMatchObject({ kind: "answer", status: 200 });
      expect(setup.reached()).toEqual(["sm"]);
    }
  });

  it("is refused in the clear at a host that the relay does not serve, before its sequence number is used", async () => {
    for (const setup of [named, unnamed]) {
      const pair = await setup.pair("https://sm.example.com");
      const sealed = sealRequest(pair, { method: "POST", target: "x", urlMode: 2, body: [Buffer.from("once")] });
      const refused = await outcome(sendSealed(setup.port, sealed, [["host", "ds.example.com"]]));
      expect(refused).toMatchObject({ kind: "refused", status: 421, code: "misdirected" });
      expect(await outcome(sendSealed(setup.port, sealed, [["host", "sm.example.com"]]))).toMatchObject({ status: 200 });
      expect(setup.reached()).toEqual(["sm"]);
    }
  });

  it("does not get from a host of the map to UPSTREAM, or the other way", async () => {
    const PUBLIC_ORIGINS = `${ORIGINS},https://ds.example.com`;
    await using both = await relayOfDomains({ PUBLIC_ORIGINS }, true);
    const mapped = await both.pair("https://sm.example.com");
    const rest = await both.pair("https://ds.example.com");
    expect(await both.send(mapped, "ds.example.com")).toMatchObject(sealed421);
    expect(await both.send(mapped, "unknown.example")).toMatchObject(sealed421);
    expect(await both.send(rest, "sm.example.com")).toMatchObject(sealed421);
    expect(both.reached()).toEqual([]);
    // UPSTREAM has all other hosts: they are one domain.
    expect(await both.send(rest, "unknown.example")).toMatchObject({ kind: "answer", status: 200 });
    expect(both.reached()).toEqual(["rest"]);
  });

  it("gets the proof that nothing was dispatched when the relay cannot tell its host", async () => {
    const pair = await open.pair("https://sm.example.com");
    expect(await open.send(pair, "ad.example.com", { method: "POST" })).toMatchObject(NOT_DISPATCHED);
    expect(await open.send(pair, "ds.example.com", { method: "POST", body: [Buffer.from("b")] })).toMatchObject(NOT_DISPATCHED);
    expect(open.reached()).toEqual([]);
    // Once a request has named the host, the relay can tell.
    expect(await open.send(pair, "sm.example.com")).toMatchObject({ kind: "answer", status: 200 });
    expect(await open.send(pair, "ad.example.com")).toMatchObject(sealed421);
    expect(open.reached()).toEqual(["sm"]);
  });
});

describe("a pairing", () => {
  it("is refused when its origin is of another host than the request", async () => {
    for (const [setup, origin, host] of [
      [unnamed, "https://ad.example.com", "sm.example.com"],
      [named, "https://ad.example.com", "sm.example.com"],
      [open, "https://ad.example.com", "sm.example.com"],
      [open, "https://ad.example.com", "ds.example.com"],
      [open, "https://ds.example.com", "ad.example.com"],
      [unnamed, "https://sm.example.com:8443", "sm.example.com"],
      [named, "https://SM.EXAMPLE.com", "ad.example.com"],
    ] as const)
      await expect(pairWith({ port: setup.port, origin, host }), `${origin} at ${host}`).rejects.toThrow(
        '421: {"error":"misdirected"}',
      );
  });

  it("is refused when one of several offers is for another host", async () => {
    const offers = await Promise.all(["https://sm.example.com", "https://ad.example.com"].map((origin) => makeOffer({ origin })));
    const body = JSON.stringify(offers.map(({ element }) => element));
    const answer = await unnamed.clear(
      "sm.example.com",
      "/api/mte-pair",
      `content-length: ${body.length}\r\n\r\n${body}`,
      "POST",
    );
    expect([answer.status, `${answer.body}`]).toEqual([421, '{"error":"misdirected"}']);
  });

  it("with offers of the wrong form is refused as such", async () => {
    for (const body of [
      '{"origin":"https://ad.example.com"}',
      "[null]",
      "[1]",
      '[{"origin":1}]',
      '[{"origin":"ad.example.com"}]',
    ]) {
      const answer = await unnamed.clear(
        "sm.example.com",
        "/api/mte-pair",
        `content-length: ${body.length}\r\n\r\n${body}`,
        "POST",
      );
      expect([body, answer.status, `${answer.body}`]).toEqual([body, 400, '{"error":"pairing"}']);
    }
  });
});

describeWithRedis("a pair whose origin is no longer configured", () => {
  it("is refused as if the relay did not have it, so that the client pairs again", async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const upstream = await instrumentedUpstream();
    const env = {
      REDIS_URL: redis.url,
      UPSTREAM: "",
      DOMAIN_MAP: `sm.example.com=${upstream.url},ad.example.com=${upstream.url}`,
    };
    const before = await runRelay({ upstream, env: { ...env, PUBLIC_ORIGINS: "https://sm.example.com,https://ad.example.com" } });
    const pair = await pairWith({ port: before.port, origin: "https://sm.example.com", host: "sm.example.com" });
    await before.relay.stop();
    const PUBLIC_ORIGINS = "http://sm.example.com,https://ad.example.com";
    const after = await runRelay({ upstream, env: { ...env, PUBLIC_ORIGINS } });
    onTestFinished(() => after.close());
    const sealed = sealRequest(pair, { method: "POST", target: "x", urlMode: 2 });
    expect(await outcome(sendSealed(after.port, sealed, [["host", "sm.example.com"]]))).toMatchObject({ code: "nopair" });
    expect(upstream.seen).toEqual([]);
  });
});

describeWithRedis("a pair in a Redis that relays share", () => {
  it("is good for its own host at each relay and each of their processes", async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const [sm, ad] = [await instrumentedUpstream(), await instrumentedUpstream()];
    onTestFinished(async () => void (await Promise.all([sm.close(), ad.close()])));
    const env = {
      REDIS_URL: redis.url,
      DOMAIN_MAP: `sm.example.com=${sm.url},ad.example.com=${ad.url}`,
      WORKERS: "2",
      PAIRING_BURST: "100",
    };
    await using first = await relayProcess(env);
    await using second = await relayProcess(env);
    for (const relay of [first, second]) await untilReady(relay, true);
    const pair = await pairWith({ port: first.port, origin: "https://sm.example.com", host: "sm.example.com" });
    // Enough for all four processes to receive some.
    for (let round = 0; round < 8; round++) {
      for (const { port } of [first, second]) {
        const ask = (host: string) =>
          outcome(sendSealed(port, sealRequest(pair, { method: "POST", target: "x", urlMode: 2 }), [["host", host]]));
        expect(await ask("ad.example.com")).toMatchObject(sealed421);
        expect(await ask("sm.example.com")).toMatchObject({ kind: "answer", status: 200 });
      }
    }
    expect([sm.seen.length, ad.seen.length]).toEqual([16, 0]);
    const domains = first.logged.filter(({ msg }) => msg === "domain").map(({ host, upstream }) => [host, upstream]);
    expect(domains).toEqual([
      ["sm.example.com", sm.url],
      ["ad.example.com", ad.url],
      ["any other", "none: 421"],
    ]);
  });
});
