import type { CryptoKey } from "hpke";
import { FIXED_PATH, padHead, SALT_BYTES, TAG_BYTES, taggedRequest } from "../../src/codec/roc1/format.ts";
import { toBase64url, utf8 } from "../bytes.ts";
import { RelayError } from "../errors.ts";
import type { ChunkCipher } from "./chunk-cipher.ts";
import { requestKeys, tagOf } from "./message-keys.ts";
import type { Pair } from "./pair.ts";
import { requestFields, type WireUrl } from "./wire-header.ts";

/** Bytes of a sealed url or head after encoding. Load balancers accept 16 KiB in all, including other headers. */
const MAX_PART_BYTES = 12_288;

/** A request to the upstream, before it is sealed. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query without the leading slash. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly hasBody: boolean;
}

/** A request as it is sent; `body` seals its body. */
export interface SealedRequest {
  /** Path and query with the leading slash. */
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: ChunkCipher | undefined;
  readonly sequence: number;
  /** 16 bytes; binds the answer to exactly this request. */
  readonly tag: Uint8Array<ArrayBuffer>;
  /** The secret that the keys of the answer are derived from. */
  readonly response: CryptoKey;
}

/**
 * Seals the url and the head of a request as the next message of `pair`. Undefined when the pair has no sequence number left. Throws
 * {@link RelayError}, before it uses one, when url and headers are too long for a header line.
 */
export async function sealRequest(pair: Pair, request: PlainRequest, preferred: WireUrl): Promise<SealedRequest | undefined> {
  const { url, head } = placeUrl(request, preferred);
  const sequence = pair.takeSequence();
  if (sequence === undefined) return undefined;

  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const { method, hasBody } = request;
  const fields = requestFields(pair, { url, hasBody, sequence, salt: toBase64url(salt), ageMs: pair.age() });
  const clearTarget = url === 0 ? `/${request.target}` : "";
  const keys = await requestKeys(pair.secret, salt, method, fields, clearTarget);
  let target = url === 2 ? FIXED_PATH : clearTarget;
  if (url === 1) target = `/${toBase64url(await (await keys.url()).seal(padHead(utf8(request.target)), true))}`;
  const sealedHead = toBase64url(await (await keys.head()).seal(head, true));
  const tag = await tagOf(pair.tagKey, taggedRequest(method, fields, target, sealedHead));
  return {
    target,
    headers: {
      "x-mte-relay": `${fields},${toBase64url(tag)}`,
      "x-mte-relay-eh": sealedHead,
      ...(hasBody && { "content-type": "application/octet-stream" }),
    },
    body: hasBody ? await keys.body() : undefined,
    sequence,
    tag,
    response: keys.response,
  };
}

/** Throws {@link RelayError} when url and headers of a request are too long for a header line. */
export function checkSize(request: PlainRequest, preferred: WireUrl): void {
  placeUrl(request, preferred);
}

/** Finds a place for the url where everything fits: the preferred one, otherwise the other sealed one. */
function placeUrl(request: PlainRequest, preferred: WireUrl): { url: WireUrl; head: Uint8Array<ArrayBuffer> } {
  const other = preferred === 2 ? 1 : 2;
  for (const url of [preferred, other] as const) {
    const head = padHead(utf8(JSON.stringify({ h: request.headers, ...(url === 2 && { u: request.target }) })));
    const path = url === 2 ? 0 : padHead(utf8(request.target)).length;
    if (encodedLength(head.length) <= MAX_PART_BYTES && encodedLength(path) <= MAX_PART_BYTES) return { url, head };
  }
  throw new RelayError("the request's url and headers are too long: together they must be shorter than 9000 bytes", "size");
}

function encodedLength(bytes: number): number {
  return Math.ceil(((bytes + TAG_BYTES) * 4) / 3);
}
