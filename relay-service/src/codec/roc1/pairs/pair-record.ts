import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { keptBytes } from "../../../memory/kept-bytes.ts";
import { AGE_TOLERANCE_MS, KEY_BYTES, lv, NONCE_BYTES, PAIR_LIFE_MS, SALT_BYTES, SECRET_BYTES, TAG_BYTES } from "../format.ts";
import type { KeyTree } from "../keys/key-tree.ts";
import { randomPooled } from "../keys/random-pool.ts";
import { ORIGIN_REF_BYTES, type Origins, originRef, PairOrigins } from "./pair-origins.ts";

/** Length of a pair's wrapped record in the store. */
export const RECORD_BYTES = 80;
/**
 * Milliseconds after which the store has dropped a pair's record in any case. It outlives the pair: if it were dropped while a client
 * still waits for its answer, "no pair" would prove something untrue.
 */
export const RECORD_LIFE_MS = PAIR_LIFE_MS + AGE_TOLERANCE_MS;

/** In the key of a record and in its additional data. */
const RECORD = "roc1/rec";
const VERSION = 1;
const SALT_AT = 2;
const SEALED_AT = SALT_AT + SALT_BYTES;
const TAG_AT = RECORD_BYTES - TAG_BYTES;
const MADE_AT = SECRET_BYTES;
const RELAY_REF_AT = MADE_AT + 8;
const PAGE_REF_AT = RELAY_REF_AT + ORIGIN_REF_BYTES;
/** Each key wraps one record only, so the nonce can be zero. */
const NONCE = Buffer.alloc(NONCE_BYTES);

/** What a record holds of a pair. */
export interface Pair {
  /** The secret that both sides derive every message key from. 32 bytes. */
  readonly secret: Buffer;
  /** When the pair was made, in milliseconds of the relays' clock. */
  readonly madeAt: number;
  readonly origins: PairOrigins;
}

/**
 * Wraps a pair for the store, 80 bytes: version, key id, salt(16), AES-256-GCM(secret(32), time(8), names of both origins (3 each)),
 * tag(16). Whoever can read the store learns nothing. Whoever can write to it can neither make a record nor move one to another client
 * or pair.
 */
export function wrapPair(
  tree: KeyTree,
  clientId: string,
  pairId: string,
  secret: Uint8Array,
  madeAt: number,
  origins?: Origins,
): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record[0] = VERSION;
  record[1] = tree.wrapId;
  randomPooled(SALT_BYTES).copy(record, SALT_AT);
  const plain = Buffer.alloc(TAG_AT - SEALED_AT);
  plain.set(secret);
  plain.writeBigUInt64BE(BigInt(madeAt), MADE_AT);
  if (origins !== undefined) {
    plain.writeUIntBE(originRef(tree, "relay", origins.relay), RELAY_REF_AT, ORIGIN_REF_BYTES);
    plain.writeUIntBE(originRef(tree, "page", origins.page), PAGE_REF_AT, ORIGIN_REF_BYTES);
  }
  const cipher = createCipheriv("aes-256-gcm", wrapKey(tree, record), NONCE);
  cipher.setAAD(lv(RECORD, clientId, pairId));
  cipher.update(plain).copy(record, SEALED_AT);
  cipher.final();
  cipher.getAuthTag().copy(record, TAG_AT);
  plain.fill(0);
  return record;
}

/** Unwraps a record of this client and pair; undefined if none of the secrets has wrapped it. */
export function unwrapPair(trees: readonly KeyTree[], clientId: string, pairId: string, record: Buffer): Pair | undefined {
  if (record.length !== RECORD_BYTES || record[0] !== VERSION) return undefined;
  for (const tree of trees) {
    const plain = tree.wrapId === record[1] ? open(tree, clientId, pairId, record) : undefined;
    if (!plain) continue;
    const pair = {
      secret: keptBytes(plain.subarray(0, SECRET_BYTES)),
      madeAt: Number(plain.readBigUInt64BE(MADE_AT)),
      origins: new PairOrigins(tree, {
        relay: plain.readUIntBE(RELAY_REF_AT, ORIGIN_REF_BYTES),
        page: plain.readUIntBE(PAGE_REF_AT, ORIGIN_REF_BYTES),
      }),
    };
    plain.fill(0);
    return pair;
  }
  return undefined;
}

function open(tree: KeyTree, clientId: string, pairId: string, record: Buffer): Buffer | undefined {
  const decipher = createDecipheriv("aes-256-gcm", wrapKey(tree, record), NONCE, { authTagLength: TAG_BYTES });
  decipher.setAAD(lv(RECORD, clientId, pairId));
  decipher.setAuthTag(record.subarray(TAG_AT));
  const plain = decipher.update(record.subarray(SEALED_AT, TAG_AT));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain;
}

function wrapKey(tree: KeyTree, record: Buffer): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", tree.wrap, record.subarray(SALT_AT, SEALED_AT), RECORD, KEY_BYTES)));
}
