import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { PAIR_FORMAT } from "../../../relay-service/src/codec/create-codec.ts";
import type { PairStore } from "../../../relay-service/src/store/pair-store.ts";

const RECORD_BYTES = PAIR_FORMAT.recordBytes;

import { fc } from "../../support/fast-check.ts";

const NETWORK = "192.0.2.1";

const LONG = 60_000;
const poll = <T>(read: () => T) => expect.poll(read, { interval: 1, timeout: 20_000 });

/** The tests that every pair store must pass. */
export function testsOfAnyPairStore(store: () => PairStore) {
  const newId = () => randomBytes(16).toString("base64url");
  const newRecord = () => randomBytes(RECORD_BYTES);

  async function newPair(record = newRecord()) {
    const id = newId();
    expect(await store().create(id, record, LONG, NETWORK)).toBe(true);
    return id;
  }
  const use = async (id: string, sequence: number) => (await store().use(id, sequence, LONG)).kind;

  it("is ready", () => {
    expect(store().isReady).toBe(true);
  });

  it("returns the record of a pair byte for byte", async () => {
    const record = Buffer.from(Array.from({ length: RECORD_BYTES }, (_, index) => 255 - index));
    const id = await newPair(record);
    const first = await store().use(id, 0, LONG);
    const last = await store().use(id, 8191, LONG);
    expect(first).toEqual({ kind: "ok", record });
    expect(last).toEqual({ kind: "ok", record });
  });

  it("is not affected when the caller later changes its record", async () => {
    const record = newRecord();
    const kept = Buffer.from(record);
    const id = await newPair(record);
    record.fill(0);
    expect(await store().use(id, 0, LONG)).toEqual({ kind: "ok", record: kept });
  });

  it("does not replace a pair", async () => {
    const record = newRecord();
    const id = await newPair(record);
    expect(await store().create(id, newRecord(), LONG, NETWORK)).toBe(false);
    expect(await store().use(id, 7, LONG)).toEqual({ kind: "ok", record });
    expect(await store().create(id, newRecord(), LONG, NETWORK)).toBe(false);
    expect(await use(id, 7)).toBe("replay");
  });

  it("has no pair that was not created, even after a use of it", async () => {
    const id = newId();
    expect(await use(id, 3)).toBe("none");
    expect(await use(id, 3)).toBe("none");
    expect(await store().create(id, newRecord(), LONG, NETWORK)).toBe(true);
    expect(await use(id, 3)).toBe("ok");
  });

  it("forgets a pair at the end of its lifetime", async () => {
    const id = newId();
    await store().create(id, newRecord(), 1, NETWORK);
    await poll(() => store().create(id, newRecord(), LONG, NETWORK)).toBe(true);
  });

  it("lets each use set the remaining lifetime of the pair", async () => {
    const id = await newPair();
    await store().use(id, 0, 1);
    await poll(() => use(id, 0)).toBe("none");
  });

  it("does not let a replay extend the lifetime of a pair", async () => {
    const id = await newPair();
    await store().use(id, 0, 30);
    await poll(async () => (await store().use(id, 0, LONG)).kind).toBe("none");
  });

  it("accepts each sequence number once, in any order", async () => {
    const sequence = fc.oneof(fc.nat(8191), fc.nat(16), fc.constantFrom(0, 7, 8, 8190, 8191));
    await fc.assert(
      fc.asyncProperty(fc.array(sequence, { minLength: 1, maxLength: 60 }), async (sequences) => {
        const id = await newPair();
        const seen = new Set<number>();
        const expected = sequences.map((number) => {
          const kind = seen.has(number) ? "replay" : "ok";
          seen.add(number);
          return kind;
        });
        // Not awaited one by one: the store gets them as fast as they come.
        expect(await Promise.all(sequences.map((number) => use(id, number)))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("accepts all 8192 sequence numbers of a pair and no more", async () => {
    const id = await newPair();
    const numbers = Array.from({ length: 8192 }, (_, index) => (index * 4099) % 8192);
    expect(new Set(await Promise.all(numbers.map((number) => use(id, number))))).toEqual(new Set(["ok"]));
    const again = numbers.filter((number) => number % 100 === 91);
    expect(again).toContain(8191);
    expect(new Set(await Promise.all(again.map((number) => use(id, number))))).toEqual(new Set(["replay"]));
  });

  it.each([-1, 8192, 0.5, Number.NaN])("refuses the sequence number %d", async (sequence) => {
    const id = await newPair();
    await expect(async () => store().use(id, sequence, LONG)).rejects.toThrow(RangeError);
  });

  it.each([0, 79, 81])("refuses a record of %d bytes", async (bytes) => {
    await expect(async () => store().create(newId(), Buffer.alloc(bytes), LONG, NETWORK)).rejects.toThrow(RangeError);
  });

  it("grants a claim once until it expires", async () => {
    const name = newId();
    const claims = await Promise.all(Array.from({ length: 8 }, () => store().claim(name, LONG, NETWORK)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store().claim(newId(), LONG, NETWORK)).toBe(true);

    const short = newId();
    expect(await store().claim(short, 1, NETWORK)).toBe(true);
    await poll(() => store().claim(short, 1, NETWORK)).toBe(true);
  });

  it("keeps claims and pairs separate", async () => {
    const id = await newPair();
    expect(await store().claim(id, LONG, NETWORK)).toBe(true);
    expect(await use(id, 0)).toBe("ok");
  });
}
