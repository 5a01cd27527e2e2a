import { answerBody } from "../body/open-body.ts";
import { isStream, type PlainBody, readRequestBody } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";
import type * as Published from "../mte-relay-client.d.mts";
import { type CallOptions, type ClientOptions, originOf, RELAY_ORIGIN, readCallOptions } from "../options.ts";
import { marked, originals } from "../originals.ts";
import { pairAhead } from "../pairing/pair-ahead.ts";
import { createRelaySession, type RelaySession } from "../pairing/pairing.ts";
import { abortable } from "../pairing/waiting.ts";
import type { Runtime } from "../runtime.ts";
import { readCallRequest } from "./call-request.ts";
import { type Answer, exchange } from "./exchange.ts";
import { hasNullBody, opaqueRedirect, openedResponse } from "./opened-response.ts";
import { checkKeepalive, checkSendable, sealedHeaders, transportInit } from "./outgoing-request.ts";
import { isRedirect, locationOf, MAX_REDIRECTS, type Redirectable, redirected } from "./redirect.ts";
import { isSafe } from "./retry.ts";

/** `fetch` through the relay. The options of a call are in `init.mte`, or in the third argument. */
type MteFetch = typeof Published.mteFetch;

/** The calls of one client, with pairs and pins of their own. */
export interface Client {
  readonly mteFetch: MteFetch;
  /** The same with the origin of each url as its relay, for `sealOrigins`. */
  readonly seal: MteFetch;
  readonly pairEarly: typeof Published.pairEarly;
  /** Throws when the client's options are invalid. */
  settings(): ClientOptions;
}

/** The session with the relay at a url. `relayUrl`: the only relay, undefined = the origin of each url is one. */
type Sessions = (url: URL, relayUrl: string | undefined) => RelaySession;

/** Makes a client. Throws a `TypeError` when `pairEarly` is set and there is no relay to pair with. Otherwise nothing is sent before the first call. */
export function createClient(settings: ClientOptions, runtime: Runtime): Client {
  const sessions = createSessions(settings, runtime);
  const relayUrl = settings.relayUrl ?? runtime.relayUrl;
  const { page } = runtime;

  async function pairEarly(origin: string | undefined = relayUrl): Promise<void> {
    const url = originOf(origin);
    if (url === undefined) throw new TypeError(`pairEarly must get ${RELAY_ORIGIN}, got ${JSON.stringify(origin)}`);
    await pairAhead(sessions(new URL(url), relayUrl), page !== "node" && page !== url);
  }

  if (settings.pairEarly) {
    if (relayUrl === undefined) throw new TypeError(`pairEarly must be false without a relayUrl, which must be ${RELAY_ORIGIN}`);
    pairEarly();
  }
  return {
    mteFetch: createMteFetch(settings, runtime, sessions, relayUrl),
    seal: createMteFetch(settings, runtime, sessions, undefined),
    pairEarly,
    settings: () => settings,
  };
}

function createSessions(settings: ClientOptions, { page, loadKeyExchange }: Runtime): Sessions {
  const sessions = new Map<string, RelaySession>();
  return (url, relayUrl) => {
    const origin = relayUrl ?? url.origin;
    if (url.origin !== origin || !/^https?:$/.test(url.protocol)) {
      throw new RelayError(`the url must be one of the relay such as "${origin}/api", got one of "${url.origin}"`, "url");
    }
    let session = sessions.get(origin);
    if (!session) {
      const given = settings.fetch && marked(settings.fetch);
      // The global `fetch` is looked up for each call, because a page may replace it, and is not called as a method.
      const send: typeof fetch = (input, init) => {
        const call = given ?? originals().fetch;
        return call(input, page === "node" ? withoutReplayBuffer(init) : init);
      };
      const address = { origin, page, fetch: send, pins: settings.pins };
      session = createRelaySession(address, loadKeyExchange, page === "node" ? "yes" : "untried");
      sessions.set(origin, session);
    }
    return session;
  };
}

