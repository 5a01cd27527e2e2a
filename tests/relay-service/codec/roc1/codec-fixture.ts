import { Refusal } from "../../../../relay-service/src/codec/codec.ts";
import { PAIR_FORMAT } from "../../../../relay-service/src/codec/create-codec.ts";
import { createRoc1, type Roc1Options } from "../../../../relay-service/src/codec/roc1/roc1.ts";
import { createMemoryStore } from "../../../../relay-service/src/store/memory.ts";
import type { PairStore } from "../../../../relay-service/src/store/pair-store.ts";
import { refusalMac } from "../../../support/independent-client/opened-answer.ts";
import type { Pair } from "../../../support/independent-client/pairing.ts";
import type { SealedRequest } from "../../../support/independent-client/sealed-request.ts";
import { cachedKeyTree } from "../../../support/relay/key-trees.ts";
import { pairWith } from "./in-process-client.ts";

export const SECRET = "the first secret of the tests, long enough";

/** A codec on a store that records each call, with a clock that the test controls. */
export function codecFixture(options: Partial<Roc1Options> = {}) {
  const time = { now: 1_800_000_000_000 };
  const clock = () => time.now;
  const calls: string[] = [];
  const inner = options.store ?? createMemoryStore({ format: PAIR_FORMAT, clock });
  const store: PairStore = {
    create: (...args) => noted("create", () => inner.create(...args)),
    use: (...args) => noted("use", () => inner.use(...args)),
    claim: (...args) => noted("claim", () => inner.claim(...args)),
    isReady: true,
    pairsKeptMs: () => inner.pairsKeptMs(),
    get sequencesKeptMs() {
      return inner.sequencesKeptMs;
    },
    close: async () => {},
  };
  const noted = <T>(name: string, call: () => T): T => {
    calls.push(name);
    return call();
  };
  const codec = createRoc1({ secrets: [SECRET], clock, deriveKeys: cachedKeyTree, ...options, store });
  return { codec, calls, time, store: inner };
}

/** The refusal of a call, as a client would see it. Anything else that is thrown fails the test. */
export async function refusalOf(
  call: () => unknown,
): Promise<{ status: number; code: string; mac: string | undefined } | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, code: error.code, mac: error.mac };
  }
}

/** A codec with one pair; its calls to the store begin with the first request. */
export async function pairedFixture(options: Partial<Roc1Options> = {}) {
  const made = codecFixture(options);
  const pair = await pairWith(made.codec);
  made.calls.length = 0;
  return { ...made, pair };
}

/** A refusal that proves nothing. */
export const refused = (code: string, status: number) => ({ status, code, mac: undefined });

/** The refusal that proves to this pair that this request was not dispatched. */
export const proven = (code: string, status: number, pair: Pair, { tag }: SealedRequest) => ({
  status,
  code,
  mac: refusalMac(pair, tag, code).toString("base64url"),
});

/** The same store, which answers later, as Redis does. */
export function slow(store: PairStore): PairStore {
  return {
    ...store,
    create: async (...args) => store.create(...args),
    use: async (...args) => store.use(...args),
    claim: async (...args) => store.claim(...args),
  };
}
