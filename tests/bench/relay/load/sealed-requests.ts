import { createCipheriv, createHmac, createSecretKey, hash, hkdfSync, randomBytes } from "node:crypto";
import {
  CODEC,
  FINAL,
  FIXED_PATH,
  KEY_BYTES,
  PAIR_MESSAGES,
  padHead,
  REQUEST,
  REQUEST_BODY_AT,
  REQUEST_HEAD_AT,
  REQUEST_INFO,
  SALT_BYTES,
  TAG_BYTES,
} from "../../../../relay-service/src/codec/roc1/format.ts";
import { LvWriter } from "../../../../relay-service/src/codec/roc1/keys/lv-writer.ts";
import { pairWith } from "../../../support/independent-client/exchange.ts";
import type { Pair } from "../../../support/independent-client/pairing.ts";

const writer = new LvWriter();

/**
 * Whole HTTP requests, each a sealed GET of `target` that the relay on `port` will take once, within two minutes. They are made
 * beforehand because a sealing client would be slower than the relay. The answers to these cannot be opened. They are a load and prove
 * nothing about the format: for speed they are made with the product's own labels and writer, not by the independent client.
 */
export async function sealedRequests(port: number, target: string, count: number): Promise<string[]> {
  const requests: string[] = [];
  while (requests.length < count) {
    const pair = await pairWith({ port });
    const seal = sealer(pair, target);
    const end = Math.min(count, requests.length + PAIR_MESSAGES);
    for (let sequence = 0; requests.length < end; sequence++) requests.push(seal(sequence));
  }
  return requests;
}

/** Keys as key objects, buffers used again, and only what a GET needs derived: it takes a third of a real client's time. */
function sealer(pair: Pair, target: string): (sequence: number) => string {
  const secret = createSecretKey(pair.secret);
  const headerKey = createSecretKey(pair.headerKey);
  const age = Math.round(pair.now() - pair.since);
  const ids = `${pair.signedClientId},${pair.pairId},1,2,1,0,0,${CODEC}`;
  const head = padHead(Buffer.from(JSON.stringify({ h: [["accept", "application/json"]], u: target })));
  const sealed = Buffer.alloc(head.length + TAG_BYTES);
  const salts = randomBytes(SALT_BYTES * PAIR_MESSAGES);
  const info = Buffer.alloc(REQUEST_INFO.length + 32);
  info.write(REQUEST_INFO, "latin1");
  return (sequence) => {
    const salt = salts.subarray(SALT_BYTES * sequence, SALT_BYTES * (sequence + 1));
    const bound = `${ids},${sequence},${salt.toString("base64url")},${age}`;
    const context = writer.start().ascii(REQUEST).ascii("GET").ascii(bound).ascii("").written();
    hash("sha256", context, "buffer").copy(info, REQUEST_INFO.length);
    // The url's key and the head's: the rest would be for a body and for the answer.
    const derived = Buffer.from(hkdfSync("sha256", secret, salt, info, REQUEST_BODY_AT));
    const nonceAt = REQUEST_HEAD_AT + KEY_BYTES;
    const key = createSecretKey(derived.subarray(REQUEST_HEAD_AT, nonceAt));
    const cipher = createCipheriv("aes-256-gcm", key, derived.subarray(nonceAt));
    cipher.setAAD(FINAL);
    cipher.update(head).copy(sealed);
    cipher.final();
    cipher.getAuthTag().copy(sealed, head.length);
    const sealedHead = sealed.toString("base64url");
    const tagged = writer.start().ascii(REQUEST).ascii("GET").ascii(bound).ascii(FIXED_PATH).ascii(sealedHead).written();
    const tag = createHmac("sha256", headerKey).update(tagged).digest().toString("base64url", 0, TAG_BYTES);
    return `GET ${FIXED_PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-mte-relay: ${bound},${tag}\r\nx-mte-relay-eh: ${sealedHead}\r\n\r\n`;
  };
}
