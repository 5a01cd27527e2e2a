import { createHmac } from "node:crypto";
import { comparableOrigin } from "../../../contract/readers.ts";
import type { Vouched } from "../../codec.ts";
import { lv } from "../format.ts";
import type { KeyTree } from "../keys/key-tree.ts";

/** Bytes by which a record names one origin. */
export const ORIGIN_REF_BYTES = 3;

/** Both origins of a pairing in comparable form; `page` is "node" for a client that is no browser. */
export interface Origins {
  readonly relay: string;
  readonly page: string;
}

/** Origins that a pair's may be found among. */
export interface OriginCandidates {
  /** The relay's own; empty: whatever host a request names. */
  readonly publicOrigins: readonly string[];
  readonly corsOrigins: readonly string[];
}

/**
 * Names an origin in 3 bytes, never zero. Without the relay's secret nobody can find another origin with the same name; an origin that
 * an intermediary makes up has it once in 16 million times.
 */
export function originRef(tree: KeyTree, role: keyof Origins, origin: string): number {
  const mac = createHmac("sha256", tree.origins).update(lv(role, origin)).digest();
  return mac.readUIntBE(0, ORIGIN_REF_BYTES) || 1;
}

/**
 * The origins that a pair was made for. Its record has no room for their text: they are found among those that the relay is
 * configured with and those that a request names, and an origin counts only when its name is the one in the record.
 */
export class PairOrigins {
  readonly #tree: KeyTree;
  readonly #refs: Readonly<Record<keyof Origins, number>>;
  #relay: string | undefined;
  #page: string | undefined;
  #last: { readonly origin: string | undefined; readonly host: string | undefined; readonly vouched: Vouched } | undefined;

  /** `refs`: zero in records that were written before records named origins. */
  constructor(tree: KeyTree, refs: Readonly<Record<keyof Origins, number>>) {
    this.#tree = tree;
    this.#refs = refs;
  }

  /** What the pair vouches for in a request with these clear headers. */
  vouch(origin: string | undefined, host: string | undefined, candidates: OriginCandidates): Vouched {
    // Nearly all requests of a pair name the same.
    if (this.#last !== undefined && this.#last.origin === origin && this.#last.host === host) return this.#last.vouched;
    const vouched = this.#vouch(origin, host, candidates);
    this.#last = { origin, host, vouched };
    return vouched;
  }

  #vouch(origin: string | undefined, host: string | undefined, { publicOrigins, corsOrigins }: OriginCandidates): Vouched {
    const named = [`https://${host}`, `http://${host}`].map(comparableOrigin);
    this.#relay ??= this.#find("relay", publicOrigins.length > 0 ? publicOrigins : named);
    const page = origin === undefined ? undefined : comparableOrigin(origin);
    this.#page ??= this.#find("page", origin === undefined ? ["node", this.#relay, ...corsOrigins, ...publicOrigins] : [page]);
    const isForeignPage = origin !== undefined && this.#refs.page !== 0 && (page === undefined || page !== this.#page);
    return { relayOrigin: this.#relay, page: this.#page, isForeignPage };
  }

  #find(role: keyof Origins, candidates: readonly (string | undefined)[]): string | undefined {
    const ref = this.#refs[role];
    if (ref === 0) return undefined;
    return candidates.find((candidate) => candidate !== undefined && originRef(this.#tree, role, candidate) === ref);
  }
}
