import { isLarge, type PlainBody, unreadable } from "../body/request-body.ts";
import { wireBody } from "../body/seal-body.ts";
import type { PlainRequest, SealedRequest } from "../message/seal-request.ts";
import type { CallOptions } from "../options.ts";
import type { RelaySession } from "../pairing/pairing.ts";
import { takesStreams } from "./call-request.ts";
import { uploadTransport, type WireInit } from "./upload-transport.ts";

/** One request to the relay, without redirects. */
export interface Exchange extends Omit<PlainRequest, "hasBody"> {
  readonly body: PlainBody | null;
  /** What is not sealed but tells the browser how to send: `credentials`, `priority` and the like. */
  readonly init: RequestInit;
  readonly options: CallOptions;
  readonly signal: AbortSignal | undefined;
}

/**
 * Seals the body and sends the request. Gives undefined when it has to be sealed anew, as this connection takes no streams. Rejects when
 * the connection fails; with a `RelayError` "source" when the body cannot be read, as then nothing complete was sent.
 */
export async function sendSealed(
  session: RelaySession,
  request: Exchange,
  sealed: SealedRequest,
  isFirst: boolean,
): Promise<Response | undefined> {
  const { method, body, signal, options } = request;
  const url = session.origin + sealed.target;
  const init: WireInit = {
    ...request.init,
    method,
    headers: sealed.headers,
    // The relay's answers forbid to store them. Told so in advance, a browser would also ask for CORS each time anew; that is done
    // only after a failure, as a box in the middle may have planted an answer.
    cache: isFirst ? "default" : "no-store",
    // A relay sends no redirect in the clear; whoever does shall not be followed.
    redirect: "manual",
    signal: signal ?? null,
  };
  if (!body || !sealed.body) return session.fetch(url, init);

  const { onUploadProgress, padding, stream } = options;
  const streamed = isLarge(body) && session.streams !== "no" && (stream || session.streams === "yes") && takesStreams();
  let plain = 0;
  const onPlain = (bytes: number) => {
    plain = bytes;
    if (streamed) onUploadProgress?.({ loaded: bytes, total: body.size });
  };
  const readable = watched(body);
  const wire = await wireBody(sealed.body, readable.body, { padding, streamed, live: stream, signal, onPlain }).catch(
    readable.rethrow,
  );
  if (!streamed) {
    const progress = (part: number) => onUploadProgress?.({ loaded: Math.round(part * plain), total: plain });
    const upload = onUploadProgress && uploadTransport(init, progress);
    const answer = await (upload ?? session.fetch)(url, { ...init, body: wire.body });
    if (!upload) progress(1);
    return answer;
  }
  try {
    // No stream may outlive its page.
    const streaming: WireInit = { ...init, keepalive: false, body: wire.body, duplex: "half" };
    const answer = await session.fetch(url, streaming);
    session.streams = "yes";
    return answer;
  } catch (cause) {
    // Browsers stream over HTTP/2 only, and find out when they connect. A request whose last frame was never made cannot have been
    // executed, so it is safe to begin again.
    if (session.streams === "untried" && !wire.sealedAll() && body.replayable && !readable.failed()) {
      session.streams = "no";
      return undefined;
    }
    return readable.rethrow(cause);
  }
}

/** Tells a body that cannot be read, such as a file that has changed since, from a connection that fails. */
function watched(body: PlainBody): { body: PlainBody; failed: () => boolean; rethrow: (cause: unknown) => never } {
  let failure: { cause: unknown } | undefined;
  async function* pieces() {
    try {
      yield* body.pieces();
    } catch (cause) {
      failure = { cause };
      throw cause;
    }
  }
  return {
    body: { size: body.size, replayable: body.replayable, release: body.release, pieces },
    failed: () => failure !== undefined,
    rethrow: (cause) => {
      throw failure ? unreadable(failure.cause) : cause;
    },
  };
}
