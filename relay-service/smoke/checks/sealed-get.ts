import { answerBody } from "../../client/body/open-body.ts";
import type { Failure } from "../../client/errors.ts";
import { openAnswer } from "../../client/message/open-answer.ts";
import type { Pair } from "../../client/message/pair.ts";
import { type SealedRequest, sealRequest } from "../../client/message/seal-request.ts";
import { CheckFailed } from "../check-failed.ts";
import { NOT_SERVED, type RelayAccess } from "../relay-access.ts";
import { unreachable } from "../unreachable.ts";

/** An authentic answer, read to its end. */
export interface Answered {
  /** The upstream's status. */
  readonly status: number;
  /** Length of the plain body. */
  readonly bytes: number;
  /** From the first byte sent to the last byte opened. */
  readonly milliseconds: number;
}

/** The URL is sealed in the head, as by the browser client. */
const URL_MODE = 2;
/** The relay's own errors are shorter. */
const MAX_ERROR_BYTES = 200;

/** Seals a GET for `path`, which begins with a slash. It does not send the bytes, so they can be changed and sent more than once. */
export async function sealGet(pair: Pair, path: string): Promise<SealedRequest> {
  const request = { method: "GET", target: path.slice(1), headers: [["accept", "*/*"]] as const, hasBody: false };
  const sealed = await sealRequest(pair, request, URL_MODE);
  if (!sealed) throw new CheckFailed("the pair has no messages left");
  return sealed;
}

/** Sends sealed bytes, with some headers replaced by `headers`. Throws {@link CheckFailed} when there is no answer. */
export async function sendGet(
  relay: RelayAccess,
  sealed: SealedRequest,
  headers: Record<string, string> = {},
): Promise<Response> {
  try {
    return await relay.fetch(relay.origin + sealed.target, { headers: { ...sealed.headers, ...headers } });
  } catch (error) {
    throw new CheckFailed(unreachable(error));
  }
}

/** Sends a sealed GET and opens its whole answer. Throws {@link CheckFailed} unless the upstream has answered. */
export async function exchangeGet(relay: RelayAccess, pair: Pair, sealed: SealedRequest): Promise<Answered> {
  const started = performance.now();
  const wire = await sendGet(relay, sealed);
  const opened = await openAnswer(pair, sealed, wire);
  if (!("headers" in opened)) throw new CheckFailed(explained(opened));
  pair.confirm();
  let bytes = 0;
  let start = "";
  try {
    const { body } = opened;
    const plain = body && answerBody(body, wire.body, { total: undefined, signal: undefined, onProgress: undefined });
    for await (const piece of plain?.stream ?? []) {
      bytes += piece.length;
      if (start.length < MAX_ERROR_BYTES) start += Buffer.from(piece).toString("latin1");
    }
  } catch (error) {
    throw new CheckFailed(`the answer's head is authentic, but its body is incomplete: ${unreachable(error)}`);
  }
  const isOwn = opened.headers.some(([name]) => name === "x-request-id");
  const own = isOwn ? /^\{"error":"(upstream[a-z-]*)"\}$/.exec(start)?.[1] : undefined;
  if (own !== undefined && opened.status >= 500) {
    throw new CheckFailed(`the relay itself answers ${opened.status} "${own}", sealed: it cannot reach its upstream (UPSTREAM)`);
  }
  return { status: opened.status, bytes, milliseconds: performance.now() - started };
}

/** Checks that a GET reaches the upstream through the relay, and that its answer is sealed. Any status of the upstream is fine. */
export async function checkSealedGet(
  relay: RelayAccess,
  pair: Pair,
  path: string,
): Promise<{ sealed: SealedRequest; saw: string }> {
  const sealed = await sealGet(pair, path);
  const { status, bytes, milliseconds } = await exchangeGet(relay, pair, sealed);
  const where = path.replace(/\?.*/s, "?…");
  return { sealed, saw: `GET ${where} was answered with ${status} and ${bytes} bytes in ${Math.round(milliseconds)} ms` };
}

const MEANINGS: Record<string, string> = {
  nopair: "the relay does not know the pair it has just made: do all relays share one store (REDIS_URL)?",
  clientid: "the relay does not know the client id it has just signed: do all relays have the same CLIENT_ID_SECRET?",
  tag: "the relay does not derive the pair's key: do all relays have the same CLIENT_ID_SECRET?",
  redis: "the relay's store (REDIS_URL) does not answer",
  stale: "the relay computes another age of the pair: do the clocks of all relays agree?",
  busy: "the relay is overloaded",
  misdirected: NOT_SERVED,
  clear: "the answer is not sealed: an intermediary answers in the relay's place",
  unopened: "the answer is not authentic: an intermediary has changed it",
};

function explained({ code, status }: Failure): string {
  return `status ${status}, "${code}"${MEANINGS[code] ? `: ${MEANINGS[code]}` : ""}`;
}
