import { describe, expect, it } from "vitest";
import { PAIR_FORMAT } from "../../../relay-service/src/codec/create-codec.ts";
import { createMemoryStore } from "../../../relay-service/src/store/memory.ts";
import { StoreFull } from "../../../relay-service/src/store/pair-store.ts";
import { testsOfAnyPairStore } from "./pair-store-contract.ts";

const NETWORK = "192.0.2.1";

const RECORD = Buffer.alloc(80, 1);

describe("the memory store", () => {
  const store = createMemoryStore({ format: PAIR_FORMAT });
  testsOfAnyPairStore(() => store);

  it("answers synchronously, without a promise", () => {
    const store = createMemoryStore({ format: PAIR_FORMAT });
    expect(store.create("a", RECORD, 1000, NETWORK)).toBe(true);
    expect(store.use("a", 1, 1000)).toEqual({ kind: "ok", record: RECORD });
    expect(store.claim("a", 1000, NETWORK)).toBe(true);
  });

  it("keeps a pair until its last millisecond and no longer", () => {
    let now = 0;
    const store = createMemoryStore({ format: PAIR_FORMAT, clock: () => now });
    store.create("a", RECORD, 120, NETWORK);
    now = 119;
    expect(store.use("a", 1, 900).kind).toBe("ok");
    now = 1018;
    expect(store.use("a", 1, 900).kind).toBe("replay");
    now = 1019;
    expect(store.use("a", 1, 900).kind).toBe("none");
  });

  it("makes room for a new pair by removing expired ones", () => {
    let now = 0;
    const store = createMemoryStore({ format: PAIR_FORMAT, clock: () => now, maxPairs: 4 });
    store.create("a", RECORD, 10, NETWORK);
    store.create("b", RECORD, 10, NETWORK);
    store.use("a", 1, 100);
    expect(() => store.create("c", RECORD, 10, NETWORK)).toThrow(StoreFull);
    now = 50;
    expect(store.create("c", RECORD, 10, NETWORK)).toBe(true);
    expect(store.use("b", 1, 100).kind).toBe("none");
    expect(store.use("a", 2, 100).kind).toBe("ok");
  });

  it("never drops a pair during a flood of pairings, and always has room for another network", () => {
    const store = createMemoryStore({ format: PAIR_FORMAT, clock: () => 0, maxPairs: 100 });
    store.create("a client", RECORD, 1000, NETWORK);
    store.use("a client", 0, 1000);
    const flood = (network: string) => {
      let kept = 0;
      for (let index = 0; index < 10_000; index++) {
        try {
          if (store.create(`${network} ${index}`, RECORD, 1000, network)) kept++;
        } catch (error) {
          expect(error).toBeInstanceOf(StoreFull);
        }
      }
      return kept;
    };
    expect(["192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"].map(flood)).toEqual([50, 25, 12, 6]);
    expect(store.use("a client", 1, 1000).kind).toBe("ok");
    expect(store.create("a newcomer", RECORD, 1000, "192.0.2.6")).toBe(true);
  });

  it("refuses new claims of a network that has used its share, rather than forget one", () => {
    let now = 0;
    const store = createMemoryStore({ format: PAIR_FORMAT, clock: () => now, maxClaims: 4 });
    expect([store.claim("a", 10, NETWORK), store.claim("b", 10, NETWORK), store.claim("a", 10, NETWORK)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(() => store.claim("c", 10, NETWORK)).toThrow(StoreFull);
    expect(store.claim("c", 10, "192.0.2.2")).toBe(true);
    now = 10;
    expect(store.claim("c", 10, NETWORK)).toBe(true);
  });

  it("is empty after it was closed", async () => {
    const store = createMemoryStore({ format: PAIR_FORMAT });
    store.create("a", RECORD, 1000, NETWORK);
    await store.close();
    expect(store.use("a", 0, 1000).kind).toBe("none");
  });
});
