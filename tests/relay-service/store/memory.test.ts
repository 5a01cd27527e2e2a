import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../../relay-service/src/store/memory.ts";
import { StoreUnavailable } from "../../../relay-service/src/store/pair-store.ts";
import { testsOfAnyPairStore } from "./pair-store-contract.ts";

const RECORD = Buffer.alloc(80, 1);

describe("the memory store", () => {
  const store = createMemoryStore();
  testsOfAnyPairStore(() => store);

  it("answers at once, without a promise", () => {
    const store = createMemoryStore();
    expect(store.create("a", RECORD, 1000)).toBe(true);
    expect(store.use("a", 1, 1000)).toEqual({ kind: "ok", record: RECORD });
    expect(store.claim("a", 1000)).toBe(true);
  });

  it("serves a pair until its last millisecond and not in the next", () => {
    let now = 0;
    const store = createMemoryStore({ clock: () => now });
    store.create("a", RECORD, 120);
    now = 119;
    expect(store.use("a", 1, 900).kind).toBe("ok");
    now = 1018;
    expect(store.use("a", 1, 900).kind).toBe("replay");
    now = 1019;
    expect(store.use("a", 1, 900).kind).toBe("none");
  });

  it("drops a pair that is used again at its end and not before the others", () => {
    let now = 0;
    const store = createMemoryStore({ clock: () => now, maxPairs: 2 });
    store.create("a", RECORD, 10);
    store.create("b", RECORD, 10);
    store.use("a", 1, 100);
    now = 50;
    expect(store.create("c", RECORD, 10)).toBe(true);
    expect(store.use("b", 1, 100).kind).toBe("none");
    expect(store.use("a", 2, 100).kind).toBe("ok");
  });

  it("gives the place of the pair that waits longest for its first use to a new one", () => {
    const store = createMemoryStore({ maxPairs: 3 });
    for (const id of ["old", "waits first", "waits last"]) store.create(id, RECORD, 1000);
    store.use("old", 1, 1000);
    store.create("new", RECORD, 1000);
    expect(store.use("waits first", 1, 1000).kind).toBe("none");
    for (const id of ["old", "waits last", "new"]) expect(store.use(id, 2, 1000).kind, id).toBe("ok");
  });

  it("gives the place of the pair that was idle longest to a new one when all are in use", () => {
    let now = 0;
    const store = createMemoryStore({ clock: () => now, maxPairs: 2 });
    for (const id of ["a", "b"]) store.create(id, RECORD, 1000);
    for (const [index, id] of ["a", "b", "a"].entries()) {
      // Nearer uses than a 64th of the time to live may count as one.
      now += 16;
      store.use(id, index, 1000);
    }
    store.create("c", RECORD, 1000);
    expect(store.use("b", 9, 1000).kind).toBe("none");
    expect(store.use("a", 9, 1000).kind).toBe("ok");
  });

  it("does not grow beyond its places under a flood of pairings", () => {
    const store = createMemoryStore({ maxPairs: 100 });
    store.create("a client", RECORD, 1000);
    store.use("a client", 0, 1000);
    for (let index = 0; index < 10_000; index++) store.create(`flood ${index}`, RECORD, 1000);
    const kept = Array.from({ length: 10_000 }, (_, index) => store.use(`flood ${index}`, 0, 1000).kind);
    expect(kept.filter((kind) => kind === "ok")).toHaveLength(99);
    expect(store.use("a client", 1, 1000).kind).toBe("ok");
  });

  it("refuses new claims when it is full of them, rather than forget one", () => {
    let now = 0;
    const store = createMemoryStore({ clock: () => now, maxClaims: 2 });
    expect([store.claim("a", 10), store.claim("b", 10), store.claim("a", 10)]).toEqual([true, true, false]);
    expect(() => store.claim("c", 10)).toThrow(StoreUnavailable);
    now = 10;
    expect(store.claim("c", 10)).toBe(true);
  });

  it("holds nothing after it was closed", async () => {
    const store = createMemoryStore();
    store.create("a", RECORD, 1000);
    await store.close();
    expect(store.use("a", 0, 1000).kind).toBe("none");
  });
});
