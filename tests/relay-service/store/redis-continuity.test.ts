import { describe, expect, it } from "vitest";
import { type Observation, RedisContinuity } from "../../../relay-service/src/store/redis-continuity.ts";

const MARGIN_MS = 5000;

const STATE = {
  run_id: "a1",
  master_replid: "b1",
  evicted_keys: "0",
  total_commands_processed: "100",
  maxmemory: "3145728",
  maxmemory_policy: "noeviction",
};

function observed(
  state: Partial<typeof STATE & { server_time_usec: string }> = {},
  answers: Partial<Observation> = {},
): Observation {
  const lines = Object.entries({ ...STATE, ...state }).map(([name, value]) => `${name}:${value}\r\n`);
  return { info: lines.join(""), policy: undefined, mark: "m1", isFirst: false, ...answers };
}

/** A server that was seen for an hour, and then as in `observations`. */
function seen(...observations: Observation[]) {
  let now = 0;
  const continuity = new RedisContinuity(() => now);
  continuity.observe(observed());
  now = 3_600_000;
  let hasLostAll = false;
  for (const next of observations) hasLostAll = continuity.observe(next) || hasLostAll;
  const pass = (ms: number) => {
    now += ms;
  };
  return { continuity, hasLostAll, pass };
}

describe("a Redis", () => {
  it("of which nothing was seen has kept nothing for sure", () => {
    expect(new RedisContinuity(() => 1e9).pairsKeptMs).toBe(Number.NEGATIVE_INFINITY);
  });

  it("that was always the same has kept all pairs since it was first seen, less what clocks may be wrong by", () => {
    const { continuity, pass } = seen(observed({ total_commands_processed: "200" }));
    pass(1000);
    expect(continuity.pairsKeptMs).toBe(3_601_000 - MARGIN_MS);
    expect(continuity.numbersKeptMs).toBe(3_601_000);
  });

  it.each<[string, Observation]>([
    ["has evicted a key", observed({ evicted_keys: "1" })],
    ["may evict", observed({ maxmemory_policy: "volatile-ttl" })],
    ["says by CONFIG that it may evict", observed({}, { policy: "allkeys-lru" })],
    ["is another one", observed({ run_id: "a2" })],
    ["took over another one's data", observed({ master_replid: "b2" })],
    ["has lost its data", observed({}, { mark: "m2" })],
    ["does not say whether it has its data", observed({}, { mark: undefined })],
    ["says nothing of itself", observed({}, { info: undefined, policy: "noeviction" })],
    ["counts its evictions anew", observed({ total_commands_processed: "7" })],
  ])("that %s may have lost pairs until then, though it is as before in the next look", (_, look) => {
    for (const observations of [[look], [look, observed({ total_commands_processed: "300" })]]) {
      const { continuity, pass } = seen(...observations);
      expect(continuity.pairsKeptMs).toBe(-MARGIN_MS);
      pass(60_000);
      expect(continuity.pairsKeptMs).toBe(60_000 - MARGIN_MS);
    }
  });

  it.each([
    ["put forward", 3_600_000 + 6000, false],
    ["put back", 3_600_000 - 6000, false],
    ["a little fast", 3_600_000 + 4000, true],
  ])("whose clock was %s: whether it has kept pairs until their time", (_, passedMs, keeps) => {
    let now = 0;
    const continuity = new RedisContinuity(() => now);
    const info = (ms: number) => observed({ server_time_usec: `${1e15 + ms * 1000}` });
    continuity.observe(info(0));
    now = 3_600_000;
    continuity.observe(info(passedMs));
    expect(continuity.pairsKeptMs).toBe(keeps ? 3_595_000 : -MARGIN_MS);
  });

  it("that has evicted in the past keeps pairs since it was told not to", () => {
    const now = observed({ evicted_keys: "40" });
    const { continuity, pass } = seen(observed({ evicted_keys: "40", maxmemory_policy: "volatile-lru" }), now);
    pass(10_000);
    continuity.observe(now);
    expect(continuity.pairsKeptMs).toBe(10_000 - MARGIN_MS);
  });

  it("that never evicts for want of a limit keeps pairs, whatever its policy is", () => {
    const look = observed({ maxmemory: "0", maxmemory_policy: "allkeys-lru" });
    expect(seen(look).continuity.policy).toBe("noeviction");
    expect(seen(look).continuity.pairsKeptMs).toBe(3_600_000 - MARGIN_MS);
  });

  it.each<[string, Observation, boolean]>([
    ["is another one", observed({ run_id: "a2" }, { isFirst: true }), true],
    ["is another one on the same connection, which leads to a proxy", observed({ run_id: "a2" }), false],
    ["took over another one's data", observed({ master_replid: "b2" }), true],
    ["has evicted a key", observed({ evicted_keys: "1" }), false],
    ["has lost its data", observed({}, { mark: "m2" }), false],
  ])("that %s: whether it may have an older state of the used numbers", (_, look, mayBeOlder) => {
    expect(seen(look).continuity.numbersKeptMs).toBe(mayBeOlder ? -MARGIN_MS : 3_600_000);
  });

  it("has lost everything only when its mark is another one", () => {
    expect(seen(observed({ run_id: "a2" })).hasLostAll).toBe(false);
    expect(seen(observed({}, { mark: undefined })).hasLostAll).toBe(false);
    expect(seen(observed({}, { mark: "m2" })).hasLostAll).toBe(true);
  });
});
