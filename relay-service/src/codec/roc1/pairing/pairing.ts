import { hash } from "node:crypto";
import { comparableOrigin } from "../../../contract/origins.ts";
import type { PairStore } from "../../../store/pair-store.ts";
import { type PairingContext, Refusal } from "../../codec.ts";
import {
  CHUNK_BYTES,
  CODEC,
  PAIR_IDLE_MS,
  PAIR_LIFE_MS,
  PAIR_MESSAGES,
  PAIR_UNCONFIRMED_MS,
  PAIRING_INFO,
  RELAY_NONCE_BYTES,
  SIGNED,
  SUITE,
  transcript,
} from "../format.ts";
import { headerKey } from "../keys/header-key.ts";
import type { KeyTree } from "../keys/key-tree.ts";
import { randomPooled } from "../keys/random-pool.ts";
import { whenAvailable } from "../message/when-available.ts";
import { newPairId } from "../pairs/pair-id.ts";
import type { Origins } from "../pairs/pair-origins.ts";
import { wrapPair } from "../pairs/pair-record.ts";
import type { Identity } from "./identity.ts";
import type { KeyAgreement } from "./key-agreement.ts";
import { type Offer, readOffers } from "./offer.ts";

/** The page of a client that is not a browser. */
const NO_BROWSER = "node";

/** The dependencies of pairing. */
export interface Pairing {
  readonly tree: KeyTree;
  readonly identity: Identity;
  readonly agree: KeyAgreement;
  readonly store: PairStore;
  readonly clock: () => number;
  /** The relay's own origins in comparable form; empty = not checked. */
  readonly publicOrigins: readonly string[];
  /** Origins of pages that may use the relay, in comparable form. */
  readonly corsOrigins: readonly string[];
  /** The versions of the wire that this relay can use, the best first. */
  readonly wireVersions: readonly number[];
}

interface MadePair {
  readonly pairId: string;
  readonly record: Buffer;
  readonly answer: Record<string, unknown>;
}

/**
 * Answers the offers of a pairing request, in their order. All are computed before the first is stored, so one bad offer
 * leaves nothing in the store. Throws {@link Refusal} 400 `pairing`, 400 `wire` or 403 `origin`.
 */
export async function pairOffers(pairing: Pairing, json: unknown, context: PairingContext): Promise<readonly unknown[]> {
  const offers = readOffers(json);
  const origins = offers.map((offer) => checkedOrigins(pairing, offer, context.origin));
  const wires = offers.map((offer) => wireVersion(pairing, offer));
  const pairs = await Promise.all(
    offers.map((offer, index) =>
      makePair(pairing, offer, context.clientId.id, origins[index] as Origins, wires[index] as number),
    ),
  );
  for (const { pairId, record } of pairs) {
    // An id holds 80 random bits: a duplicate means that the random source or the store is broken.
    if (!(await whenAvailable(() => pairing.store.create(pairId, record, PAIR_UNCONFIRMED_MS, context.network ?? ""))))
      throw new Error("a new pair id is taken");
  }
  return pairs.map(({ answer }) => answer);
}

/**
 * The page must be the one that the browser names, and both sides must mean the same relay. Otherwise somebody could pair in their
 * names.
 */
function checkedOrigins({ publicOrigins, corsOrigins }: Pairing, { origin, page }: Offer, header: string | undefined): Origins {
  const own = comparableOrigin(origin);
  const from = header === undefined ? NO_BROWSER : comparableOrigin(header);
  const claimed = page === NO_BROWSER ? NO_BROWSER : comparableOrigin(page);
  if (!own?.startsWith("http") || !from || claimed !== from) throw new Refusal(403, "origin");
  const ownOrigins = publicOrigins.length > 0 ? publicOrigins : [own];
  if (!ownOrigins.includes(own)) throw new Refusal(403, "origin");
  // The relay's own pages may always use it.
  if (header !== undefined && !ownOrigins.includes(from) && !corsOrigins.includes(from)) throw new Refusal(403, "origin");
  return { relay: own, page: from };
}

/** The best version of the wire that both sides can use. The refusal names those of this relay, so that a client can tell which side is too old. */
function wireVersion({ wireVersions }: Pairing, { wire }: Offer): number {
  const version = wireVersions.find((each) => wire.includes(each));
  if (version === undefined) throw new Refusal(400, "wire", { details: { wire: wireVersions } });
  return version;
}

async function makePair(pairing: Pairing, offer: Offer, clientId: string, origins: Origins, wire: number): Promise<MadePair> {
  const { tree, identity } = pairing;
  // The relay chooses the id, as the header key depends on it: a client that could choose it could obtain the key of another client.
  const pairId = newPairId(pairing.clock());
  const nonce = randomPooled(RELAY_NONCE_BYTES);
  const th = hash("sha256", transcript(offer, clientId, pairId, nonce), "buffer");
  const terms = {
    hk: headerKey(tree, clientId, pairId).toString("base64url"),
    win: PAIR_MESSAGES,
    idle: PAIR_IDLE_MS,
    life: PAIR_LIFE_MS,
    seg: CHUNK_BYTES,
    feat: ["hdr-url"],
    wire,
    // What the relay has received, so that the client sees whether an intermediary has taken a version away.
    offered: offer.wire,
  };
  const info = Buffer.concat([Buffer.from(PAIRING_INFO), th]);
  const { enc, box, pairSecret } = await pairing.agree(offer.publicKey, info, th, Buffer.from(JSON.stringify(terms)));
  const sealed = hash("sha256", Buffer.concat([enc, box]), "buffer");
  const answer = {
    ref: offer.ref,
    pairId,
    codec: CODEC,
    suite: SUITE,
    nonce: nonce.toString("base64url"),
    enc: Buffer.from(enc).toString("base64url"),
    box: Buffer.from(box).toString("base64url"),
    kid: identity.keyId.toString("base64url"),
    sig: identity.sign(Buffer.concat([Buffer.from(SIGNED), th, sealed])).toString("base64url"),
  };
  return { pairId, record: wrapPair(tree, clientId, pairId, pairSecret, pairing.clock(), origins), answer };
}
