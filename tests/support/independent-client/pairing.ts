import { createHash, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { lengthPrefixed } from "./length-prefixed.ts";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** A pair of client and relay. `nextSequence` is the client's own count. */
export interface Pair {
  /** `<uuid>.<mac>`, as it travels. */
  readonly signedClientId: string;
  readonly pairId: string;
  readonly secret: Buffer;
  readonly headerKey: Buffer;
  readonly origin: string;
  /** What the relay sealed for the client: the header key, and the limits of the pair. */
  readonly terms: Readonly<Record<string, unknown>>;
  /** Milliseconds of `now` at which the pair was made. */
  readonly since: number;
  readonly now: () => number;
  nextSequence: number;
}

/** The client's half of a pairing, before the answer. */
export interface Offer {
  /** One element of the array that is posted to `/api/mte-pair`. */
  readonly element: Readonly<Record<string, unknown>>;
  readonly keys: CryptoKeyPair;
}

export interface OfferOptions {
  /** The relay's origin as the client sees it. */
  readonly origin: string;
  /** The origin of the page, "node" where there is none. */
  readonly page?: string;
  readonly suites?: readonly number[];
  /** Members to send instead of the right ones: what a dishonest client may send. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

export async function makeOffer({ origin, page = "node", suites = [1], changes }: OfferOptions): Promise<Offer> {
  const keys = (await suite.kem.generateKeyPair()) as CryptoKeyPair;
  const pk = Buffer.from(await suite.kem.serializePublicKey(keys.publicKey));
  return {
    element: {
      pairId: "label",
      codec: "roc1",
      suites,
      pk: toBase64url(pk),
      nonce: toBase64url(randomBytes(32)),
      origin,
      page,
      wire: [1],
      ...changes,
    },
    keys,
  };
}

/** One element of the relay's answer. */
export type PairAnswer = Readonly<Record<"ref" | "pairId" | "codec" | "nonce" | "enc" | "box" | "kid" | "sig", string>> & {
  readonly suite: number;
};

export interface AcceptOptions {
  /** Public Ed25519 keys in base64url; with any, the signature must be of one of them. */
  readonly pins?: readonly string[];
  readonly now?: () => number;
}

/** Completes a pairing. Throws when anything of the answer is not what the client asked for. */
export async function acceptAnswer(
  offer: Offer,
  answer: PairAnswer,
  signedClientId: string,
  { pins = [], now = () => performance.now() }: AcceptOptions = {},
): Promise<Pair> {
  const { element, keys } = offer;
  if (answer.ref !== element.pairId || answer.codec !== "roc1" || answer.suite !== 1)
    throw new Error("another pairing was answered");
  fromBase64url(answer.pairId, 16);
  const [clientId = ""] = signedClientId.split(".");
  const enc = fromBase64url(answer.enc, 1120);
  const box = fromBase64url(answer.box);
  const th = sha256(
    lengthPrefixed(
      "roc1/pair/1",
      Buffer.from(element.suites as number[]),
      Buffer.of(answer.suite),
      clientId,
      answer.pairId,
      element.origin as string,
      element.page as string,
      fromBase64url(element.pk, 1216),
      fromBase64url(element.nonce, 32),
      fromBase64url(answer.nonce, 16),
    ),
  );
  if (pins.length > 0) checkIdentity(pins, answer, th, sha256(enc, box));
  const context = await suite.createRecipientContext({
    recipientKey: keys.privateKey,
    enc: plain(enc),
    info: plain(Buffer.concat([Buffer.from("roc1/pair\0"), th])),
  });
  const terms = JSON.parse(Buffer.from(await context.open(plain(box), plain(th))).toString()) as Record<string, unknown>;
  // PROTOCOL.md, 3.1. Without the members it is version 1.
  const { wire: offered = [1] } = element as { wire?: readonly number[] };
  const { wire = 1, offered: seen = offered } = terms as { wire?: number; offered?: readonly number[] };
  if (!offered.includes(wire) || `${seen}` !== `${offered}`) throw new Error("the versions of the wire do not fit");
  return {
    signedClientId,
    pairId: answer.pairId,
    secret: Buffer.from(await context.export(plain(Buffer.from("roc1/pair")), 32)),
    headerKey: fromBase64url(terms.hk, 32),
    origin: element.origin as string,
    terms,
    since: now(),
    now,
    nextSequence: 0,
  };
}

function checkIdentity(pins: readonly string[], answer: PairAnswer, th: Buffer, boxed: Buffer): void {
  const pin = pins.find((candidate) => toBase64url(sha256(fromBase64url(candidate, 32)).subarray(0, 8)) === answer.kid);
  if (pin === undefined) throw new Error("the relay's identity is not pinned");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: pin }, format: "jwk" });
  const signed = Buffer.concat([Buffer.from("roc1/sig\0"), th, boxed]);
  if (!verify(null, signed, key, fromBase64url(answer.sig, 64))) throw new Error("the relay's signature is wrong");
}

/** A copy in an ArrayBuffer of its own, which the HPKE library wants. */
function plain(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

/** HKDF-SHA256 (RFC 5869). */
export function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}
