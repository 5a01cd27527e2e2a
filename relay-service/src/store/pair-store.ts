/** What became of one sequence number: `ok` exactly once for each pair and number, over all relays of one store. */
export type Use = { readonly kind: "ok"; readonly record: Buffer } | { readonly kind: "none" } | { readonly kind: "replay" };

/** Length of a pair's wrapped record in bytes; the bitmap of used sequence numbers follows it in the same value. */
export const RECORD_BYTES = 80;

/**
 * Where pairs live: one value a pair, its wrapped record followed by one bit a sequence number, so that both are lost together
 * or not at all. Every method rejects (or throws) {@link StoreUnavailable} when the store cannot say what happened in time.
 */
export interface PairStore {
  /** Keeps a new record. False when the id is taken. */
  create(pairId: string, record: Buffer, ttlMs: number): boolean | Promise<boolean>;
  /** Uses up one sequence number and keeps the pair alive for `idleMs` more, in one step. */
  use(pairId: string, sequence: number, idleMs: number): Use | Promise<Use>;
  /** Claims a name once for `ttlMs`; false when somebody has claimed it before. */
  claim(name: string, ttlMs: number): boolean | Promise<boolean>;
  /** Whether the store can be reached now. */
  readonly ready: boolean;
  close(): Promise<void>;
}

/** The store did not answer: nothing is known, so nothing may be dispatched. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
