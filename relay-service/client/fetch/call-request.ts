import { formBlob } from "../body/form-blob.ts";
import { isStream } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";
import { isRequest } from "../request-url.ts";

/**
 * Members of `RequestInit` in the order in which WebIDL reads them. `dispatcher` is Node's, `targetAddressSpace` Chromium's. A
 * `Request` does not show the latter, nor `priority`.
 */
const INIT_MEMBERS =
  "body cache credentials dispatcher duplex headers integrity keepalive method mode priority redirect referrer referrerPolicy signal targetAddressSpace window".split(
    " ",
  );

/** The members of `init` that the caller has set. It has no prototype. */
export interface GivenInit extends RequestInit {
  readonly dispatcher?: unknown;
  readonly targetAddressSpace?: unknown;
}

/** The arguments of a call, read by the rules of the platform's own `Request`. */
export interface CallRequest {
  readonly request: Request;
  readonly init: GivenInit;
  /** The body of `init`, unless it is a stream; a form is a blob here. */
  readonly body: unknown;
  /** The body of `init`, if it is a stream. */
  readonly stream: ReadableStream<Uint8Array> | undefined;
  readonly signal: AbortSignal | undefined;
  /** What the request says of its page. */
  readonly referrer: Pick<Request, "referrer" | "referrerPolicy">;
}

/**
 * Reads the arguments of a call. Throws what `fetch` rejects with, in the same order: first a `TypeError` for anything that is
 * invalid, then the reason of a signal that is already aborted. After an abort the body counts as used and is cancelled.
 */
export function readCallRequest(input: unknown, givenInit: unknown, base: string | undefined): CallRequest {
  if (!globalThis.crypto?.subtle) throw new RelayError("the page must be in a secure context: https, or localhost", "context");
  const source = isRequest(input) ? input : `${input}`;
  const init = readInit(givenInit);
  // An init without members leaves a Request unchanged, but Node's constructor then loses the referrer policy.
  const keepsReferrer = typeof source !== "string" && Object.keys(init).length === 0;
  const body =
    init.body instanceof FormData ? formBlob(init.body, crypto.randomUUID().replaceAll("-", "")) : (init.body ?? undefined);
  const isUnsupportedStream = body instanceof ReadableStream && !supportsRequestStreams();
  if (isUnsupportedStream && (body.locked || init.keepalive))
    throw new TypeError("the stream is in use, or must not outlive its page");
  // An empty array takes the place of a stream that the platform does not support: with null it would use the body of `source`.
  const members = body === undefined ? init : { __proto__: null, ...init, body: isUnsupportedStream ? new Uint8Array(0) : body };
  const request = new Request(typeof source === "string" ? new URL(source, base) : source, members as RequestInit);
  const stream = isUnsupportedStream ? body : isStream(body) ? (request.body ?? undefined) : undefined;
  const signal = (init.signal === undefined && typeof source !== "string" ? source.signal : init.signal) ?? undefined;
  if (signal?.aborted) {
    (stream ?? request.body)?.cancel(signal.reason).catch(() => {});
    throw signal.reason;
  }
  return {
    request,
    init,
    body: stream ? undefined : body,
    stream,
    signal,
    referrer: keepsReferrer ? (source as Request) : request,
  };
}

/**
 * Reads `init` as `fetch` does, as a WebIDL dictionary: members may be inherited or getters, so a `Request` can be an init, and
 * each member is read once. Null and undefined are an empty init.
 */
function readInit(init: unknown): GivenInit {
  const members: Record<string, unknown> = Object.create(null);
  if (init === undefined || init === null) return members;
  if (typeof init !== "object" && typeof init !== "function") {
    throw new TypeError('init must be an object such as { method: "POST" }');
  }
  for (const name of INIT_MEMBERS) {
    const value = (init as Record<string, unknown>)[name];
    if (value !== undefined) members[name] = value;
  }
  return members;
}

let streamsSupported: boolean | undefined;

/**
 * Whether `fetch` accepts a stream as the body of a request here. A browser that does not know `duplex` would send "[object
 * ReadableStream]".
 */
export function supportsRequestStreams(): boolean {
  streamsSupported ??= detectRequestStreams();
  return streamsSupported;
}

function detectRequestStreams(): boolean {
  let isDuplexRead = false;
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex() {
      isDuplexRead = true;
      return "half" as const;
    },
  };
  try {
    return !new Request("https://relay.invalid/", init).headers.has("content-type") && isDuplexRead;
  } catch {
    return false;
  }
}
