import type { Pair } from "../message/pair.ts";
import { abortable } from "./waiting.ts";

/** Keeps the pair of one relay. It is made when it is first needed, and its successor before it ends. */
export interface PairKeeper {
  /**
   * A usable pair. Concurrent callers share one pairing. An abort only ends the caller's own wait, and the last one the pairing,
   * too.
   */
  get(signal: AbortSignal | undefined): Promise<Pair>;
  /** The relay does not know this pair any more. With `forgetClient`, it does not know the client id either. */
  drop(pair: Pair, forgetClient?: boolean): void;
}

/** Milliseconds from a failed attempt to make a successor in the background to the next one. */
const RETRY_INTERVAL_MS = 10_000;

/** A pairing that is not finished. */
interface PendingPairing {
  readonly pair: Promise<Pair>;
  readonly controller: AbortController;
  /** How many callers wait for it. */
  waiting: number;
}

/** `makePair` receives the client id of the previous pair. A pairing that fails is forgotten, so the next call tries again. */
export function createPairKeeper(makePair: (clientId: string | undefined, signal: AbortSignal) => Promise<Pair>): PairKeeper {
  let current: Pair | undefined;
  let pending: PendingPairing | undefined;
  let clientId: string | undefined;
  let noRetryBefore = 0;

  function start(): PendingPairing {
    const controller = new AbortController();
    const made: PendingPairing = {
      controller,
      waiting: 0,
      pair: makePair(clientId, controller.signal).then((pair) => {
        current = pair;
        clientId = pair.clientId;
        return pair;
      }),
    };
    const done = () => {
      if (pending === made) pending = undefined;
    };
    made.pair.then(done, done);
    return made;
  }

  async function wait(shared: PendingPairing, signal: AbortSignal | undefined): Promise<Pair> {
    shared.waiting++;
    try {
      return await abortable(shared.pair, signal);
    } finally {
      if (--shared.waiting === 0 && pending === shared) {
        pending = undefined;
        shared.controller.abort();
      }
    }
  }

  return {
    async get(signal) {
      if (!current?.isUsable()) {
        pending ??= start();
        return wait(pending, signal);
      }
      if (current.isExpiring() && !pending && performance.now() >= noRetryBefore) {
        pending = start();
        // It counts as one waiting caller, so that no abort ends it. If it fails, the current pair still works for a while.
        pending.waiting++;
        pending.pair.catch(() => {
          noRetryBefore = performance.now() + RETRY_INTERVAL_MS;
        });
      }
      return current;
    },
    drop(pair, forgetClient = false) {
      if (current === pair) current = undefined;
      if (forgetClient && clientId === pair.clientId) clientId = undefined;
    },
  };
}
