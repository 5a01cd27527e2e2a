import { isToken } from "../../../http/syntax.ts";
import { Refusal, type WireRequest } from "../../codec.ts";
import { CODEC, FIXED_PATH, PAIR_MESSAGES, TAG_BYTES } from "../format.ts";
import { fromBase64url } from "../keys/base64url.ts";

/** Where a request's url is: clear in the request line, sealed in the request line, or sealed in the head. */
export type UrlMode = "0" | "1" | "2";

/** The fields of a request's `x-mte-relay`, after a check of their form only: nothing is authenticated yet. */
export interface RequestHeader {
  readonly signedClientId: string;
  /** 16 bytes as base64url. */
  readonly pairId: string;
  readonly urlMode: UrlMode;
  readonly hasBody: boolean;
  /** 0 to 8191. */
  readonly sequence: number;
  /** 16 bytes. */
  readonly salt: Buffer;
  /** Milliseconds since the answer to the pairing, on the client's clock. */
  readonly age: number;
  /** 16 bytes. */
  readonly tag: Buffer;
  /** Fields 0 to 10 as received: the tag and the keys depend on them. */
  readonly bound: string;
  /** The sealed url without its slash; empty if it is not in the request line. */
  readonly sealedUrl: Buffer;
  readonly sealedHead: Buffer;
}

// 16 bytes in canonical base64url: the last of 22 characters holds two bits only.
const ID = "([A-Za-z0-9_-]{21}[AQgw])";
const HEADER = new RegExp(
  `^([^,]*),${ID},1,([012]),1,([01]),([01]),${CODEC},(0|[1-9][0-9]{0,3}),${ID},(0|[1-9][0-9]{0,9}),${ID}$`,
);
const VISIBLE_PATH = /^\/[\x21-\x7e]*$/;
const NOTHING = Buffer.alloc(0);

/**
 * Reads a request's header strictly: twelve fields, canonical numbers, canonical base64url.
 * Throws {@link Refusal} 569 `form` for anything else, before any cryptography.
 */
export function parseRequestHeader(request: WireRequest): RequestHeader {
  const fields = HEADER.exec(request.relayHeader);
  if (!fields) throw new Refusal(569, "form");
  const [, signedClientId, pairId, urlMode, body, framed, sequence, salt, age, tag] = fields as unknown as string[] & {
    3: UrlMode;
  };
  const sealedHead = fromBase64url(request.sealedHead);
  const sealedUrl = urlMode === "1" ? fromBase64url(request.target.slice(1)) : NOTHING;
  const hasBody = body === "1";
  if (
    Number(sequence) >= PAIR_MESSAGES ||
    !isToken(request.method) ||
    !VISIBLE_PATH.test(request.target) ||
    (urlMode === "2") !== (request.target === FIXED_PATH) ||
    !sealedUrl ||
    (urlMode === "1" && sealedUrl.length <= TAG_BYTES) ||
    !sealedHead ||
    sealedHead.length <= TAG_BYTES ||
    (hasBody && (framed !== "1" || request.method === "GET" || request.method === "HEAD")) ||
    (!hasBody && request.hasBody)
  ) {
    throw new Refusal(569, "form");
  }
  return {
    signedClientId: signedClientId as string,
    pairId: pairId as string,
    urlMode: urlMode as UrlMode,
    hasBody,
    sequence: Number(sequence),
    salt: Buffer.from(salt as string, "base64url"),
    age: Number(age),
    tag: Buffer.from(tag as string, "base64url"),
    bound: request.relayHeader.slice(0, request.relayHeader.lastIndexOf(",")),
    sealedUrl,
    sealedHead,
  };
}
