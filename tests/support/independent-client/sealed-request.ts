import { createHash, createHmac, randomBytes } from "node:crypto";
import { toBase64url } from "./base64url.ts";
import { type Piece, sealBody } from "./body-frames.ts";
import { type ChunkKey, chunkKeys, sealChunk } from "./chunk-cipher.ts";
import { lengthPrefixed } from "./length-prefixed.ts";
import { derive, type Pair } from "./pairing.ts";

/** How the url travels: 0 in the clear, 1 sealed in the path, 2 sealed in the head. */
export type UrlMode = 0 | 1 | 2;

/** What the client wants to say. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query without the leading slash. */
  readonly target: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** The body in the pieces that become chunks; no body when left out. */
  readonly body?: readonly Piece[];
  readonly urlMode?: UrlMode;
  /** For tests that depart from the client's own count and clock. */
  readonly sequence?: number;
  readonly ageMs?: number;
  /** Header fields by their place, changed before anything is derived from them: what a dishonest client may send. */
  readonly fields?: Readonly<Record<number, string>>;
  /** Any sealed head instead of the right one, in plain. */
  readonly head?: string;
}

/** A request as it goes over the wire, and what its answer is opened with. */
export interface SealedRequest {
  readonly method: string;
  /** The raw request-target. */
  readonly target: string;
  /** The value of `x-mte-relay`. */
  readonly relay: string;
  /** The value of `x-mte-relay-eh`. */
  readonly sealedHead: string;
  /** The frames of the body; null when there is none. */
  readonly body: readonly Buffer[] | null;
  /** For a body that is too long to be sealed in one go. */
  readonly bodyKey: ChunkKey;
  readonly pair: Pair;
  readonly tag: Buffer;
  readonly answerSecret: Buffer;
  readonly sequence: number;
}

/** Seals a request under a pair's next sequence number. */
export function sealRequest(pair: Pair, request: PlainRequest): SealedRequest {
  const mode = request.urlMode ?? 1;
  const sequence = request.sequence ?? pair.nextSequence++;
  const salt = randomBytes(16);
  const hasBody = request.body ? "1" : "0";
  const age = String(request.ageMs ?? Math.round(pair.now() - pair.since));
  const parts = [pair.signedClientId, pair.pairId, "1", String(mode), "1", hasBody, hasBody, "roc1", String(sequence)];
  const fields = [...parts, toBase64url(salt), age].map((field, i) => request.fields?.[i] ?? field).join(",");
  const clearTarget = mode === 0 ? `/${request.target}` : "";
  const context = createHash("sha256")
    .update(lengthPrefixed("roc1/req", request.method, fields, clearTarget))
    .digest();
  const derived = derive(pair.secret, salt, Buffer.concat([Buffer.from("roc1 req\0"), context]), 164);
  const [urlKey, headKey, bodyKey] = chunkKeys(derived, 3);
  if (!urlKey || !headKey || !bodyKey) throw new Error("164 bytes are three keys and a secret");

  const sealedUrl = mode === 1 ? toBase64url(sealChunk(urlKey, 0, Buffer.from(`${request.target}\x02`), "final")) : "";
  const target = mode === 0 ? clearTarget : mode === 1 ? `/${sealedUrl}` : "/api/mte-relay";
  const head = request.head ?? JSON.stringify({ h: headersOf(request), ...(mode === 2 && { u: request.target }) });
  const sealedHead = toBase64url(sealChunk(headKey, 0, paddedHead(head), "final"));
  const tag = createHmac("sha256", pair.headerKey)
    .update(lengthPrefixed("roc1/req", request.method, fields, target, sealedHead))
    .digest()
    .subarray(0, 16);
  return {
    method: request.method,
    target,
    relay: `${fields},${toBase64url(tag)}`,
    sealedHead,
    body: request.body ? sealBody(bodyKey, request.body) : null,
    bodyKey,
    pair,
    tag,
    answerSecret: derived.subarray(132),
    sequence,
  };
}

/** What is sealed: the given headers, and the length of the plain body where they say none. */
function headersOf({ headers = [], body }: PlainRequest): readonly (readonly [string, string])[] {
  if (!body || headers.some(([name]) => name === "content-length")) return headers;
  return [...headers, ["content-length", String(body.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0))]];
}

function paddedHead(text: string): Buffer {
  const marked = Buffer.concat([Buffer.from(text), Buffer.of(2)]);
  return Buffer.concat([marked, Buffer.alloc((64 - (marked.length % 64)) % 64)]);
}

/** The bytes of a request in HTTP/1.1 (RFC 9112), with further clear headers if wanted. */
export function requestBytes(sealed: SealedRequest, clear: readonly (readonly [name: string, value: string])[] = []): Buffer {
  const body = sealed.body && Buffer.concat(sealed.body);
  const lines = [
    `${sealed.method} ${sealed.target} HTTP/1.1`,
    `host: ${new URL(sealed.pair.origin).host}`,
    `x-mte-relay: ${sealed.relay}`,
    `x-mte-relay-eh: ${sealed.sealedHead}`,
    ...(body ? ["content-type: application/octet-stream", `content-length: ${body.length}`] : []),
    ...clear.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body ?? Buffer.alloc(0)]);
}
