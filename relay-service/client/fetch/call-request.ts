import { formBlob } from "../body/form-blob.ts";
import { isStream } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";

/** What a call asks for, by the rules of the platform's own `Request`. */
export interface CallRequest {
  readonly request: Request;
  /** What was put into `init`. */
  readonly init: GivenInit;
  /** The body of `init`, where that is no stream; a form is a blob here. */
  readonly body: unknown;
  /** The body of `init`, where that is a stream. */
  readonly stream: ReadableStream<Uint8Array> | undefined;
  readonly signal: AbortSignal | undefined;
  /** How the request describes its page. */
  readonly referrer: Pick<Request, "referrer" | "referrerPolicy">;
}

/**
 * Reads the arguments of a call. Throws what `fetch` rejects with, in the same order: first a `TypeError` for anything that is wrong, then the
 * reason of a signal that is aborted already. The body counts as used, and is cancelled, after an abort.
 */
export function readCallRequest(input: unknown, given: unknown, base: string | undefined): CallRequest {
  if (!globalThis.crypto?.subtle) throw new RelayError("the page must be in a secure context: https, or localhost", "context");
  const asked = isRequest(input) ? input : `${input}`;
  const init = readRequestInit(given);
  // An init without members leaves a Request as it is; Node's own constructor forgets the referrer's policy all the same.
  const keepsReferrer = typeof asked !== "string" && Object.keys(init).length === 0;
  const body =
    init.body instanceof FormData ? formBlob(init.body, crypto.randomUUID().replaceAll("-", "")) : (init.body ?? undefined);
  const isHidden = body instanceof ReadableStream && !takesStreams();
  if (isHidden && (body.locked || init.keepalive)) throw new TypeError("the stream is in use, or must not outlive its page");
  // Some bytes take the place of a stream that the platform does not know: with null it would take the body of `asked`.
  const members = body === undefined ? init : { __proto__: null, ...init, body: isHidden ? new Uint8Array(0) : body };
  const request = new Request(typeof asked === "string" ? new URL(asked, base) : asked, members as RequestInit);
  const stream = isHidden ? body : isStream(body) ? (request.body ?? undefined) : undefined;
  const signal = (init.signal === undefined && typeof asked !== "string" ? asked.signal : init.signal) ?? undefined;
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
    referrer: keepsReferrer ? (asked as Request) : request,
  };
}

/** Whether the platform itself takes it for a Request, from whatever window it comes. */
function isRequest(input: unknown): input is Request {
  try {
    Reflect.get(Request.prototype, "method", input as object);
    return true;
  } catch {
    return false;
  }
}

/**
 * Members of `RequestInit` in the order in which WebIDL reads them. `dispatcher` is Node's, `targetAddressSpace` Chromium's; the latter, like
 * `priority`, cannot be read from a `Request`.
 */
const MEMBERS =
  "body cache credentials dispatcher duplex headers integrity keepalive method mode priority redirect referrer referrerPolicy signal targetAddressSpace window".split(
    " ",
  );

/** What a caller has put into `init`; it has no prototype. */
export interface GivenInit extends RequestInit {
  readonly dispatcher?: unknown;
  readonly targetAddressSpace?: unknown;
}

/**
 * Reads `init` as `fetch` does, as a WebIDL dictionary: members may be inherited or getters, so that a `Request` can be one, and each is read
 * once. Null and undefined are an empty one.
 */
export function readRequestInit(init: unknown): GivenInit {
  const members: Record<string, unknown> = Object.create(null);
  if (init === undefined || init === null) return members;
  if (typeof init !== "object" && typeof init !== "function") {
    throw new TypeError('init must be an object such as { method: "POST" }');
  }
  for (const name of MEMBERS) {
    const value = (init as Record<string, unknown>)[name];
    if (value !== undefined) members[name] = value;
  }
  return members;
}

let answer: boolean | undefined;

/** Whether `fetch` here takes a stream as the body of a request. A browser that does not know `duplex` would send its name as text. */
export function takesStreams(): boolean {
  answer ??= test();
  return answer;
}

function test(): boolean {
  let read = false;
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex() {
      read = true;
      return "half" as const;
    },
  };
  try {
    return !new Request("https://relay.invalid/", init).headers.has("content-type") && read;
  } catch {
    return false;
  }
}
