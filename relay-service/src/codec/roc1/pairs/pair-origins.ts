import { createHmac } from "node:crypto";
import { comparableOrigin } from "../../../contract/origins.ts";
import type { VerifiedOrigins } from "../../codec.ts";
import { lv } from "../format.ts";
import type { KeyTree } from "../keys/key-tree.ts";

/** Length of the name of one origin in a record. */
export const ORIGIN_REF_BYTES = 3;

/** Both origins of a pairing in comparable form; `page` is "node" for a client that is not a browser. */
export interface Origins {
  readonly relay: string;
  readonly page: string;
}

/** The origins among which those of a pair are looked up. */
export interface OriginCandidates {
  /** The relay's own. Empty: the host that the request names. */
  readonly publicOrigins: readonly string[];
  readonly corsOrigins: readonly string[];
}

/**
 * Names an origin in 3 bytes, never zero. Without the relay's secret nobody can compute another origin with the same name. An
 * origin that an intermediary makes up has the same name with a probability of 1 in 16 million.
 */
export function originRef(tree: KeyTree, role: keyof Origins, origin: string): number {
  const mac = createHmac("sha256", tree.origins).update(lv(role, origin)).digest();
  return mac.readUIntBE(0, ORIGIN_REF_BYTES) || 1;
}

/**
 * The origins that a pair was made for. Its record has no room for their text: they are looked up among those that the relay
 * is configured with and those that a request names. An origin counts only if its name is the one in the record.
 */
export class PairOrigins {
  readonly #tree: KeyTree;
  readonly #refs: Readonly<Record<keyof Origins, number>>;
  #relay: string | undefined;
  #page: string | undefined;
  #last:
    | { readonly origin: string | undefined; readonly host: string | undefined; readonly verifiedOrigins: VerifiedOrigins }
    | undefined;

  /** `refs`: zero in the records of older relays, which do not name origins. */
  constructor(tree: KeyTree, refs: Readonly<Record<keyof Origins, number>>) {
    this.#tree = tree;
    this.#refs = refs;
  }

  /** The verified origins of a request with these clear headers. */
  verify(origin: string | undefined, host: string | undefined, candidates: OriginCandidates): VerifiedOrigins {
    // Nearly all requests of a pair have the same headers.
    if (this.#last !== undefined && this.#last.origin === origin && this.#last.host === host) return this.#last.verifiedOrigins;
    const verifiedOrigins = this.#lookUp(origin, host, candidates);
    this.#last = { origin, host, verifiedOrigins };
    return verifiedOrigins;
  }

  #lookUp(
    origin: string | undefined,
    host: string | undefined,
    { publicOrigins, corsOrigins }: OriginCandidates,
  ): VerifiedOrigins {
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
