import { randomBytes } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import { PAIR_FORMAT } from "../../../relay-service/src/codec/create-codec.ts";
import { type PairStore, StoreUnavailable } from "../../../relay-service/src/store/pair-store.ts";
import { createRedisStore } from "../../../relay-service/src/store/redis.ts";

const NETWORK = "192.0.2.1";

/** Milliseconds; longer than any test. */
export const LONG = 60_000;
export const RECORD = randomBytes(80);

/** What all stores of a test have logged. */
export const lines: unknown[][] = [];

/** A store of its own; it is closed at the end of the test. */
export function newStore(url: string, timeoutMs = 10_000): PairStore {
  const collect = (...line: unknown[]) => void lines.push(line);
  const store = createRedisStore({ url, format: PAIR_FORMAT, timeoutMs, log: { info: collect, warn: collect, error: collect } });
  onTestFinished(() => store.close());
  return store;
}

/** Polls until the value is as expected; the limit is for a busy machine. */
export const poll = <T>(read: () => T) => expect.poll(read, { interval: 1, timeout: 20_000 });
export const untilReady = (store: PairStore, expected = true) => poll(() => store.isReady).toBe(expected);

export async function newPair(store: PairStore): Promise<string> {
  const id = randomBytes(16).toString("base64url");
  expect(await store.create(id, RECORD, LONG, NETWORK)).toBe(true);
  return id;
}

/** The result of one call, where a refusal is a result too. */
export async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreUnavailable);
    return "unavailable";
  }
}
export const kind = (store: PairStore, id: string, sequence: number) =>
  outcome(async () => (await store.use(id, sequence, LONG)).kind);
