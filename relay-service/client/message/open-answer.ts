import { refusedRequest, unpaddedLength } from "../../src/codec/roc1/format.ts";
import { fromBase64url } from "../bytes.ts";
import type { ErrorCode, Failure } from "../errors.ts";
import type { RelayErrorCode } from "../mte-relay-client.d.mts";
import type { ChunkCipher } from "./chunk-cipher.ts";
import { equalTags, responseKeys, tagOf } from "./message-keys.ts";
import type { Pair } from "./pair.ts";
import type { SealedRequest } from "./seal-request.ts";
import { parseAnswerHeader } from "./wire-header.ts";

/** An authentic answer. Its body is opened with `body`, frame by frame. */
export interface OpenedAnswer {
  /** The upstream's status; the one on the status line may be another. */
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: ChunkCipher | undefined;
}

/** The code for a status alone, because older relays send no code. */
const CODES_BY_STATUS = new Map<number, RelayErrorCode>([
  [503, "busy"],
  [559, "redis"],
  [560, "nopair"],
  [562, "tag"],
  [566, "clientid"],
  [569, "form"],
]);

/** Opens the head of an answer to `request`, or returns why that is not possible. An answer in the clear is never passed on. */
export async function openAnswer(pair: Pair, request: SealedRequest, answer: Response): Promise<OpenedAnswer | Failure> {
  const { status, headers } = answer;
  const error = headers.get("x-mte-relay-err");
  const sealedHead = headers.get("x-mte-relay-eh");
  const fields = headers.get("x-mte-relay");
  if (error !== null) return refusal(pair, request, status, error);
  if (fields === null || sealedHead === null) {
    return { code: CODES_BY_STATUS.get(status) ?? "clear", status, authentic: false };
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
  // A newer relay may send a code that this client does not know. It is passed on, unless it has another form than all codes.
  return { code: /^[a-z]{1,20}$/.test(code) ? (code as ErrorCode) : "clear", status, authentic };
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
