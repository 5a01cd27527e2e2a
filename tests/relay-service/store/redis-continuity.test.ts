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
  it("proves nothing before the first observation", () => {
    expect(new RedisContinuity(() => 1e9).pairsKeptMs).toBe(Number.NEGATIVE_INFINITY);
  });

  it("that never changed has kept all pairs since the first observation, less the tolerance for clocks", () => {
    const { continuity, pass } = seen(observed({ total_commands_processed: "200" }));
    pass(1000);
    expect(continuity.pairsKeptMs).toBe(3_601_000 - MARGIN_MS);
    expect(continuity.sequencesKeptMs).toBe(3_601_000);
  });

  it.each<[string, Observation]>([
    ["has evicted a key", observed({ evicted_keys: "1" })],
    ["may evict", observed({ maxmemory_policy: "volatile-ttl" })],
    ["reports by CONFIG that it may evict", observed({}, { policy: "allkeys-lru" })],
    ["is another server", observed({ run_id: "a2" })],
    ["took over the data of another server", observed({ master_replid: "b2" })],
    ["has lost its data", observed({}, { mark: "m2" })],
    ["does not report whether it has its data", observed({}, { mark: undefined })],
    ["does not answer INFO", observed({}, { info: undefined, policy: "noeviction" })],
    ["has restarted its counters", observed({ total_commands_processed: "7" })],
  ])("that %s may have lost pairs until then, even when the next observation is normal again", (_, observation) => {
    for (const observations of [[observation], [observation, observed({ total_commands_processed: "300" })]]) {
      const { continuity, pass } = seen(...observations);
      expect(continuity.pairsKeptMs).toBe(-MARGIN_MS);
      pass(60_000);
      expect(continuity.pairsKeptMs).toBe(60_000 - MARGIN_MS);
    }
  });

  it.each([
    ["set forward", 3_600_000 + 6000, false],
    ["set back", 3_600_000 - 6000, false],
    ["a little fast", 3_600_000 + 4000, true],
  ])("whose clock was %s, and whether it has kept pairs until they expired", (_, passedMs, keeps) => {
    let now = 0;
    const continuity = new RedisContinuity(() => now);
    const info = (ms: number) => observed({ server_time_usec: `${1e15 + ms * 1000}` });
    continuity.observe(info(0));
    now = 3_600_000;
    continuity.observe(info(passedMs));
    expect(continuity.pairsKeptMs).toBe(keeps ? 3_595_000 : -MARGIN_MS);
  });

  it("that evicted in the past keeps pairs since its policy was changed", () => {
    const now = observed({ evicted_keys: "40" });
    const { continuity, pass } = seen(observed({ evicted_keys: "40", maxmemory_policy: "volatile-lru" }), now);
    pass(10_000);
    continuity.observe(now);
    expect(continuity.pairsKeptMs).toBe(10_000 - MARGIN_MS);
  });

  it("that never evicts because it has no limit keeps pairs, whatever its policy is", () => {
    const observation = observed({ maxmemory: "0", maxmemory_policy: "allkeys-lru" });
    expect(seen(observation).continuity.policy).toBe("noeviction");
    expect(seen(observation).continuity.pairsKeptMs).toBe(3_600_000 - MARGIN_MS);
  });

  it.each<[string, Observation, boolean]>([
    ["is another server", observed({ run_id: "a2" }, { isFirst: true }), true],
    ["is another server on the same connection, which leads to a proxy", observed({ run_id: "a2" }), false],
    ["took over the data of another server", observed({ master_replid: "b2" }), true],
    ["has evicted a key", observed({ evicted_keys: "1" }), false],
    ["has lost its data", observed({}, { mark: "m2" }), false],
  ])("that %s, and whether it may have an older state of the used sequence numbers", (_, observation, mayBeOlder) => {
    expect(seen(observation).continuity.sequencesKeptMs).toBe(mayBeOlder ? -MARGIN_MS : 3_600_000);
  });

  it("has lost everything only when its mark has changed", () => {
    expect(seen(observed({ run_id: "a2" })).hasLostAll).toBe(false);
    expect(seen(observed({}, { mark: undefined })).hasLostAll).toBe(false);
    expect(seen(observed({}, { mark: "m2" })).hasLostAll).toBe(true);
  });
});
