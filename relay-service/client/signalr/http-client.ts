import { chunksOf } from "../bytes.ts";
import type { mteFetch } from "../mte-relay-client.d.mts";
import type { SignalRErrors, SignalRHttpClient, SignalRRequest, SignalRResponse } from "../mte-relay-signalr.d.mts";
import { sealedNegotiation } from "./sealed-negotiation.ts";

/** A hub sends the messages that have collected since the previous poll in one answer, and the library reads it as a whole. */
const MAX_ANSWER_BYTES = 33_554_432;

/** What a program finds in an `HttpError` of the library. */
class HttpError extends Error {
  readonly statusCode: number;
  constructor(message: string, statusCode: number) {
    super(`${message}: Status code '${statusCode}'`);
    this.statusCode = statusCode;
  }
}

/**
 * An `HttpClient` of `@microsoft/signalr` over `send`. The library asks two questions by `instanceof`. "Is it its TimeoutError?" decides
 * whether it polls again: here such a poll gets an empty answer instead, with the same effect. "Is it its HttpError?" only adds to
 * messages; with `signalR` it is one.
 */
export function createHttpClient(
  send: typeof mteFetch,
  signalR: SignalRErrors | undefined,
  serverSentEvents: boolean,
): SignalRHttpClient {
  const errors = signalR ?? { HttpError, TimeoutError: Error, AbortError: Error };

  async function sendRequest(request: SignalRRequest): Promise<SignalRResponse> {
    const { url = "", method = "", timeout, abortSignal } = request;
    if (abortSignal?.aborted) throw new errors.AbortError("the request was aborted");
    const isPoll = method === "GET";
    const controller = new AbortController();
    const abort = () => controller.abort();
    let timedOut = false;
    const end = () => {
      timedOut = true;
      abort();
    };
    const timer = timeout ? setTimeout(end, timeout) : undefined;
    if (abortSignal) abortSignal.onabort = abort;
    try {
      const answer = await send(url, { ...initOf(request), signal: controller.signal });
      // A poll that has begun to answer must not count as empty.
      clearTimeout(timer);
      const { ok, status, statusText } = answer;
      if (!ok) {
        answer.body?.cancel().catch(() => {});
        throw new errors.HttpError(reasonOf(isPoll, status), status);
      }
      const bytes = await bytesOf(answer);
      if (request.responseType === "arraybuffer") return { statusCode: status, statusText, content: bytes };
      const text = new TextDecoder().decode(bytes);
      const isNegotiation = method === "POST" && /\/negotiate$/.test(new URL(url, answer.url).pathname);
      const content = isNegotiation ? sealedNegotiation(text, answer.url, serverSentEvents) : text;
      return { statusCode: status, statusText, content };
    } catch (error) {
      if (timedOut && isPoll) return { statusCode: 200, statusText: "", content: "" };
      if (timedOut) throw new errors.TimeoutError("the hub did not answer in time");
      throw controller.signal.aborted ? new errors.AbortError("the request was aborted") : error;
    } finally {
      clearTimeout(timer);
      if (abortSignal) abortSignal.onabort = null;
    }
  }

  const as = (method: string) => (url: string, options?: SignalRRequest) => sendRequest({ ...options, method, url });
  return { send: sendRequest, get: as("GET"), post: as("POST"), delete: as("DELETE"), getCookieString: () => "" };
}

/** The body of an answer. Rejects when it is longer than {@link MAX_ANSWER_BYTES}, and reads no more of it. */
async function bytesOf({ body }: Response): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  if (body) {
    for await (const chunk of chunksOf(body.getReader())) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) throw new RangeError(`an answer of the hub may have ${MAX_ANSWER_BYTES} bytes at most`);
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
    }
  }
  return new Blob(chunks).arrayBuffer();
}

/** As the library's own clients send it. */
function initOf({ method = "", content, headers, withCredentials }: SignalRRequest) {
  const type = content && (typeof content === "string" ? "text/plain;charset=UTF-8" : "application/octet-stream");
  return {
    method,
    headers: { "x-requested-with": "XMLHttpRequest", ...(type && { "content-type": type }), ...headers },
    body: content || null,
    cache: "no-cache",
    credentials: withCredentials ? "include" : "same-origin",
    // A hub counts the messages of a poll as delivered as soon as it has sent them. If their answer is lost, they are, too: another poll
    // would hide that.
    mte: { retrySafe: "authenticated" },
  } as const;
}

/** Without the body of the answer, which may repeat what the request contained. */
function reasonOf(isPoll: boolean, status: number): string {
  const hint =
    isPoll && status === 504
      ? "; the relay's UPSTREAM_TIMEOUT_MS must be longer than a poll of the hub, which is 90 s by default"
      : "";
  return `the hub refused the request${hint}`;
}
