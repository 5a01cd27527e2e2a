import type { CryptoKey } from "hpke";
import { FIXED_PATH, padHead, SALT_BYTES, TAG_BYTES, taggedRequest } from "../../src/codec/roc1/format.ts";
import { toBase64url } from "../bytes/base64url.ts";
import { utf8 } from "../bytes/utf8.ts";
import { RelayError } from "../errors/relay-error.ts";
import type { ChunkCipher } from "./aead.ts";
import { requestKeys } from "./message-keys.ts";
import type { Pair } from "./pair.ts";
import { tagOf } from "./tags.ts";
import { requestFields, type WireUrl } from "./wire-header.ts";

/** Bytes of a sealed url or head after encoding; load balancers take 16 KiB, other headers included. */
const LONGEST_PART = 12_288;

/** What is asked of the upstream, before it is sealed. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query without the leading slash. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly hasBody: boolean;
}

/** A request as it goes over the wire; its body is sealed with `body` next. */
export interface SealedRequest {
  /** Path and query with the leading slash. */
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: ChunkCipher | undefined;
  readonly sequence: number;
  /** 16 bytes; binds the answer to this very request. */
  readonly tag: Uint8Array<ArrayBuffer>;
  /** What the keys of the answer are derived from. */
  readonly response: CryptoKey;
}

/**
 * Seals a request's url and head for the message that follows in `pair`. Undefined when the pair has none left. Throws {@link RelayError}
 * (before any sequence number is used) when the headers are too long to travel.
 */
export async function sealRequest(pair: Pair, request: PlainRequest, wanted: WireUrl): Promise<SealedRequest | undefined> {
  const { url, head } = arrange(request, wanted);
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

/** Throws {@link RelayError} when a request's head is too long to travel. */
export function checkSize(request: PlainRequest, wanted: WireUrl): void {
  arrange(request, wanted);
}

/** Finds a place for the url where everything fits: where it is wanted, else in the other sealed place. */
function arrange(request: PlainRequest, wanted: WireUrl): { url: WireUrl; head: Uint8Array<ArrayBuffer> } {
  const other = wanted === 2 ? 1 : 2;
  for (const url of [wanted, other] as const) {
    const head = padHead(utf8(JSON.stringify({ h: request.headers, ...(url === 2 && { u: request.target }) })));
    const path = url === 2 ? 0 : padHead(utf8(request.target)).length;
    if (encodedLength(head.length) <= LONGEST_PART && encodedLength(path) <= LONGEST_PART) return { url, head };
  }
  throw new RelayError("the request's url and headers are too long: together they must be shorter than 9000 bytes", "size");
}

function encodedLength(bytes: number): number {
  return Math.ceil(((bytes + TAG_BYTES) * 4) / 3);
}