function createMteFetch(settings: ClientOptions, runtime: Runtime, sessions: Sessions, relayUrl: string | undefined): MteFetch {
  const { page } = runtime;
  return async (...given: Partial<Parameters<MteFetch>>) => {
    if (given.length === 0) throw new TypeError("mteFetch needs a url or a Request");
    const [input, init, options] = given;
    // Only an own property of the caller's object is an option of ours.
    const mte = Object.hasOwn(Object(init), "mte") ? init?.mte : undefined;
    const callOptions = readCallOptions(mte, settings, options);
    const call = readCallRequest(input, init, runtime.base ?? relayUrl);
    const { request, signal } = call;
    const firstUrl = new URL(request.url);
    const session = sessions(firstUrl, relayUrl);
    const isCrossOrigin = page !== "node" && page !== firstUrl.origin;
    checkSendable(request, isCrossOrigin);
    const transport = transportInit(call);
    let body = await abortable(readRequestBody(call, callOptions.stream), signal);
    if (request.keepalive) checkKeepalive(body, callOptions, page === "node" ? "node" : "browser");
    let hop: Redirectable = {
      method: request.method,
      url: firstUrl,
      headers: sealedHeaders(request.headers, request.cache),
      referrerPolicy: transport.referrerPolicy,
      hasBody: body !== null,
      replayable: true,
    };
    for (let redirects = 0; ; redirects++) {
      const { method, url, headers, referrerPolicy } = hop;
      const target = targetOf(url);
      const hopInit = { ...transport, ...(referrerPolicy && { referrerPolicy }) };
      const answer = await exchange(session, { method, target, headers, body, init: hopInit, options: callOptions, signal });
      const { opened, wire } = answer;
      // A redirect that is not followed is shown by Node's fetch, and hidden by browsers.
      const isShown =
        request.redirect === "follow" ? locationOf(opened) === undefined : request.redirect === "manual" && page === "node";
      if (!isRedirect(opened) || isShown) {
        return responseTo(answer, hop, redirects > 0, { callOptions, signal, page, requestBody: body });
      }
      wire.body?.cancel().catch(() => {});
      if (request.redirect === "manual") return opaqueRedirect(withoutFragment(url));
      if (request.redirect === "error") throw new RelayError('the answer redirects, and redirect is "error"', "redirect");
      if (redirects === MAX_REDIRECTS) throw new RelayError(`there were more than ${MAX_REDIRECTS} redirects`, "redirect");
      hop = redirected({ ...hop, replayable: body?.replayable ?? true }, opened);
      if (!hop.hasBody) {
        body?.release();
        body = null;
      }
    }
  };
}

/**
 * Path and query without the leading slash, as `fetch` sends them. `url.search` would lose the question mark of an empty query.
 */
function targetOf(url: URL): string {
  return withoutFragment(url).slice(url.origin.length + 1);
}

/**
 * Node's fetch keeps all that it has sent of a stream, in case of a redirect, although it cannot send a stream again
 * (https://github.com/nodejs/undici/issues/4058). With these members it keeps nothing. If an intermediary sends a redirect, the
 * connection fails.
 */
function withoutReplayBuffer(init: RequestInit | undefined): RequestInit | undefined {
  return isStream(init?.body) ? { ...init, window: null, redirect: "error" } : init;
}

function responseTo(
  { opened, wire }: Answer,
  { method, url }: Redirectable,
  redirected: boolean,
  {
    callOptions,
    signal,
    page,
    requestBody,
  }: { callOptions: CallOptions; signal: AbortSignal | undefined; page: string; requestBody: PlainBody | null },
): Response {
  const total = hasNullBody(method, opened.status) ? undefined : lengthOf(opened);
  // An answer may be complete before its request is. The upstream does not want the rest of the request then.
  const onEnd = () => requestBody?.release();
  const options = { total, signal, onProgress: callOptions.onDownloadProgress, isSafe: isSafe(method, callOptions), onEnd };
  const body = opened.body || total ? answerBody(opened.body, wire.body, options) : undefined;
  // With a length on the wire, the relay had the whole answer when it sealed it.
  if (!body || wire.headers.has("content-length")) onEnd();
  const type = page === "node" || page === url.origin ? "basic" : "cors";
  return openedResponse(method, opened, body, wire.headers.getSetCookie?.() ?? [], {
    url: withoutFragment(url),
    redirected,
    type,
  });
}

/** Bytes of the plain body; undefined when the answer does not say it. */
function lengthOf({ headers }: OpenedAnswer): number | undefined {
  const length = headers.find(([name]) => name === "content-length")?.[1];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** As in `Response.url`. */
function withoutFragment(url: URL): string {
  return url.href.replace(/#.*/s, "");
}
