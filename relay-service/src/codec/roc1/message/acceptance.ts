import { hash, timingSafeEqual } from "node:crypto";
import type { Header } from "../../../http/header.ts";
import { SAFE_METHODS } from "../../../http/methods.ts";
import { keptBytes } from "../../../memory/kept-bytes.ts";
import type { PairStore, Use } from "../../../store/pair-store.ts";
import { type OpenedRequest, type ProvenCode, Refusal, type WireRequest } from "../../codec.ts";
import { type MessageCrypto, openFinal } from "../crypto/message-crypto.ts";
import { AGE_TOLERANCE_MS, lv, PAIR_IDLE_MS, PAIR_LIFE_MS, REQUEST, TAG_BYTES } from "../format.ts";
import { headerKey } from "../keys/header-key.ts";
import { hmac, hmacKey } from "../keys/hmac.ts";
import type { KeyTree } from "../keys/key-tree.ts";
import { LvWriter } from "../keys/lv-writer.ts";
import { type RequestKeys, requestKeys } from "../keys/message-keys.ts";
import type { ClientIds } from "../pairing/client-ids.ts";
import type { KnownPair, KnownPairs } from "../pairs/known-pairs.ts";
import type { OriginCandidates } from "../pairs/pair-origins.ts";
import { type Pair, RECORD_LIFE_MS, unwrapPair } from "../pairs/pair-record.ts";
import { type RequestHead, readHead } from "./head.ts";
import { Roc1Request, refusal } from "./opened-request.ts";
import { parseRequestHeader, type RequestHeader } from "./request-header.ts";
import { whenAvailable } from "./when-available.ts";

/** The dependencies of accepting a request. */
export interface Acceptance {
  readonly crypto: MessageCrypto;
  readonly trees: readonly KeyTree[];
  readonly clientIds: ClientIds;
  readonly pairs: KnownPairs;
  readonly store: PairStore;
  readonly clock: () => number;
  /** How long a sealed `idempotency-key` is remembered, in milliseconds; 0 = such keys are ignored. */
  readonly idempotencyMs: number;
  readonly origins: OriginCandidates;
}

interface Authentic {
  readonly request: WireRequest;
  readonly header: RequestHeader;
  readonly clientId: string;
  readonly signedClientId: string;
  readonly known: KnownPair;
}

/**
 * Accepts a request, cheapest check first: form, client id and tag before the store is asked, the store's answer before anything
 * is opened. Returns a plain value if the store does.
 */
export function acceptRequest(acceptance: Acceptance, request: WireRequest): OpenedRequest | Promise<OpenedRequest> {
  const header = parseRequestHeader(request);
  const { id: clientId, signed: signedClientId } = acceptance.clientIds.verify(header.signedClientId);
  const known = authenticate(acceptance, request, header, clientId);
  const authentic = { request, header, clientId, signedClientId, known };
  // By the age that the client gives, the pair has ended. Asking the store would only keep the record alive.
  if (header.age >= PAIR_LIFE_MS) throw refusal("stale", known.headerKey, header.tag);
  const keptMs = msToKeep(known, header.age, acceptance.clock());
  const use = whenAvailable(() => acceptance.store.use(header.pairId, header.sequence, keptMs));
  return use instanceof Promise ? use.then((done) => open(acceptance, authentic, done)) : open(acceptance, authentic, use);
}

/** How long the store keeps the record. A client cannot extend it by giving too low an age. */
function msToKeep({ madeAt }: KnownPair, age: number, now: number): number {
  const lived = madeAt === undefined ? age : Math.max(age, now - madeAt);
  return Math.max(1, Math.floor(Math.min(PAIR_IDLE_MS, RECORD_LIFE_MS - lived)));
}

const writer = new LvWriter();
const computedTag = Buffer.alloc(TAG_BYTES);

/** Checks the tag over everything that is in the clear and the sealed head. Throws {@link Refusal} 562 `tag`. */
function authenticate({ trees, pairs }: Acceptance, request: WireRequest, header: RequestHeader, clientId: string): KnownPair {
  const tagged = writer.start().ascii(REQUEST).ascii(request.method).ascii(header.bound);
  const message = tagged.ascii(request.target).ascii(request.sealedHead).written();
  const isSignedBy = (key: KnownPair["headerKey"]) => {
    computedTag.write(hmac(key, message), "latin1");
    return timingSafeEqual(computedTag, header.tag);
  };
  const known = pairs.get(header.pairId, clientId);
  if (known) {
    if (isSignedBy(known.headerKey)) return known;
    throw new Refusal(562, "tag");
  }
  for (const tree of trees) {
    const key = hmacKey(headerKey(tree, clientId, header.pairId));
    if (isSignedBy(key)) return pairs.add(header.pairId, clientId, key);
  }
  throw new Refusal(562, "tag");
}

