import { abortable } from "./abortable.ts";
import { answerBody } from "./answer-body.ts";
import { type CallOptions, readCallOptions } from "./call-options.ts";
import { readClientOptions } from "./client-options.ts";
import { type Answer, exchange } from "./exchange.ts";
import { formBlob } from "./form-blob.ts";
import { opaqueRedirect, openedResponse } from "./opened-response.ts";
import { locationOf, MOST_REDIRECTS, type Redirectable, redirected } from "./redirect.ts";
import { RelayError } from "./relay-error.ts";
import { createRelaySession, type RelaySession } from "./relay-session.ts";
import { isStream, readRequestBody } from "./request-body.ts";
import { sealedHeaders } from "./request-headers.ts";
import type { Surroundings } from "./surroundings.ts";
import { takesStreams } from "./takes-streams.ts";
import { wireInit } from "./wire-init.ts";

/** `fetch` through the relay. The options of a call stand in `init.mte`, or in the third argument. */
export type MteFetch = (
  input: string | URL | Request,
  init?: RequestInit & { readonly mte?: object },
  options?: object,
) => Promise<Response>;

/**
 * Makes a client with its own pairs and pins. Throws a `TypeError` that names all problems of `options` at once. Nothing is sent
 * before the first call.
 */
export function createMteFetch(options: object, around: Surroundings): MteFetch {
  const settings = readClientOptions(options);
  const { page, base } = around;
  const relayUrl = settings.relayUrl ?? around.relayUrl;
  const sessions = new Map<string, RelaySession>();

  function sessionOf(url: URL): RelaySession {
    const origin = relayUrl ?? url.origin;
    if (url.origin !== origin || !/^https?:$/.test(url.protocol)) {
      throw new RelayError(`the url must be one of the relay such as "${origin}/api", got one of "${url.origin}"`, "url");
    }
    let session = sessions.get(origin);
    if (!session) {
      // By its name: a page may replace the global later, and it must not be called as a method.
      const send: typeof fetch = (input, init) => (settings.fetch ?? fetch)(input, page === "node" ? unkept(init) : init);
      const address = { origin, page, fetch: send, pins: settings.pins };
      session = createRelaySession(address, around.loadKeyExchange, page === "node" ? "yes" : "untried");
      sessions.set(origin, session);
    }
    return session;
  }

  return async (input, init = {}, options = {}) => {
    const call = readCallOptions({ ...init.mte, ...options }, settings);
    const signal = (init.signal === undefined && input instanceof Request ? input.signal : init.signal) ?? undefined;
    signal?.throwIfAborted();
    if (!globalThis.crypto?.subtle) throw new RelayError("the page must be in a secure context: https, or localhost", "context");
    // `Request` knows every rule about methods, headers and bodies. The signal is watched here, at every stage.
    const url = input instanceof Request ? input : new URL(input, base ?? relayUrl);
    const given = init.body instanceof FormData ? formBlob(init.body, crypto.randomUUID()) : (init.body ?? undefined);
    const hideBody = isStream(given) && !takesStreams();
    const request = new Request(url, { ...init, signal: null, ...(given && { body: hideBody ? null : given }) });
    const session = sessionOf(new URL(request.url));
    const how = wireInit(request, init);
    let body = await abortable(readRequestBody(request, given, call.stream, signal), signal);
    let hop: Redirectable = {
      method: request.method,
      url: new URL(request.url),
      headers: sealedHeaders(request.headers, request.cache),
      hasBody: body !== null,
      replayable: true,
    };
    for (let redirects = 0; ; redirects++) {
      const { method, url, headers } = hop;
      // A browser leaves the backslash in a query; no relay takes one in a target.
      const target = (url.pathname.slice(1) + url.search).replaceAll("\\", "%5C");
      const answer = await exchange(session, { method, target, headers, body, init: how, options: call, signal });
      // Node's fetch shows a redirect that is not followed, a browser does not.
      const location = request.redirect === "manual" && page === "node" ? undefined : locationOf(answer.opened);
      if (location === undefined) return responseTo(answer, hop, redirects > 0, { call, signal, page });
      answer.wire.body?.cancel().catch(() => {});
      if (request.redirect === "manual") return opaqueRedirect(withoutFragment(url));
      if (request.redirect === "error") throw new RelayError('the answer redirects, and redirect is "error"', "redirect");
      if (redirects === MOST_REDIRECTS) throw new RelayError(`there were more than ${MOST_REDIRECTS} redirects`, "redirect");
      hop = redirected({ ...hop, replayable: body?.replayable ?? true }, answer.opened.status, location);
      if (!hop.hasBody) body = null;
    }
  };
}

/**
 * Node's fetch keeps all that it has sent of a stream, for redirects that it could not send it to again
 * (https://github.com/nodejs/undici/issues/4058), but where there can be none. One that a box in the middle sends breaks the connection.
 */
function unkept(init: RequestInit | undefined): RequestInit | undefined {
  return isStream(init?.body) ? { ...init, window: null, redirect: "error" } : init;
}

function responseTo(
  { opened, wire }: Answer,
  { method, url }: Redirectable,
  redirected: boolean,
  { call, signal, page }: { call: CallOptions; signal: AbortSignal | undefined; page: string },
): Response {
  const length = opened.headers.find(([name]) => name === "content-length")?.[1];
  const total = length === undefined ? undefined : Number(length);
  const body = opened.body && answerBody(opened.body, wire.body, { total, signal, onProgress: call.onDownloadProgress });
  const type = page === "node" || page === url.origin ? "basic" : "cors";
  return openedResponse(method, opened, body, wire.headers.getSetCookie?.() ?? [], {
    url: withoutFragment(url),
    redirected,
    type,
  });
}

/** As in `Response.url`. */
function withoutFragment(url: URL): string {
  return url.href.replace(/#.*/s, "");
}
