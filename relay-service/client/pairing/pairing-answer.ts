import {
  CODEC,
  ENC_BYTES,
  FIRST_WIRE_VERSION,
  PAIR_ID_BYTES,
  PAIR_IDLE_MS,
  PAIR_LIFE_MS,
  PAIR_MESSAGES,
  PAIR_SECRET,
  PAIRING_INFO,
  RELAY_NONCE_BYTES,
  SECRET_BYTES,
  SIGNATURE_BYTES,
  SUITE,
  transcript,
} from "../../src/codec/roc1/format.ts";
import { concat, fromBase64url, utf8 } from "../bytes.ts";
import { RelayError } from "../errors.ts";
import { createRecipient } from "../kem/hpke-recipient.ts";
import type { EphemeralKey } from "../kem/key-exchange.ts";
import { importSecret, importTagKey } from "../message/message-keys.ts";
import { createPair, type Pair } from "../message/pair.ts";
import { type Pin, verifyIdentity } from "./relay-identity.ts";

/** What the client has offered. The transcript that both sides hash contains it. */
export interface Offer {
  /** The relay's origin, as the client knows it. */
  readonly origin: string;
  /** The page's origin, or "node". */
  readonly page: string;
  readonly label: string;
  /** 32 random bytes. */
  readonly nonce: Uint8Array;
  /** The versions of the wire that this client can use. */
  readonly wire: readonly number[];
  readonly key: EphemeralKey;
}

/**
 * Makes a pair from the relay's answer to a pairing. `signedId` is the `x-mte-relay` of that answer. `pins` undefined = any relay with a valid
 * TLS certificate. Throws {@link RelayError} when anything in the answer is wrong.
 */
export async function openPairingAnswer(
  offer: Offer,
  answer: unknown,
  signedId: string | null,
  pins: readonly Pin[] | undefined,
): Promise<Pair> {
  const fields = (Array.isArray(answer) && answer.length === 1 ? answer[0] : undefined) as Record<string, unknown> | undefined;
  const nonce = fromBase64url(fields?.nonce, RELAY_NONCE_BYTES);
  const enc = fromBase64url(fields?.enc, ENC_BYTES);
  const box = fromBase64url(fields?.box);
  const signature = fromBase64url(fields?.sig, SIGNATURE_BYTES);
  const clientId = /^([\w-]+)\.[\da-f]+$/.exec(signedId ?? "")?.[1];
  if (
    !(fields && nonce && enc && box && signature && clientId && signedId && fromBase64url(fields.pairId, PAIR_ID_BYTES)) ||
    fields.codec !== CODEC ||
    fields.suite !== SUITE ||
    fields.ref !== offer.label
  ) {
    throw new RelayError("the answer to the pairing has the wrong form; is this address a relay?", "pairing");
  }
  const id = fields.pairId as string;
  const agreed = transcript({ ...offer, suites: [SUITE], publicKey: offer.key.publicKey }, clientId, id, nonce);
  const th = new Uint8Array(await crypto.subtle.digest("SHA-256", agreed));
  if (pins) await verifyIdentity(pins, { th, sealed: concat(enc, box), signature });

  let opened: Record<string, unknown>;
  let secret: Uint8Array<ArrayBuffer>;
  try {
    const recipient = await createRecipient(await offer.key.decapsulate(enc), concat(utf8(PAIRING_INFO), th));
    opened = JSON.parse(new TextDecoder().decode(await recipient.open(box, th)));
    secret = await recipient.exportSecret(PAIR_SECRET, SECRET_BYTES);
  } catch (cause) {
    throw new RelayError("the answer to the pairing is not authentic: it was altered, or belongs to another pairing", "pairing", {
      cause,
    });
  }
  checkWire(offer.wire, opened);
  const tagKey = fromBase64url(opened.hk, SECRET_BYTES);
  if (!tagKey) throw new RelayError("the answer to the pairing has the wrong form", "pairing");
  return createPair(
    { id, clientId: signedId, secret: await importSecret(secret), tagKey: await importTagKey(tagKey) },
    {
      messages: limit(opened.win, PAIR_MESSAGES),
      idleMs: limit(opened.idle, PAIR_IDLE_MS),
      lifeMs: limit(opened.life, PAIR_LIFE_MS),
    },
  );
}

/**
 * Checks the version of the wire that the relay has chosen, and that it has received all versions that this client has offered. Relays of version 1
 * name neither.
 */
function checkWire(wire: readonly number[], { wire: chosen = FIRST_WIRE_VERSION, offered }: Record<string, unknown>): void {
  if (!wire.includes(chosen as number)) throw wireRefusal(wire, [chosen as number]);
  if (offered !== undefined && `${offered}` !== `${wire}`) throw new RelayError(OFFER_CHANGED, "pairing");
}

const OFFER_CHANGED = "the pairing is not authentic: an intermediary has changed the versions that the client offers";

/** The error when a relay refuses all versions of the wire that this client has offered. `relays` are those of the relay. */
export function wireRefusal(wire: readonly number[], relays: readonly number[], status?: number): RelayError {
  if (relays.some((version) => wire.includes(version))) return new RelayError(OFFER_CHANGED, "pairing", { status });
  const outdated = Math.max(...relays) < Math.max(...wire) ? "relay" : "client";
  return new RelayError(
    `the ${outdated} is too old: this client uses version ${wire.join(" or ")} of the protocol, the relay ${relays.join(" or ")}. Update the ${outdated}`,
    "wire",
    { status },
  );
}

/** A limit that the relay has set, otherwise the default. */
function limit(value: unknown, fallback: number): number {
  return typeof value === "number" && value > 0 ? value : fallback;
}
