import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hmacKey } from "../../../../../relay-service/src/codec/roc1/keys/hmac.ts";
import { keyTree } from "../../../../../relay-service/src/codec/roc1/keys/key-tree.ts";
import { KnownPairs } from "../../../../../relay-service/src/codec/roc1/pairs/known-pairs.ts";
import { PairOrigins } from "../../../../../relay-service/src/codec/roc1/pairs/pair-origins.ts";
import { Recent } from "../../../../../relay-service/src/memory/recent.ts";
import { SECRET } from "../codec-fixture.ts";

const key = hmacKey(randomBytes(32));

describe("the pairs that a relay caches", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are found by pair and client together", () => {
    const pairs = new KnownPairs(Date.now);
    const known = pairs.add("pair", "client", key);
    expect(pairs.get("pair", "client")).toBe(known);
    expect(pairs.get("pair", "other")).toBeUndefined();
    expect(pairs.get("other", "client")).toBeUndefined();
  });

  it("are removed within a minute of their end, without any request", () => {
    const pairs = new KnownPairs(Date.now);
    const known = pairs.add("pair", "client", key);
    vi.advanceTimersByTime(15 * 60_000);
    expect(pairs.get("pair", "client")).toBeUndefined();
    const used = pairs.add("pair", "client", known.headerKey);
    used.pair = { secret: randomBytes(32), madeAt: Date.now(), origins: new PairOrigins(keyTree(SECRET), { relay: 0, page: 0 }) };
    for (let minutes = 10; minutes < 60; minutes += 10) {
      vi.advanceTimersByTime(10 * 60_000);
      used.usedAt = Date.now();
      expect(pairs.get("pair", "client")).toBe(used);
    }
    vi.advanceTimersByTime(10 * 60_000);
    expect(pairs.get("pair", "client")).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the cache of recently used entries", () => {
  it("stays within its bound, and keeps used entries before unused ones", () => {
    const recent = new Recent<number>(10);
    recent.set("used", -1);
    for (let turn = 0; turn < 100; turn++) {
      recent.set(`other ${turn}`, turn);
      expect(recent.get("used")).toBe(-1);
    }
    expect(recent.get("other 0")).toBeUndefined();
    expect(recent.sweep(() => false)).toBeLessThanOrEqual(20);
    expect(recent.sweep(() => true)).toBe(0);
    expect(recent.get("used")).toBeUndefined();
  });
});
