import { isLarge, type PlainBody, unreadable } from "../body/request-body.ts";
import { wireBody } from "../body/seal-body.ts";
import type { PlainRequest, SealedRequest } from "../message/seal-request.ts";
import type { CallOptions } from "../options.ts";
import type { RelaySession } from "../pairing/pairing.ts";
import { supportsRequestStreams } from "./call-request.ts";
import { uploadTransport, type WireInit } from "./upload-transport.ts";

/** One request to the relay, without redirects. */
export interface ExchangeRequest extends Omit<PlainRequest, "hasBody"> {
  readonly body: PlainBody | null;
  /** What is not sealed, because it tells the browser how to send: `credentials`, `priority` and the like. */
  readonly init: RequestInit;
  readonly options: CallOptions;
  readonly signal: AbortSignal | undefined;
}

/**
 * Seals the body and sends the request. Returns undefined when it must be sealed again, because this connection does not support
 * request streams. Rejects when the connection fails, and with a `RelayError` "source" when the body cannot be read. Nothing
 * complete was sent then.
 */
export async function sendSealed(
  session: RelaySession,
  request: ExchangeRequest,
  sealed: SealedRequest,
  isFirst: boolean,
): Promise<Response | undefined> {
  const { method, body, signal, options } = request;
  const url = session.origin + sealed.target;
  const init: WireInit = {
    ...request.init,
    method,
    headers: sealed.headers,
    // The relay's answers are not stored, so the browser's cache cannot have one. But an intermediary may have planted one there.
    // With "no-store" the browser would send a CORS preflight for each request, so it is used only after a failure.
    cache: isFirst ? "default" : "no-store",
    // A relay never redirects in the clear, so such a redirect comes from somebody else.
    redirect: "manual",
    signal: signal ?? null,
  };
  if (!body || !sealed.body) return session.fetch(url, init);

  const { onUploadProgress, padding, stream } = options;
  const streamed = isLarge(body) && session.streams !== "no" && (stream || session.streams === "yes") && supportsRequestStreams();
  let sealedBytes = 0;
  const onPlain = (bytes: number) => {
    sealedBytes = bytes;
    if (streamed) onUploadProgress?.({ loaded: bytes, total: body.size });
  };
  const observed = withReadFailure(body);
  const wire = await wireBody(sealed.body, observed.body, { padding, streamed, live: stream, signal, onPlain }).catch(
    observed.rethrow,
  );
  if (!streamed) {
    const progress = (part: number) => onUploadProgress?.({ loaded: Math.round(part * sealedBytes), total: sealedBytes });
    const upload = onUploadProgress && uploadTransport(init, progress);
    const answer = await (upload ?? session.fetch)(url, { ...init, body: wire.body });
    if (!upload) progress(1);
    return answer;
  }
  try {
    // `keepalive` cannot be combined with a stream.
    const streaming: WireInit = { ...init, keepalive: false, body: wire.body, duplex: "half" };
    const answer = await session.fetch(url, streaming);
    session.streams = "yes";
    return answer;
  } catch (cause) {
    // Browsers stream over HTTP/2 only, and know the version only once they are connected. A request whose last frame was never
    // sealed cannot have been executed, so it may be sent again, without a stream.
    if (session.streams === "untried" && !wire.sealedAll() && body.replayable && !observed.failed()) {
      session.streams = "no";
      return undefined;
    }
    return observed.rethrow(cause);
  }
}

/** Lets the sender distinguish a body that cannot be read, such as a file that has changed, from a connection that fails. */
function withReadFailure(body: PlainBody): { body: PlainBody; failed: () => boolean; rethrow: (cause: unknown) => never } {
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
    body: { ...body, pieces },
    failed: () => failure !== undefined,
    rethrow: (cause) => {
      throw failure ? unreadable(failure.cause) : cause;
    },
  };
}
