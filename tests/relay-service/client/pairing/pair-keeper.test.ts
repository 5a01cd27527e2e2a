import { describe, expect, it, vi } from "vitest";
import { createPair, type Pair } from "../../../../relay-service/client/message/pair.ts";
import { createPairKeeper } from "../../../../relay-service/client/pairing/pair-keeper.ts";

const LIMITS = { messages: 8192, idleMs: 900_000, lifeMs: 3_600_000 };
const KEYS = { id: "id", clientId: "client.mac" } as Pair;

function pairAt(clock: { now: number }, limits = LIMITS): Pair {
  return createPair(KEYS, limits, () => clock.now);
}

describe("a pair", () => {
  it("hands out each of its sequence numbers once", () => {
    const pair = pairAt({ now: 0 }, { ...LIMITS, messages: 3 });
    expect([0, 1, 2, 3].map(() => pair.takeSequence())).toEqual([0, 1, 2, undefined]);
    expect(pair.isUsable()).toBe(false);
  });

  it("has at most 8192 sequence numbers, whatever the relay says", () => {
    const pair = pairAt({ now: 0 }, { ...LIMITS, messages: 10_000 });
    for (let sequence = 0; sequence < 8192; sequence++) expect(pair.takeSequence()).toBe(sequence);
    expect(pair.takeSequence()).toBeUndefined();
  });

  it("ends after two minutes unless the relay has answered", () => {
    const clock = { now: 1000 };
    const pair = pairAt(clock);
    clock.now += 114_000;
    expect(pair.isUsable()).toBe(true);
    clock.now += 2000;
    expect(pair.isUsable()).toBe(false);
    pair.confirm();
    expect(pair.isUsable()).toBe(true);
  });

  it("ends after fifteen minutes without use, and after an hour in any case", () => {
    const clock = { now: 0 };
    const pair = pairAt(clock);
    pair.confirm();
    clock.now = 896_000;
    expect(pair.isUsable()).toBe(false);
    for (let minute = 0; minute < 59; minute += 10) {
      clock.now = minute * 60_000;
      pair.takeSequence();
      expect(pair.isUsable()).toBe(true);
    }
    clock.now = 3_596_000;
    pair.takeSequence();
    expect(pair.isUsable()).toBe(false);
  });

  it("is expiring after three quarters of its numbers or of its lifetime", () => {
    const clock = { now: 0 };
    const few = pairAt(clock, { ...LIMITS, messages: 8 });
    for (let count = 0; count < 5; count++) few.takeSequence();
    expect(few.isExpiring()).toBe(false);
    few.takeSequence();
    expect(few.isExpiring()).toBe(true);
    const old = pairAt(clock);
    clock.now = 2_690_000;
    expect(old.isExpiring()).toBe(false);
    clock.now = 2_700_000;
    expect(old.isExpiring()).toBe(true);
    expect(old.age()).toBe(2_700_000);
  });
});

/** A pair factory whose results the test provides one by one. */
function maker() {
  const requests: { clientId: string | undefined; answer: PromiseWithResolvers<Pair>; signal: AbortSignal }[] = [];
  const make = (clientId: string | undefined, signal: AbortSignal) => {
    const answer = Promise.withResolvers<Pair>();
    requests.push({ clientId, answer, signal });
    return answer.promise;
  };
  return { requests, keeper: createPairKeeper(make) };
}

