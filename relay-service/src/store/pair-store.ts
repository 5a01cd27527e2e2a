/** The result of using a sequence number: `ok` exactly once for each pair and number, over all relays of one store. */
export type Use = { readonly kind: "ok"; readonly record: Buffer } | { readonly kind: "none" } | { readonly kind: "replay" };

/** What a codec stores of each pair. */
export interface PairFormat {
  /** Prefix of the store's keys. */
  readonly name: string;
  /** Length of a pair's encrypted record. The bitmap of used sequence numbers follows it in the same value. */
  readonly recordBytes: number;
  /** Number of sequence numbers of a pair, which start at 0. A multiple of 8. */
  readonly messages: number;
  /** Longest life of a pair's record in milliseconds, whatever time to live the store is given. */
  readonly lifeMs: number;
}

/**
 * Stores pairs. Each pair is one value: its encrypted record, then one bit for each sequence number, so that both are lost together or not at
 * all. Every method rejects (or throws) {@link StoreUnavailable} when the store does not answer in time.
 *
 * All clients share the capacity of a store. `network` is the client network that asks: `create` and `claim` reject (or throw)
 * {@link StoreFull} when that network has used its share, long before the store is full for others.
 */
export interface PairStore {
  /** Stores a new record. False when the id is taken. */
  create(pairId: string, record: Buffer, ttlMs: number, network: string): boolean | Promise<boolean>;
  /** Marks one sequence number as used and extends the pair's life to `idleMs` from now, in one atomic step. */
  use(pairId: string, sequence: number, idleMs: number): Use | Promise<Use>;
  /** Claims a name for `ttlMs`. False when the name is already claimed. */
  claim(name: string, ttlMs: number, network: string): boolean | Promise<boolean>;
  /** Whether the store can be reached, and does not evict entries unless that is accepted. */
  readonly isReady: boolean;
  /**
   * For how many milliseconds, up to now, the store has certainly lost no pair before it expired. For a message that was sent earlier, a
   * missing pair proves nothing. Sends a command to a store that others can change.
   */
  pairsKeptMs(): number | Promise<number>;
  /** For how many milliseconds, up to now, the store has certainly lost no used sequence number of the pairs that it has. */
  readonly sequencesKeptMs: number;
  close(): Promise<void>;
}

/** The store did not answer, so it is unknown whether the command took effect. Nothing may be dispatched. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The client network has used its share of the store. Nothing was stored. */
export class StoreFull extends Error {
  override readonly name = "StoreFull";

  constructor(what: "pairs" | "claims") {
    super(`the store holds as many ${what} of this network as it may`);
  }
}
