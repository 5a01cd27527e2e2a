import { createCipheriv, createHmac, createSecretKey, hash, hkdfSync, randomBytes } from "node:crypto";
import { FIXED_PATH, PAIR_MESSAGES, padHead, TAG_BYTES } from "../../../relay-service/src/codec/roc1/format.ts";
import { LvWriter } from "../../../relay-service/src/codec/roc1/keys/lv-writer.ts";
import { pairWith } from "../../support/independent-client/exchange.ts";
import type { Pair } from "../../support/independent-client/pairing.ts";

const FINAL = Buffer.from("final");
const writer = new LvWriter();

/**
 * Whole HTTP requests, each a sealed GET of `target` that the relay on `port` will take once, within two minutes. They are made
 * beforehand because a sealing client would be slower than the relay. The answers to these cannot be opened.
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
  const ids = `${pair.signedClientId},${pair.pairId},1,2,1,0,0,roc1`;
  const head = padHead(Buffer.from(JSON.stringify({ h: [["accept", "application/json"]], u: target })));
  const sealed = Buffer.alloc(head.length + TAG_BYTES);
  const salts = randomBytes(16 * PAIR_MESSAGES);
  const info = Buffer.alloc(41);
  info.write("roc1 req\0", "latin1");
  return (sequence) => {
    const salt = salts.subarray(16 * sequence, 16 * sequence + 16);
    const bound = `${ids},${sequence},${salt.toString("base64url")},${age}`;
    hash("sha256", writer.start().ascii("roc1/req").ascii("GET").ascii(bound).ascii("").written(), "buffer").copy(info, 9);
    // The url's key and the head's: the rest would be for a body and for the answer.
    const derived = Buffer.from(hkdfSync("sha256", secret, salt, info, 88));
    const cipher = createCipheriv("aes-256-gcm", createSecretKey(derived.subarray(44, 76)), derived.subarray(76, 88));
    cipher.setAAD(FINAL);
    cipher.update(head).copy(sealed);
    cipher.final();
    cipher.getAuthTag().copy(sealed, head.length);
    const sealedHead = sealed.toString("base64url");
    const said = writer.start().ascii("roc1/req").ascii("GET").ascii(bound).ascii(FIXED_PATH).ascii(sealedHead).written();
    const tag = createHmac("sha256", headerKey).update(said).digest().toString("base64url", 0, 16);
    return `GET ${FIXED_PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-mte-relay: ${bound},${tag}\r\nx-mte-relay-eh: ${sealedHead}\r\n\r\n`;
  };
}
