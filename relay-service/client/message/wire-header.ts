import { headerFields, SALT_BYTES } from "../../src/codec/roc1/format.ts";
import { fromBase64url } from "../bytes.ts";

/** Where the url is: 0 = in the request line, in the clear; 1 = in the request line, sealed; 2 = in the sealed head. */
export type WireUrl = 0 | 1 | 2;

/** Fields 0 to 10 of a request's `x-mte-relay`, joined by commas; the tag follows as field 11. */
export function requestFields(
  pair: { readonly clientId: string; readonly id: string },
  message: { url: WireUrl; hasBody: boolean; sequence: number; salt: string; ageMs: number },
): string {
  const { url, hasBody, sequence, salt, ageMs } = message;
  return `${headerFields(pair.clientId, pair.id, url, hasBody, sequence, salt)},${Math.floor(ageMs)}`;
}

/** What `x-mte-relay` of an answer says about it. */
export interface AnswerHeader {
  readonly hasBody: boolean;
  /** 16 bytes. */
  readonly salt: Uint8Array<ArrayBuffer>;
}

/** Reads the `x-mte-relay` of an answer strictly. Undefined unless it is for message `sequence` of the pair `pairId`. */
export function parseAnswerHeader(text: string, pairId: string, sequence: number): AnswerHeader | undefined {
  const { 0: clientId, 5: flag, 9: saltText = "" } = text.split(",");
  const hasBody = flag === "1";
  const salt = fromBase64url(saltText, SALT_BYTES);
  return clientId && salt && text === headerFields(clientId, pairId, 0, hasBody, sequence, saltText)
    ? { hasBody, salt }
    : undefined;
}
