import { describe, expect, it } from "vitest";
import { type PairStore, StoreUnavailable } from "../../../../../relay-service/src/store/pair-store.ts";
import type { PlainRequest } from "../../../../support/independent-client/sealed-request.ts";
import { codecFixture, pairedFixture, proven, refusalOf, refused } from "../codec-fixture.ts";
import { seal } from "../in-process-client.ts";

describe("an authentic request", () => {
  it("is refused with proof when its pair has expired", async () => {
    const { codec, pair, time } = await pairedFixture();
    time.now += 120_001;
    const sealed = seal(pair, { ageMs: 120_001 });
    expect(await refusalOf(() => codec.accept(sealed.wire))).toEqual(proven("nopair", 560, pair, sealed));
  });

  it("is refused without proof when its pair's record was forged", async () => {
    const store = codecFixture().store;
    const tampered = { ...store, use: () => ({ kind: "ok", record: Buffer.alloc(80, 1) }) as const };
    const { codec, pair } = await pairedFixture({ store: tampered });
    expect(await refusalOf(() => codec.accept(seal(pair).wire))).toEqual(refused("nopair", 560));
  });

  it("is refused when its pair's record changes after the relay has cached the pair", async () => {
    const { store } = codecFixture();
    let forged = false;
    const changing: PairStore = {
      ...store,
      use: async (...args) => {
        const use = await store.use(...args);
        if (forged && use.kind === "ok") use.record[40] = (use.record[40] as number) ^ 1;
        return use;
      },
    };
    const { codec, pair } = await pairedFixture({ store: changing });
    await codec.accept(seal(pair).wire);
    forged = true;
    expect(await refusalOf(() => codec.accept(seal(pair, { sequence: 1 }).wire))).toEqual(refused("nopair", 560));
  });

  it.each([
    ["delayed for too long", 120_001, 0],
    ["from a clock that is fast", 0, 120_001],
  ])("is refused as stale, with proof, when it is %s", async (_, passed, age) => {
    const { codec, pair, time } = await pairedFixture();
    // A request keeps the pair alive, so that it is the age that ends this one.
    await codec.accept(seal(pair).wire);
    time.now += passed;
    const sealed = seal(pair, { sequence: 1, ageMs: age });
    expect(await refusalOf(() => codec.accept(sealed.wire))).toEqual(proven("stale", 559, pair, sealed));
  });

  it.each([
    [120_000, 0],
    [0, 120_000],
    [500_000, 400_000],
  ])("is still served %i ms after pairing when its client counts %i ms", async (passed, age) => {
    const { codec, pair, time } = await pairedFixture();
    await codec.accept(seal(pair).wire);
    time.now += passed;
    expect((await codec.accept(seal(pair, { sequence: 1, ageMs: age }).wire)).target).toBe("api/things?x=1");
  });

  it("is refused at the end of its pair's lifetime, and does not extend it", async () => {
    const { codec, pair, time, calls } = await pairedFixture();
    await codec.accept(seal(pair).wire);
    for (let minutes = 10; minutes < 60; minutes += 10) {
      time.now += 600_000;
      await codec.accept(seal(pair, { sequence: minutes, ageMs: minutes * 60_000 }).wire);
    }
    time.now += 600_000;
    const byAge = seal(pair, { sequence: 60, ageMs: 3_600_000 });
    calls.length = 0;
    expect(await refusalOf(() => codec.accept(byAge.wire))).toEqual(proven("stale", 559, pair, byAge));
    expect(calls).toEqual([]);
    // A client with a slow clock finds a record that outlives the pair by the longest possible delay.
    const late = seal(pair, { sequence: 61, ageMs: 3_550_000 });
    expect(await refusalOf(() => codec.accept(late.wire))).toEqual(proven("stale", 559, pair, late));
    time.now += 180_000;
    const gone = seal(pair, { sequence: 62, ageMs: 3_599_999 });
    expect(await refusalOf(() => codec.accept(gone.wire))).toEqual(proven("nopair", 560, pair, gone));
  });

  it("is refused as a replay, not as unknown, when it is repeated right after the end of its pair's lifetime", async () => {
    const { codec, pair, time } = await pairedFixture();
    for (let minutes = 0; minutes < 60; minutes += 10) {
      await codec.accept(seal(pair, { sequence: minutes, ageMs: minutes * 60_000 }).wire);
      time.now += 590_000;
    }
    const executed = seal(pair, { sequence: 100, ageMs: 3_540_000 });
    await codec.accept(executed.wire);
    // A proof that it was not dispatched would be a lie, and make the client send it again.
    time.now += 110_000;
    expect(await refusalOf(() => codec.accept(executed.wire))).toEqual(refused("replay", 562));
  });

  it("is refused at the end of its pair's lifetime even when the store still has the pair", async () => {
    const { store } = codecFixture();
    const { codec, pair, time } = await pairedFixture({ store });
    await codec.accept(seal(pair).wire);
    time.now += 3_600_000;
    const late = seal(pair, { sequence: 1, ageMs: 3_599_999 });
    expect(await refusalOf(() => codec.accept(late.wire))).toEqual(proven("stale", 559, pair, late));
  });

  it("is refused with proof when its body did not arrive", async () => {
    const { codec, pair } = await pairedFixture();
    const sealed = seal(pair, { method: "POST", body: ["x"] });
    expect(await refusalOf(() => codec.accept({ ...sealed.wire, hasBody: false }))).toEqual(proven("open", 562, pair, sealed));
  });

  it.each<[string, Partial<PlainRequest>]>([
    ["no JSON", { head: "{" }],
    ["null", { head: "null" }],
    ["no headers", { head: '{"u":"x"}' }],
    ["headers as an object", { head: '{"h":{"a":"b"},"u":"x"}' }],
    ["a header without value", { head: '{"h":[["a"]],"u":"x"}' }],
    ["a header with two values", { head: '{"h":[["a","b","c"]],"u":"x"}' }],
    ["a name that is not a string", { head: '{"h":[[1,"a"]],"u":"x"}' }],
    ["a value that is not a string", { head: '{"h":[["a",1]],"u":"x"}' }],
    ["an invalid header name", { headers: [["a b", "c"]] }],
    ["an empty name", { headers: [["", "c"]] }],
    ["a line end in a value", { headers: [["a", "b\r\nc: d"]] }],
    ["a null byte in a value", { headers: [["a", "b\0"]] }],
    ["a character that HTTP cannot carry", { headers: [["a", "€"]] }],
    ["no url", { head: '{"h":[]}' }],
    ["a url that is not a string", { head: '{"h":[],"u":1}' }],
    ["a url although the path has one", { urlMode: 1, head: '{"h":[],"u":"x"}' }],
  ])("is refused with proof when its head has %s", async (_, message) => {
    const { codec, pair } = await pairedFixture();
    const sealed = seal(pair, message);
    expect(await refusalOf(() => codec.accept(sealed.wire))).toEqual(proven("open", 562, pair, sealed));
  });

  it.each([
    [
      "at once",
      () => {
        throw new StoreUnavailable("away");
      },
    ],
    ["later", () => Promise.reject(new StoreUnavailable("away"))],
  ])("is refused without proof when the store reports %s that it is unavailable", async (_, use) => {
    const { codec, pair } = await pairedFixture({ store: { ...codecFixture().store, use } });
    expect(await refusalOf(() => codec.accept(seal(pair).wire))).toEqual(refused("redis", 559));
  });

  it("fails with the original error when that is not a refusal", async () => {
    const use = () => {
      throw new TypeError("a bug");
    };
    const { codec, pair } = await pairedFixture({ store: { ...codecFixture().store, use } });
    expect(() => codec.accept(seal(pair).wire)).toThrow(TypeError);
  });
});
