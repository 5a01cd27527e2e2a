import { describe, expect, it } from "vitest";
import { PAIR_FORMAT } from "../../../../../relay-service/src/codec/create-codec.ts";
import { newPairId, pairMadeAt } from "../../../../../relay-service/src/codec/roc1/pairs/pair-id.ts";
import { createMemoryStore } from "../../../../../relay-service/src/store/memory.ts";
import type { PairStore } from "../../../../../relay-service/src/store/pair-store.ts";
import { fc } from "../../../../support/fast-check.ts";
import { codecFixture, pairedFixture, proven, refusalOf, refused } from "../codec-fixture.ts";
import { seal } from "../in-process-client.ts";

const MINUTE_MS = 60_000;
/** From the time in a pair's id to the moment from which its client counts. */
const ANSWER_MS = 300;

/** A store with the given methods replaced. */
function storeWhere(knows: Partial<PairStore>): { store: PairStore } {
  return { store: { ...codecFixture().store, ...knows } };
}

describe("the refusal of a pair that the store does not have", () => {
  it.each<[string, number, boolean]>([
    ["before", 2 * MINUTE_MS, false],
    ["after", 4 * MINUTE_MS, true],
  ])("is no proof for a message that was sent %s the store lost pairs (%i ms ago)", async (_, keptMs, isProof) => {
    for (const answer of [keptMs, Promise.resolve(keptMs)]) {
      const { codec, pair, time } = await pairedFixture(storeWhere({ use: () => ({ kind: "none" }), pairsKeptMs: () => answer }));
      time.now += 10 * MINUTE_MS;
      const sent = seal(pair, { ageMs: 7 * MINUTE_MS });
      expect(await refusalOf(() => codec.accept(sent.wire))).toEqual(
        isProof ? proven("nopair", 560, pair, sent) : refused("nopair", 560),
      );
    }
  });

  it("is no proof in a new process with an empty store for a message that was sent to the previous process", async () => {
    const { codec, pair, time } = await pairedFixture();
    const executed = seal(pair);
    await codec.accept(executed.wire);
    time.now += 1000;
    const store = createMemoryStore({ format: PAIR_FORMAT, clock: () => time.now });
    const fresh = codecFixture({ store, clock: () => time.now });
    time.now += 1000;
    expect(await refusalOf(() => fresh.codec.accept(executed.wire))).toEqual(refused("nopair", 560));
    const later = seal(pair, { sequence: 1, ageMs: 1500 });
    expect(await refusalOf(() => fresh.codec.accept(later.wire))).toEqual(proven("nopair", 560, pair, later));
  });

  // To the relay this looks like an answer that took no time, and a request that was held back for as long. Such a request may have
  // been executed before the store began.
  it.each<[number, boolean]>([
    [ANSWER_MS, false],
    [ANSWER_MS + 1, true],
  ])(
    "counts a request as older by the time that the pairing's answer took: sent %i ms after the store began",
    async (ms, isProof) => {
      const { pair, time } = await pairedFixture();
      time.now += 1000;
      const store = createMemoryStore({ format: PAIR_FORMAT, clock: () => time.now });
      const { codec } = codecFixture({ store, clock: () => time.now });
      time.now += ms;
      const sent = seal(pair, { method: "POST", ageMs: 1000 + ms - ANSWER_MS });
      expect(await refusalOf(() => codec.accept(sent.wire))).toEqual(
        isProof ? proven("nopair", 560, pair, sent) : refused("nopair", 560),
      );
    },
  );
});

describe("the refusal of a request whose sequence number was unused", () => {
  it.each<[string, number, boolean]>([
    ["before", 1000, false],
    ["after", 3000, true],
  ])("is no proof when the request was sent %s an older copy replaced the store", async (_, sequencesKeptMs, isProof) => {
    const { codec, pair, time } = await pairedFixture(storeWhere({ sequencesKeptMs }));
    time.now += 2000;
    const sent = seal(pair, { method: "POST", body: ["x"] });
    const forged = { ...sent.wire, hasBody: false };
    expect(await refusalOf(() => codec.accept(forged))).toEqual(isProof ? proven("open", 562, pair, sent) : refused("open", 562));
  });
});

describe("the creation time of a pair", () => {
  it("is part of its id, to the millisecond, beside 80 random bits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_600_000_000_000, max: 4_000_000_000_000 }), (now) => {
        const [one, other] = [newPairId(now), newPairId(now)];
        expect(one).not.toBe(other);
        expect(one).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
        expect(pairMadeAt(one, now + MINUTE_MS)).toBe(now);
      }),
    );
  });

  it.each([
    ["in the future", 180_000],
    ["days ago", -3 * 86_400_000],
  ])("is ignored when it is %s, as older relays made random ids", (_, ms) => {
    expect(pairMadeAt(newPairId(1_800_000_000_000 + ms), 1_800_000_000_000)).toBeUndefined();
  });

  it("limits the pair even when its client claims that the pair is younger", async () => {
    const { codec, pair, time, store } = await pairedFixture();
    for (let sequence = 0; sequence < 6; sequence++) {
      await refusalOf(() => codec.accept(seal(pair, { sequence, ageMs: 0 }).wire));
      time.now += 12 * MINUTE_MS;
    }
    expect(await store.use(pair.pairId, 100, 1)).toEqual({ kind: "none" });
  });
});
