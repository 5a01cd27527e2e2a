/** What became of one sequence number: `ok` exactly once for each pair and number, over all relays of one store. */
export type Use = { readonly kind: "ok"; readonly record: Buffer } | { readonly kind: "none" } | { readonly kind: "replay" };

/** What a codec keeps of each pair. */
export interface PairFormat {
  /** First part of the store's keys, as stores may be shared with others. */
  readonly name: string;
  /** Length of a pair's wrapped record; the bitmap of used sequence numbers follows it in the same value. */
  readonly recordBytes: number;
  /** Sequence numbers of a pair: 0 to this minus one. A multiple of 8. */
  readonly messages: number;
  /** Milliseconds after which a pair's record has gone in any case: what a store is given for it never makes it live longer. */
  readonly lifeMs: number;
}

/**
 * Where pairs live: one value a pair, its wrapped record followed by one bit a sequence number, so that both are lost together
 * or not at all. Every method rejects (or throws) {@link StoreUnavailable} when the store cannot say what happened in time.
 *
 * What a store holds is shared by everybody, so `network` names who asks: `create` and `claim` reject (or throw) {@link StoreFull} for
 * a network that holds its share, long before anything of another one is in danger.
 */
export interface PairStore {
  /** Keeps a new record. False when the id is taken. */
  create(pairId: string, record: Buffer, ttlMs: number, network: string): boolean | Promise<boolean>;
  /** Uses up one sequence number and keeps the pair alive for `idleMs` more, in one step. */
  use(pairId: string, sequence: number, idleMs: number): Use | Promise<Use>;
  /** Claims a name once for `ttlMs`; false when somebody has claimed it before. */
  claim(name: string, ttlMs: number, network: string): boolean | Promise<boolean>;
  /** Whether the store can be reached now, and keeps what it is given. */
  readonly ready: boolean;
  /**
   * For how many milliseconds, up to now, the store is known to have kept every pair until its time: that a pair is not there proves
   * nothing of a message that was sent before. Asks a store that others can change.
   */
  pairsKeptMs(): number | Promise<number>;
  /** For how many milliseconds, up to now, the store is known to have kept the used numbers of the pairs that it has. */
  readonly numbersKeptMs: number;
  close(): Promise<void>;
}

/** The store did not answer: nothing is known, so nothing may be dispatched. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The store is not asked to hold more for this network; nothing was stored. */
export class StoreFull extends Error {
  override readonly name = "StoreFull";

  constructor(what: "pairs" | "claims") {
    super(`the store holds as many ${what} of this network as it may`);
  }
}
