import { refusedRequest, unpaddedLength } from "../../src/codec/roc1/format.ts";
import { fromBase64url } from "../bytes/base64url.ts";
import type { Failure } from "../errors/failure.ts";
import type { ChunkCipher } from "./aead.ts";
import { responseKeys } from "./message-keys.ts";
import type { Pair } from "./pair.ts";
import type { SealedRequest } from "./seal-request.ts";
import { equalTags, tagOf } from "./tags.ts";
import { parseAnswerHeader } from "./wire-header.ts";

/** An authentic answer. Its body is opened with `body`, frame by frame. */
export interface OpenedAnswer {
  /** The upstream's status; the one on the status line is not always the same. */
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: ChunkCipher | undefined;
}

/** The meaning of a status without a code, as older relays answer. */
const BY_STATUS = new Map([
  [503, "busy"],
  [559, "redis"],
  [560, "nopair"],
  [562, "tag"],
  [566, "clientid"],
  [569, "form"],
]);

/** Opens the head of an answer to `request`, or says why there is none. An answer in the clear is never handed on. */
export async function openAnswer(pair: Pair, request: SealedRequest, answer: Response): Promise<OpenedAnswer | Failure> {
  const { status, headers } = answer;
  const error = headers.get("x-mte-relay-err");
  const sealedHead = headers.get("x-mte-relay-eh");
  const fields = headers.get("x-mte-relay");
  if (error !== null) return refusal(pair, request, status, error);
  if (fields === null || sealedHead === null) {
    return { code: BY_STATUS.get(status) ?? "clear", status, authentic: false };
  }
  try {
    return await open(pair, request, status, fields, sealedHead);
  } catch (cause) {
    return { code: "unopened", status, authentic: false, cause };
  }
}

async function refusal(pair: Pair, request: SealedRequest, status: number, error: string): Promise<Failure> {
  const [code = "", mac] = error.split(",");
  const authentic =
    mac !== undefined && equalTags(await tagOf(pair.tagKey, refusedRequest(request.tag, code)), fromBase64url(mac));
  return { code: /^[a-z]{1,20}$/.test(code) ? code : "clear", status, authentic };
}

async function open(
  pair: Pair,
  request: SealedRequest,
  status: number,
  fields: string,
  sealedHead: string,
): Promise<OpenedAnswer> {
  const header = parseAnswerHeader(fields, pair.id, request.sequence);
  const sealed = fromBase64url(sealedHead);
  if (!header || !sealed) throw new Error("the answer's header has the wrong form");
  const keys = await responseKeys(request.response, header.salt, request.tag, status, fields);
  const padded = await (await keys.head()).open(sealed, true);
  const head: { s: number; h: [string, string][] } = JSON.parse(
    new TextDecoder().decode(padded.subarray(0, Math.max(0, unpaddedLength(padded)))),
  );
  if (!Number.isInteger(head.s) || head.s < 200 || head.s > 599 || !Array.isArray(head.h)) {
    throw new Error("the answer's head has the wrong form");
  }
  return { status: head.s, headers: head.h, body: header.hasBody ? await keys.body() : undefined };
}
