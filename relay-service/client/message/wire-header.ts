import { PAIR_MESSAGES } from "../../src/codec/roc1/format.ts";
import { fromBase64url } from "../bytes.ts";

/** Where the url is: 0 = in the request line, in the clear; 1 = in the request line, sealed; 2 = in the sealed head. */
export type WireUrl = 0 | 1 | 2;

/** Fields 0 to 10 of a request's `x-mte-relay`, joined by commas; the tag follows as field 11. */
export function requestFields(
  pair: { readonly clientId: string; readonly id: string },
  message: { url: WireUrl; hasBody: boolean; sequence: number; salt: string; ageMs: number },
): string {
  const { url, hasBody, sequence, salt, ageMs } = message;
  return [pair.clientId, pair.id, 1, url, 1, hasBody ? 1 : 0, 1, "roc1", sequence, salt, Math.floor(ageMs)].join(",");
}

/** What `x-mte-relay` of an answer says about it. */
export interface AnswerHeader {
  readonly hasBody: boolean;
  /** 16 bytes. */
  readonly salt: Uint8Array<ArrayBuffer>;
}

const FIELDS = /^[^,]+,([\w-]+),1,0,1,([01]),1,roc1,(0|[1-9]\d{0,3}),([\w-]+)$/;

/** Reads the `x-mte-relay` of an answer strictly. Undefined unless it is for message `sequence` of the pair `pairId`. */
export function parseAnswerHeader(text: string, pairId: string, sequence: number): AnswerHeader | undefined {
  const [, id, hasBody, answered, saltText] = FIELDS.exec(text) ?? [];
  const salt = fromBase64url(saltText, 16);
  if (!salt || id !== pairId || Number(answered) !== sequence || sequence >= PAIR_MESSAGES) return undefined;
  return { hasBody: hasBody === "1", salt };
}
