import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { fromBase64url } from "./base64url.ts";
import { openBody, unpadded } from "./body-frames.ts";
import { type ChunkKey, chunkKeys, openChunk } from "./chunk-cipher.ts";
import { lengthPrefixed } from "./length-prefixed.ts";
import { derive, type Pair } from "./pairing.ts";
import type { SealedRequest } from "./sealed-request.ts";

/** An answer as it came over the wire, from whomever. */
export interface WireAnswer {
  readonly status: number;
  /** The only value of a header, undefined when it is missing. */
  header(name: string): string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

/** What a client concludes from an answer. */
export type Conclusion =
  /** The relay's sealed answer to this request. Its body throws while it is read if it is not whole. */
  | { kind: "answer"; status: number; headers: readonly (readonly [string, string])[]; body: AsyncIterable<Buffer> }
  /** The relay proves that it did not dispatch the request. */
  | { kind: "not dispatched"; code: string }
  /** Somebody says no. Nothing is known about what became of the request. */
  | { kind: "refused"; status: number; code: string }
  /** No answer of this relay to this request. Nothing is known about what became of the request. */
  | { kind: "not authentic"; reason: string };

/** Concludes what an answer to a sealed request means. Never throws. */
export function openAnswer(request: SealedRequest, answer: WireAnswer): Conclusion {
  try {
    const refusal = answer.header("x-mte-relay-err");
    if (refusal !== undefined) return openRefusal(request, answer.status, refusal);
    return openSealed(request, answer);
  } catch (error) {
    return { kind: "not authentic", reason: error instanceof Error ? error.message : String(error) };
  }
}

function openRefusal(request: SealedRequest, status: number, value: string): Conclusion {
  const [code = "", mac, ...more] = value.split(",");
  if (mac === undefined) return { kind: "refused", status, code };
  if (more.length > 0 || !["stale", "nopair", "open"].includes(code)) throw new Error(`"${code}" cannot have a MAC`);
  if (!timingSafeEqual(refusalMac(request.pair, request.tag, code), fromBase64url(mac, 16)))
    throw new Error("the MAC of the refusal is wrong");
  return { kind: "not dispatched", code };
}

/** The MAC by which a relay proves that it refused a request and dispatched nothing. */
export function refusalMac({ headerKey }: Pair, requestTag: Buffer, code: string): Buffer {
  return createHmac("sha256", headerKey)
    .update(lengthPrefixed("roc1/err", requestTag, code))
    .digest()
    .subarray(0, 16);
}

/** The keys of an answer's head and body. `status` is the one on the status line, `header` the value of `x-mte-relay`. */
export function answerKeys(request: SealedRequest, status: number, header: string): { head: ChunkKey; body: ChunkKey } {
  const statusBytes = Buffer.alloc(2);
  statusBytes.writeUInt16BE(status);
  const context = createHash("sha256")
    .update(lengthPrefixed("roc1/rsp", request.tag, statusBytes, header))
    .digest();
  const info = Buffer.concat([Buffer.from("roc1 rsp\0"), context]);
  const salt = fromBase64url(header.split(",")[9], 16);
  const [head, body] = chunkKeys(derive(request.answerSecret, salt, info, 88), 2);
  if (!head || !body) throw new Error("88 bytes are two keys");
  return { head, body };
}

function openSealed(request: SealedRequest, answer: WireAnswer): Conclusion {
  const header = answer.header("x-mte-relay") ?? "";
  const fields = header.split(",");
  const [clientId, pairId, type, url, head, hasBody, framed, codec, sequence] = fields;
  const { pair } = request;
  const right =
    fields.length === 10 &&
    // Its signature may be a new one.
    clientId?.split(".")[0] === pair.signedClientId.split(".")[0] &&
    pairId === pair.pairId &&
    `${type}${url}${head}` === "101" &&
    (hasBody === "0" || hasBody === "1") &&
    framed === "1" &&
    codec === "roc1" &&
    sequence === String(request.sequence);
  if (!right) throw new Error(`the header of the answer is not one to this request: "${header}"`);
  const keys = answerKeys(request, answer.status, header);
  const sealed = fromBase64url(answer.header("x-mte-relay-eh"));
  const opened = JSON.parse(unpadded(openChunk(keys.head, 0, sealed, "final")).toString()) as {
    s: number;
    h: [string, string][];
  };
  const body = hasBody === "1" ? openBody(keys.body, answer.body) : nothing(answer.body);
  const bodiless = request.method === "HEAD" || [204, 205, 304].includes(opened.s);
  const length = bodiless ? undefined : opened.h.find(([name]) => name === "content-length")?.[1];
  return {
    kind: "answer",
    status: opened.s,
    headers: opened.h,
    body: length === undefined ? body : ofLength(Number(length), body),
  };
}

/** A body of another length than the sealed one was cut off. */
async function* ofLength(length: number, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const piece of body) {
    seen += piece.length;
    if (seen > length) throw new Error("the body is longer than its sealed length");
    yield piece;
  }
  if (seen !== length) throw new Error("the body is shorter than its sealed length");
}

async function* nothing(wire: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of wire) {
    if (piece.length > 0) throw new Error("the answer has a body that it does not announce");
    yield piece;
  }
}

/** A whole body. Rejects when it is cut off or not authentic. */
export async function bodyBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same as text. */
export async function bodyText(body: AsyncIterable<Buffer>): Promise<string> {
  return (await bodyBytes(body)).toString();
}
