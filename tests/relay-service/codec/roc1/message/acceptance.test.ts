import { describe, expect, it } from "vitest";
import type { ServerCodec } from "../../../../../relay-service/src/codec/codec.ts";
import { StoreUnavailable } from "../../../../../relay-service/src/store/pair-store.ts";
import type { Pair } from "../../../../support/independent-client/pairing.ts";
import type { PlainRequest } from "../../../../support/independent-client/sealed-request.ts";
import { codecFixture, pairedFixture, proven, refusalOf, refused, slow } from "../codec-fixture.ts";
import { pairWith, seal } from "../in-process-client.ts";

describe("a sealed request", () => {
  it.each([0, 1, 2] as const)("is opened with its url in mode %i", async (urlMode) => {
    const { codec, pair, calls } = await pairedFixture();
    const message: Partial<PlainRequest> = {
      urlMode,
      method: "PUT",
      target: "a/b?c=%20d",
      headers: [
        ["X-One", "1"],
        ["x-two", "ü"],
        ["x-two", ""],
      ],
    };
    const opened = codec.accept(seal(pair, message).wire);
    if (opened instanceof Promise) throw new Error("a store that answers at once must not cost a promise");
    expect(opened.target).toBe("a/b?c=%20d");
    expect(opened.headers).toEqual([
      ["x-one", "1"],
      ["x-two", "ü"],
      ["x-two", ""],
    ]);
    expect(opened.body).toBeNull();
    expect(opened.claim).toBeNull();
    expect(calls).toEqual(["use"]);
  });

  it("is opened with its body", async () => {
    const { codec, pair } = await pairedFixture();
    const sealed = seal(pair, { method: "POST", body: ["hel", "lo"] });
    const { body } = await codec.accept(sealed.wire);
    expect(Buffer.concat([...(body?.push(sealed.bytes) ?? []), ...(body?.finish() ?? [])]).toString()).toBe("hello");
  });

  it("is opened with a head of many kilobytes", async () => {
    const { codec, pair } = await pairedFixture();
    const long = "x".repeat(50_000);
    expect((await codec.accept(seal(pair, { headers: [["x-long", long]] }).wire)).headers).toEqual([["x-long", long]]);
    expect((await codec.accept(seal(pair, { sequence: 1 }).wire)).headers).toEqual([]);
  });

  it("is opened asynchronously when the store is asynchronous", async () => {
    const { codec, pair } = await pairedFixture({ store: slow(codecFixture().store) });
    const opened = codec.accept(seal(pair, { target: "api/x" }).wire);
    expect(opened).toBeInstanceOf(Promise);
    expect((await opened).target).toBe("api/x");
  });

  it("is opened in any order, each sequence number once, by any relay", async () => {
    const one = await pairedFixture();
    const two = codecFixture({ store: one.store });
    for (const [sequence, { codec }] of [
      [8191, one],
      [0, two],
      [7, one],
      [6, two],
    ] as const) {
      expect((await codec.accept(seal(one.pair, { sequence }).wire)).target).toBe("api/things?x=1");
    }
    for (const sequence of [8191, 0, 7, 6]) {
      expect(await refusalOf(() => two.codec.accept(seal(one.pair, { sequence }).wire))).toEqual(refused("replay", 562));
    }
  });

  it("is refused without proof when it is sent again", async () => {
    const { codec, pair } = await pairedFixture();
    const { wire } = seal(pair);
    await codec.accept(wire);
    expect(await refusalOf(() => codec.accept(wire))).toEqual(refused("replay", 562));
  });

  it("is distinguished from other uses of its header", async () => {
    const { codec, pair } = await pairedFixture();
    const { relayHeader } = seal(pair).wire;
    expect(codec.isSealed(relayHeader)).toBe(true);
    for (const other of ["", pair.signedClientId, ",,1,1,1,1", `${relayHeader},`, relayHeader.replace("roc1", "mke")])
      expect(codec.isSealed(other)).toBe(false);
  });
});

describe("an opened request", () => {
  it("can be refused with proof as long as nothing has been dispatched", async () => {
    const { codec, pair } = await pairedFixture();
    const sealed = seal(pair);
    const opened = await codec.accept(sealed.wire);
    expect(
      await refusalOf(() => {
        throw opened.notDispatched("open");
      }),
    ).toEqual(proven("open", 562, pair, sealed));
  });
});

describe("an idempotency key", () => {
  const keyed = (sequence: number, key: string): Partial<PlainRequest> => ({
    method: "POST",
    sequence,
    headers: [["Idempotency-Key", key]],
  });

  const claim = async (codec: ServerCodec, pair: Pair, message: Partial<PlainRequest>) => {
    const opened = await codec.accept(seal(pair, message).wire);
    return opened.claim === null ? null : await opened.claim();
  };

  it("is claimed once for each client", async () => {
    const { codec, pair } = await pairedFixture({ idempotencyMs: 60_000 });
    expect(await claim(codec, pair, keyed(0, "a"))).toBe(true);
    expect(await claim(codec, pair, keyed(1, "a"))).toBe(false);
    expect(await claim(codec, pair, keyed(2, "b"))).toBe(true);
    const samePerson = await pairWith(codec, pair.signedClientId);
    expect(await claim(codec, samePerson, keyed(0, "a"))).toBe(false);
    const other = await pairWith(codec);
    expect(await claim(codec, other, keyed(0, "a"))).toBe(true);
  });

  it("is not claimed by a request that is not dispatched", async () => {
    const { codec, pair, calls } = await pairedFixture({ idempotencyMs: 60_000 });
    await codec.accept(seal(pair, keyed(0, "a")).wire);
    expect(calls).toEqual(["use"]);
    expect(await claim(codec, pair, keyed(1, "a"))).toBe(true);
  });

  it("is claimed asynchronously when the store is asynchronous", async () => {
    const { codec, pair } = await pairedFixture({ idempotencyMs: 60_000, store: slow(codecFixture().store) });
    expect(await claim(codec, pair, keyed(0, "a"))).toBe(true);
    expect(await claim(codec, pair, keyed(1, "a"))).toBe(false);
  });

  it("is ignored when the relay does not offer idempotency", async () => {
    const { codec, pair } = await pairedFixture();
    expect(await claim(codec, pair, keyed(0, "a"))).toBeNull();
  });

  it("is not revealed to the store", async () => {
    const names: string[] = [];
    const store = { ...codecFixture().store, claim: (name: string) => Boolean(names.push(name)) };
    const { codec, pair } = await pairedFixture({ idempotencyMs: 60_000, store });
    await claim(codec, pair, keyed(0, "a-very-secret-key"));
    expect(names).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{43}$/)]);
  });

  it("is not dispatched on a guess when the store is unavailable", async () => {
    const away = () => Promise.reject(new StoreUnavailable("away"));
    const { codec, pair } = await pairedFixture({ idempotencyMs: 60_000, store: { ...codecFixture().store, claim: away } });
    expect(await refusalOf(() => claim(codec, pair, keyed(0, "a")))).toEqual(refused("redis", 559));
  });
});
