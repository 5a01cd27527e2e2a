import {
  CODEC,
  ENC_BYTES,
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
import { fromBase64url } from "../bytes/base64url.ts";
import { concat } from "../bytes/concat.ts";
import { utf8 } from "../bytes/utf8.ts";
import { RelayError } from "../errors/relay-error.ts";
import { receive } from "../kem/hpke-recipient.ts";
import type { EphemeralKey } from "../kem/key-exchange.ts";
import { importSecret } from "../message/message-keys.ts";
import { createPair, type Pair } from "../message/pair.ts";
import { importTagKey } from "../message/tags.ts";
import { type Pin, verifyIdentity } from "./relay-identity.ts";

/** What the client has offered; all of it is part of the transcript that both sides hash. */
export interface Offer {
  /** The relay's origin as the client sees it. */
  readonly origin: string;
  /** The page's origin, or "node". */
  readonly page: string;
  readonly label: string;
  /** 32 random bytes. */
  readonly nonce: Uint8Array;
  readonly key: EphemeralKey;
}

/**
 * Makes a pair of the relay's answer. `signedId` is the answer's `x-mte-relay`; `pins` undefined = any relay that the connection's
 * certificate vouches for. Throws {@link RelayError} when anything is not as it should be; nothing of it is used then.
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

  let told: Record<string, unknown>;
  let secret: Uint8Array<ArrayBuffer>;
  try {
    const shared = await receive(await offer.key.decapsulate(enc), concat(utf8(PAIRING_INFO), th));
    told = JSON.parse(new TextDecoder().decode(await shared.open(box, th)));
    secret = await shared.exportSecret(PAIR_SECRET, SECRET_BYTES);
  } catch (cause) {
    throw new RelayError("the answer to the pairing is not authentic: it was altered, or belongs to another pairing", "pairing", {
      cause,
    });
  }
  const tagKey = fromBase64url(told.hk, SECRET_BYTES);
  if (!tagKey) throw new RelayError("the answer to the pairing has the wrong form", "pairing");
  return createPair(
    { id, clientId: signedId, secret: await importSecret(secret), tagKey: await importTagKey(tagKey) },
    {
      messages: limit(told.win, PAIR_MESSAGES),
      idleMs: limit(told.idle, PAIR_IDLE_MS),
      lifeMs: limit(told.life, PAIR_LIFE_MS),
    },
  );
}

function limit(told: unknown, otherwise: number): number {
  return typeof told === "number" && told > 0 ? told : otherwise;
}
