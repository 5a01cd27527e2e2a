import type { Pair } from "../message/pair.ts";
import { abortable } from "./waiting.ts";

/** Keeps the pair of one relay: makes it when it is first needed, and its successor before it ends. */
export interface PairKeeper {
  /** A usable pair. Callers at the same time share one pairing; each can leave by its signal, the last one ends it. */
  get(signal: AbortSignal | undefined): Promise<Pair>;
  /** The relay does not know this pair any more. `forgetClient`: nor the client's id. */
  drop(pair: Pair, forgetClient?: boolean): void;
}

/** Milliseconds between two tries to make a successor in the background. */
const QUIET_MS = 10_000;

/** A pairing under way. */
interface Pending {
  readonly pair: Promise<Pair>;
  readonly controller: AbortController;
  waiting: number;
}

/** `makePair` gets the client's id of an earlier pair. A pairing that fails is forgotten: the next call tries anew. */
export function createPairKeeper(makePair: (clientId: string | undefined, signal: AbortSignal) => Promise<Pair>): PairKeeper {
  let current: Pair | undefined;
  let pending: Pending | undefined;
  let clientId: string | undefined;
  let quietUntil = 0;

  function start(): Pending {
    const controller = new AbortController();
    const made: Pending = {
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

  async function wait(shared: Pending, signal: AbortSignal | undefined): Promise<Pair> {
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
      if (current.isWorn() && !pending && performance.now() >= quietUntil) {
        pending = start();
        // Nobody waits for it yet, so nobody may end it; if it fails, the pair in use still works for a while.
        pending.waiting++;
        pending.pair.catch(() => {
          quietUntil = performance.now() + QUIET_MS;
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
