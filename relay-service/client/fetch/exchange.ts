import { isLarge } from "../body/request-body.ts";
import type { Failure } from "../errors.ts";
import { RelayError } from "../errors.ts";
import { type OpenedAnswer, openAnswer } from "../message/open-answer.ts";
import type { Pair } from "../message/pair.ts";
import { checkSize, type PlainRequest, type SealedRequest, sealRequest } from "../message/seal-request.ts";
import type { RelaySession } from "../pairing/pairing.ts";
import { pause, retryAfterMs } from "../pairing/waiting.ts";
import { endsPair, errorUnlessRetryable } from "./retry.ts";
import { type ExchangeRequest, sendSealed } from "./send-sealed.ts";

/** A large body is only sent with a pair that the relay has confirmed within this many milliseconds. */
const MAX_UNCONFIRMED_MS = 60_000;

/** An authentic answer, and the response that its sealed body is read from. */
export interface Answer {
  readonly opened: OpenedAnswer;
  readonly wire: Response;
}

/**
 * Sends a request and returns its authentic answer. Where it is safe (see {@link errorUnlessRetryable}), a failed request is sealed again
 * with a new sequence number, and sent again. Rejects with a `RelayError`, or with the signal's reason.
 */
export async function exchange(session: RelaySession, request: ExchangeRequest): Promise<Answer> {
  const { signal } = request;
  try {
    checkSize(plainRequest(request), request.options.url);
    for (let attempt = 0; ; attempt++) {
      const { pair, sealed } = await sealWithPair(session, request);
      const sentAt = performance.now();
      let wire: Response | undefined;
      let result: OpenedAnswer | Failure;
      try {
        wire = await sendSealed(session, request, sealed, attempt === 0);
        if (!wire) {
          attempt--;
          continue;
        }
        result = await openAnswer(pair, sealed, wire);
      } catch (cause) {
        if (cause instanceof RelayError) throw cause;
        result = { code: "network", status: undefined, authentic: false, cause };
      }
      signal?.throwIfAborted();
      if (wire && "headers" in result) {
        pair.confirm();
        return { opened: result, wire };
      }
      await recover(session, request, pair, result as Failure, wire, attempt, performance.now() - sentAt);
    }
  } catch (reason) {
    request.body?.release(reason);
    throw reason;
  }
}

async function sealWithPair(session: RelaySession, request: ExchangeRequest): Promise<{ pair: Pair; sealed: SealedRequest }> {
  for (;;) {
    const pair = await session.pairs.get(request.signal);
    const { body } = request;
    // A relay that does not know the pair closes the connection during a large upload. Its proof that nothing was executed is
    // lost then.
    if (isLarge(body) && pair.sinceConfirmedMs() > MAX_UNCONFIRMED_MS) {
      session.pairs.drop(pair);
      continue;
    }
    const sealed = await sealRequest(pair, plainRequest(request), request.options.url);
    if (sealed) return { pair, sealed };
    // Concurrent calls have used up its sequence numbers.
    session.pairs.drop(pair);
  }
}

function plainRequest({ method, target, headers, body }: ExchangeRequest): PlainRequest {
  if (!body) return { method, target, headers, hasBody: false };
  const length = body.size === undefined ? [] : [["content-length", `${body.size}`] as const];
  return { method, target, headers: [...headers, ...length], hasBody: true };
}

/** Returns when the request may be sent again; otherwise throws. */
async function recover(
  session: RelaySession,
  request: ExchangeRequest,
  pair: Pair,
  failure: Failure,
  wire: Response | undefined,
  attempt: number,
  waitedMs: number,
): Promise<void> {
  wire?.body?.cancel().catch(() => {});
  if (endsPair(failure)) session.pairs.drop(pair, failure.code === "clientid");
  const error = errorUnlessRetryable(failure, {
    method: request.method,
    idempotent: request.headers.some(([name]) => name === "idempotency-key"),
    retryUnsafe: request.options.retryUnsafe,
    retrySafe: request.options.retrySafe,
    replayable: request.body?.replayable ?? true,
    attempt,
    waitedMs,
  });
  if (error) throw error;
  if (wire && (wire.status === 429 || wire.status === 503)) await pause(retryAfterMs(wire, attempt + 1), request.signal);
}
