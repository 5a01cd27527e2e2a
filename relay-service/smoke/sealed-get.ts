import { answerBody } from "../client/body/open-body.ts";
import type { Failure } from "../client/errors.ts";
import { openAnswer } from "../client/message/open-answer.ts";
import type { Pair } from "../client/message/pair.ts";
import { type SealedRequest, sealRequest } from "../client/message/seal-request.ts";
import type { RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";
import { unreachable } from "./unreachable.ts";

/** An authentic answer, read to its end. */
export interface Answered {
  /** The upstream's. */
  readonly status: number;
  /** Of the plain body. */
  readonly bytes: number;
  /** From the first byte sent to the last one opened. */
  readonly milliseconds: number;
}

/** Where the url travels: sealed in the head, as browsers' clients send it. */
const URL_MODE = 2;
/** The relay's own answers are a few words. */
const MOST_OWN_BYTES = 200;

/** Seals a GET for `path`, which begins with a slash. It is not sent: the bytes can be changed, and sent more than once. */
export async function sealGet(pair: Pair, path: string): Promise<SealedRequest> {
  const request = { method: "GET", target: path.slice(1), headers: [["accept", "*/*"]] as const, hasBody: false };
  const sealed = await sealRequest(pair, request, URL_MODE);
  if (!sealed) throw new Unmet("the pair has no messages left");
  return sealed;
}

/** Sends sealed bytes as they are, with other headers where they are given. Throws {@link Unmet} when no answer comes. */
export async function sendGet(
  relay: RelayAccess,
  sealed: SealedRequest,
  headers: Record<string, string> = {},
): Promise<Response> {
  try {
    return await relay.fetch(relay.origin + sealed.target, { headers: { ...sealed.headers, ...headers } });
  } catch (error) {
    throw new Unmet(unreachable(error));
  }
}

/** Sends a sealed GET and opens its answer to the last byte. Throws {@link Unmet} unless the upstream has answered. */
export async function exchangeGet(relay: RelayAccess, pair: Pair, sealed: SealedRequest): Promise<Answered> {
  const started = performance.now();
  const wire = await sendGet(relay, sealed);
  const opened = await openAnswer(pair, sealed, wire);
  if (!("headers" in opened)) throw new Unmet(explained(opened));
  pair.confirm();
  let bytes = 0;
  let start = "";
  try {
    const { body } = opened;
    const plain = body && answerBody(body, wire.body, { total: undefined, signal: undefined, onProgress: undefined });
    for await (const piece of plain?.stream ?? []) {
      bytes += piece.length;
      if (start.length < MOST_OWN_BYTES) start += Buffer.from(piece).toString("latin1");
    }
  } catch (error) {
    throw new Unmet(`the answer's head is authentic, its body is not whole: ${unreachable(error)}`);
  }
  const isOwn = opened.headers.some(([name]) => name === "x-request-id");
  const own = isOwn ? /^\{"error":"(upstream[a-z-]*)"\}$/.exec(start)?.[1] : undefined;
  if (own !== undefined && opened.status >= 500) {
    throw new Unmet(`the relay itself answers ${opened.status} "${own}", sealed: it cannot reach its upstream (UPSTREAM)`);
  }
  return { status: opened.status, bytes, milliseconds: performance.now() - started };
}

/** A GET goes through the relay to its upstream, and the answer comes back sealed. Any status of the upstream is one. */
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
  tag: "the relay does not take the pair's key for its own: do all relays have the same CLIENT_ID_SECRET?",
  redis: "the relay's store does not answer (REDIS_URL)",
  stale: "the relay counts the pair's age otherwise: do the clocks of all relays agree?",
  busy: "the relay has too much to do",
  clear: "the answer is not sealed: something in between answers in the relay's place",
  unopened: "the answer is not authentic: something in between has changed it",
};

function explained({ code, status }: Failure): string {
  return `status ${status}, "${code}"${MEANINGS[code] ? `: ${MEANINGS[code]}` : ""}`;
}