/**
 * The store does not have the pair. That proves something only if the store has lost no pair since the request was sent: a lost pair may
 * already have served this request. A client counts its age from the answer to the pairing. The relay cannot tell how
 * long that answer took from a delay of the request. So a request may seem older than it is, never younger.
 */
function refuseAbsent({ store, clock }: Acceptance, { header, known }: Authentic): never | Promise<never> {
  const { madeAt } = known;
  if (madeAt === undefined) throw new Refusal(560, "nopair");
  const decide = (keptMs: number): never => {
    const sentMs = Math.max(0, clock() - madeAt - header.age);
    throw sentMs < keptMs ? refusal("nopair", known.headerKey, header.tag) : new Refusal(560, "nopair");
  };
  const kept = whenAvailable(() => store.pairsKeptMs());
  return kept instanceof Promise ? kept.then(decide) : decide(kept);
}

function open(acceptance: Acceptance, authentic: Authentic, use: Use): OpenedRequest | Promise<OpenedRequest> {
  const { crypto, store } = acceptance;
  const { request, header, clientId, signedClientId, known } = authentic;
  if (use.kind === "replay") throw new Refusal(562, "replay");
  if (use.kind === "none") return refuseAbsent(acceptance, authentic);
  const now = acceptance.clock();
  const { secret, madeAt, origins } = pairIn(acceptance, authentic, use.record, now);
  const elapsed = now - madeAt;
  // A store that was replaced by an older copy may no longer know that this number has been used.
  const refusalOf = (code: ProvenCode): Refusal => {
    const sentMs = Math.max(0, acceptance.clock() - madeAt - header.age);
    return refusal(code, sentMs < store.sequencesKeptMs ? known.headerKey : undefined, header.tag);
  };
  if (elapsed >= PAIR_LIFE_MS || Math.abs(elapsed - header.age) > AGE_TOLERANCE_MS) throw refusalOf("stale");
  if (header.hasBody && !request.hasBody) throw refusalOf("open");

  const clearTarget = header.urlMode === "0" ? request.target : "";
  const keys = requestKeys(crypto, secret, header.salt, request.method, header.bound, clearTarget);
  const head = openHead(header, keys);
  const target = head && openTarget(request, header, keys, head);
  if (head === undefined || target === undefined) throw refusalOf("open");
  const isFresh = () => Math.abs(acceptance.clock() - madeAt - header.age) <= AGE_TOLERANCE_MS;
  return new Roc1Request({
    crypto,
    header,
    signedClientId,
    notDispatched: refusalOf,
    keys,
    target,
    headers: head.headers,
    verifiedOrigins: origins.verify(request.origin, request.host, acceptance.origins),
    claim: claimOf(acceptance, request, clientId, head.headers),
    isFresh,
  });
}

/** The pair that `record` holds, unwrapped only if the store returned other bytes than before. */
function pairIn({ trees }: Acceptance, { header, clientId, known }: Authentic, record: Buffer, now: number): Pair {
  known.usedAt = now;
  if (!known.pair || !known.record?.equals(record)) {
    known.pair = unwrapPair(trees, clientId, header.pairId, record);
    known.record = keptBytes(record);
  }
  // Client and store both have the pair: somebody wrote to the store, or this relay lacks a secret. So nothing can be proven.
  if (!known.pair) throw new Refusal(560, "nopair", { warning: "a pair's record could not be unwrapped" });
  return known.pair;
}

/** Undefined when the head is not authentic, or has a url although the header says otherwise, or the reverse. */
function openHead(header: RequestHeader, keys: RequestKeys): RequestHead | undefined {
  const opened = openFinal(keys.head(), 0, header.sealedHead);
  const head = opened && readHead(opened.toString());
  return head && (header.urlMode === "2") === (head.url !== undefined) ? head : undefined;
}

/** Undefined when a url that is sealed by itself is not authentic. */
function openTarget(request: WireRequest, header: RequestHeader, keys: RequestKeys, head: RequestHead): string | undefined {
  if (header.urlMode === "1") return openFinal(keys.url(), 0, header.sealedUrl)?.toString("latin1");
  return head.url ?? request.target.slice(1);
}

/** See {@link OpenedRequest.claim}. */
function claimOf(
  { store, idempotencyMs }: Acceptance,
  request: WireRequest,
  clientId: string,
  headers: readonly Header[],
): OpenedRequest["claim"] {
  if (idempotencyMs === 0 || SAFE_METHODS.has(request.method)) return null;
  const name = idempotencyName(clientId, headers);
  return name === undefined ? null : () => whenAvailable(() => store.claim(name, idempotencyMs, request.network ?? ""));
}

/** The name of a client's idempotency key in the store, which must not learn the key itself. */
function idempotencyName(clientId: string, headers: readonly Header[]): string | undefined {
  const key = headers.find(([name]) => name === "idempotency-key")?.[1];
  return key && hash("sha256", lv("roc1/idempotency", clientId, key), "base64url");
}