describe("the keeper of pairs", () => {
  it("makes one pair for concurrent calls, and for later ones", async () => {
    const { requests, keeper } = maker();
    const calls = [keeper.get(undefined), keeper.get(undefined), keeper.get(undefined)];
    const pair = pairAt({ now: 0 });
    requests[0]?.answer.resolve(pair);
    expect(await Promise.all(calls)).toEqual([pair, pair, pair]);
    expect(await keeper.get(undefined)).toBe(pair);
    expect(requests).toHaveLength(1);
  });

  it("makes the next pair in the background when a pair is expiring", async () => {
    const { requests, keeper } = maker();
    const expiring = pairAt({ now: 0 }, { ...LIMITS, messages: 4 });
    const first = keeper.get(undefined);
    requests[0]?.answer.resolve(expiring);
    await first;
    for (let count = 0; count < 3; count++) expiring.takeSequence();
    expect(await keeper.get(undefined)).toBe(expiring);
    expect(await keeper.get(undefined)).toBe(expiring);
    expect(requests.map(({ clientId }) => clientId)).toEqual([undefined, "client.mac"]);
    const next = pairAt({ now: 0 });
    requests[1]?.answer.resolve(next);
    await requests[1]?.answer.promise;
    expect(await keeper.get(undefined)).toBe(next);
  });

  it("makes one successor for each pair, and retries in the background some time after a failure", async () => {
    const { requests, keeper } = maker();
    const clock = vi.spyOn(performance, "now").mockReturnValue(1000);
    const give = async (index: number) => {
      const pair = pairAt({ now: 0 }, { ...LIMITS, messages: 4 });
      for (let count = 0; count < 3; count++) pair.takeSequence();
      requests[index]?.answer.resolve(pair);
      await requests[index]?.answer.promise;
      return pair;
    };
    const first = keeper.get(undefined);
    await give(0);
    await first;
    await keeper.get(undefined);
    const second = await give(1);
    expect(await keeper.get(undefined)).toBe(second);
    requests[2]?.answer.reject(new Error("away"));
    await requests[2]?.answer.promise.catch(() => {});
    await keeper.get(undefined);
    expect(requests).toHaveLength(3);
    clock.mockReturnValue(12_000);
    await keeper.get(undefined);
    expect(requests).toHaveLength(4);
    clock.mockRestore();
  });

  it("continues with an expiring pair when no other can be made, and does not retry all the time", async () => {
    const { requests, keeper } = maker();
    const expiring = pairAt({ now: 0 }, { ...LIMITS, messages: 4 });
    const first = keeper.get(undefined);
    requests[0]?.answer.resolve(expiring);
    await first;
    for (let count = 0; count < 3; count++) expiring.takeSequence();
    await keeper.get(undefined);
    requests[1]?.answer.reject(new Error("away"));
    await requests[1]?.answer.promise.catch(() => {});
    expect(await keeper.get(undefined)).toBe(expiring);
    expect(await keeper.get(undefined)).toBe(expiring);
    expect(requests).toHaveLength(2);
  });

  it("forgets pairings that failed, and pairs that were dropped", async () => {
    const { requests, keeper } = maker();
    const failing = keeper.get(undefined);
    requests[0]?.answer.reject(new Error("away"));
    await expect(failing).rejects.toThrow("away");
    const second = keeper.get(undefined);
    const pair = pairAt({ now: 0 });
    requests[1]?.answer.resolve(pair);
    await second;
    keeper.drop(pair);
    const third = keeper.get(undefined);
    expect(requests[2]?.clientId).toBe("client.mac");
    const other = pairAt({ now: 0 });
    requests[2]?.answer.resolve(other);
    await third;
    // What is not in use any more cannot be dropped again.
    keeper.drop(pair, true);
    expect(await keeper.get(undefined)).toBe(other);
    keeper.drop(other, true);
    keeper.get(undefined).catch(() => {});
    expect(requests[3]?.clientId).toBeUndefined();
  });

  it("lets a caller leave, and ends the pairing when the last caller has left", async () => {
    const { requests, keeper } = maker();
    const [one, two] = [new AbortController(), new AbortController()];
    const calls = [keeper.get(one.signal), keeper.get(two.signal)];
    one.abort(new Error("one"));
    await expect(calls[0]).rejects.toThrow("one");
    expect(requests[0]?.signal.aborted).toBe(false);
    two.abort(new Error("two"));
    await expect(calls[1]).rejects.toThrow("two");
    expect(requests[0]?.signal.aborted).toBe(true);
    keeper.get(undefined).catch(() => {});
    expect(requests).toHaveLength(2);
  });
});
