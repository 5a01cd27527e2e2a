import { describe, expect, it } from "vitest";
import { PAIR_FORMAT } from "../../../relay-service/src/codec/create-codec.ts";
import { RedisCapacity } from "../../../relay-service/src/store/redis-capacity.ts";

const MB = 2 ** 20;
const PAIR_BYTES = 1540;
const TTL_MS = 120_000;
/** Pairs until a network holds as many as there is still room for. */
const half = (bytes: number) => Math.floor((bytes / PAIR_BYTES + 1) / 2);

function capacityOf(used: number, max: number, now = () => 0) {
  const capacity = new RedisCapacity(PAIR_FORMAT, now);
  const observe = (used: number) => capacity.beginObservation()(`used_memory:${used}\r\nmaxmemory:${max}\r\n`);
  observe(used);
  const takeAll = (network: string) => {
    let count = 0;
    while (capacity.take("pair", network, TTL_MS)) count++;
    return count;
  };
  return { capacity, observe, takeAll };
}

describe("the part of a Redis that one network may fill", () => {
  it("is half of what is free", () => {
    const { takeAll } = capacityOf(1 * MB, 3 * MB);
    expect(takeAll("a")).toBe(half(3 * MB * 0.9 - MB));
  });

  it("includes a pair for as long as its record may live, not for as long as it lives unused", () => {
    let now = 0;
    const { takeAll, observe } = capacityOf(1 * MB, 3 * MB, () => now);
    const first = takeAll("a");
    const used = 1 * MB + first * PAIR_BYTES;
    now = 3_719_000;
    observe(used);
    expect(takeAll("a")).toBe(0);
    now = 3_840_000;
    observe(1 * MB);
    expect(takeAll("a")).toBe(first);
  });

  it("is counted from zero after the server has lost everything", () => {
    const { capacity, takeAll, observe } = capacityOf(1 * MB, 3 * MB);
    const first = takeAll("a");
    observe(1 * MB);
    capacity.lost();
    expect(takeAll("a")).toBe(first);
  });

  it("is returned when nothing was stored", () => {
    const { capacity, takeAll } = capacityOf(1 * MB, 3 * MB);
    const all = takeAll("a");
    capacity.give("pair", "a", TTL_MS);
    expect(takeAll("a")).toBe(1);
    expect(all).toBeGreaterThan(100);
  });

  it("is zero while the server holds more than its limit, as after the limit was lowered", () => {
    const { capacity, takeAll } = capacityOf(3 * MB, 2 * MB);
    expect(takeAll("a")).toBe(0);
    expect(capacity.isStale).toBe(false);
  });
});

describe("the last observation of a server's memory", () => {
  it("is stale when a sixteenth of what was free has been taken, as other relays may have observed the same", () => {
    const { capacity, observe } = capacityOf(0, 3 * MB);
    const fresh = Math.floor((3 * MB * 0.9) / 16 / PAIR_BYTES);
    for (let count = 0; count < fresh; count++) capacity.take("pair", `${count}`, TTL_MS);
    expect(capacity.isStale).toBe(false);
    capacity.take("pair", "one more", TTL_MS);
    expect(capacity.isStale).toBe(true);
    observe(fresh * PAIR_BYTES);
    expect(capacity.isStale).toBe(false);
  });

  it("does not cover what was taken after its request", () => {
    const { capacity, takeAll } = capacityOf(0, 3 * MB);
    const take = capacity.beginObservation();
    const count = takeAll("a");
    take(`used_memory:0\r\nmaxmemory:${3 * MB}\r\n`);
    expect(takeAll("b")).toBe(half(3 * MB * 0.9 - count * PAIR_BYTES));
  });

  it("frees what has expired early when the server has no limit", () => {
    const { takeAll, observe } = capacityOf(1 * MB, 0);
    const count = takeAll("a");
    expect(count).toBe(half(128 * MB));
    observe(1 * MB);
    // Network a has used its half according to its count; another network may use what is free.
    expect(takeAll("b")).toBe(count);
  });
});
