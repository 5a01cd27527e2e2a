import { answerBody } from "../body/open-body.ts";
import { isStream, type PlainBody, readRequestBody } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";
import type * as Published from "../mte-relay-client.d.mts";
import { type CallOptions, type ClientOptions, readCallOptions, readClientOptions, readSealOptions } from "../options.ts";
import { marked, originals } from "../originals.ts";
import { createRelaySession, type RelaySession } from "../pairing/pairing.ts";
import { abortable } from "../pairing/waiting.ts";
import type { Runtime } from "../runtime.ts";
import { sealOrigins } from "../seal-origins/seal-origins.ts";
import { readCallRequest } from "./call-request.ts";
import { type Answer, exchange } from "./exchange.ts";
import { hasNullBody, opaqueRedirect, openedResponse } from "./opened-response.ts";
import { checkKeepalive, checkSendable, sealedHeaders, transportInit } from "./outgoing-request.ts";
import { isRedirect, locationOf, MAX_REDIRECTS, type Redirectable, redirected } from "./redirect.ts";
import { SAFE_METHODS } from "./retry.ts";

/** `fetch` through the relay. The options of a call are in `init.mte`, or in the third argument. */
type MteFetch = typeof Published.mteFetch;

/** The functions that a page uses without making a client of its own. */
export type DefaultClient = Pick<typeof Published, "mteFetch" | "initMteRelayClient" | "createMteRelayClient" | "sealOrigins">;

/** The calls of one client. */
interface Client {
  readonly mteFetch: MteFetch;
  /** The same with the origin of each url as its relay, for {@link sealOrigins}. */
  readonly seal: MteFetch;
}

/** Nothing happens before the first call. Without `initMteRelayClient` the client has the default options. */
export function createDefaultClient(runtime: Runtime): DefaultClient {
  let current: Client | undefined;
  const client = () => {
    current ??= createClient({}, runtime);
    return current;
  };
  return {
    // Not async: one more promise would delay a rejection that `fetch` gives at once.
    mteFetch: (...call) => client().mteFetch(...call),
    sealOrigins: sealOriginsWith((...call) => client().seal(...call), runtime),
    initMteRelayClient(options = {}) {
      // If the options are invalid, calls must fail, too: without the pins that the page wanted, they would trust any relay.
      const fail = async () => createClient(options, runtime).mteFetch("");
      current = { mteFetch: fail, seal: fail };
      current = createClient(options, runtime);
      return Promise.resolve();
    },
    createMteRelayClient(options = {}) {
      const { mteFetch, seal } = createClient(options, runtime);
      return { mteFetch, sealOrigins: sealOriginsWith(seal, runtime) };
    },
  };
}

/**
 * Makes a client with its own pairs and pins. Throws a `TypeError` that names all problems of `options` at once. Nothing is sent
 * before the first call.
 */
function createClient(options: Published.MteClientOptions | null, runtime: Runtime): Client {
  const settings = readClientOptions(options);
  const sessions = new Map<string, RelaySession>();
  return {
    mteFetch: createMteFetch(settings, runtime, sessions, settings.relayUrl ?? runtime.relayUrl),
    seal: createMteFetch(settings, runtime, sessions, undefined),
  };
}

/** `sealOrigins` of a client. Options of its own make a client of its own. */
function sealOriginsWith(seal: MteFetch, runtime: Runtime): typeof Published.sealOrigins {
  return (origins, given) => {
    const { origins: checked, options } = readSealOptions(origins, given);
    const own = given ? createMteFetch(options, runtime, new Map(), undefined) : seal;
    return sealOrigins(checked, own as typeof fetch, runtime);
  };
}

/** `relayUrl`: the only relay, undefined = the origin of each requested url is one. */
function createMteFetch(
  settings: ClientOptions,
  runtime: Runtime,
  sessions: Map<string, RelaySession>,
  relayUrl: string | undefined,
): MteFetch {
  const { page } = runtime;

  function sessionOf(url: URL): RelaySession {
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
      session = createRelaySession(address, runtime.loadKeyExchange, page === "node" ? "yes" : "untried");
      sessions.set(origin, session);
    }
    return session;
  }

  return async (...given: Partial<Parameters<MteFetch>>) => {
    if (given.length === 0) throw new TypeError("mteFetch needs a url or a Request");
    const [input, init, options] = given;
    // Only an own property of the caller's object is an option of ours.
    const mte = Object.hasOwn(Object(init), "mte") ? init?.mte : undefined;
    const callOptions = readCallOptions(mte, settings, options);
    const call = readCallRequest(input, init, runtime.base ?? relayUrl);
    const { request, signal } = call;
    const firstUrl = new URL(request.url);
    const session = sessionOf(firstUrl);
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
  const options = { total, signal, onProgress: callOptions.onDownloadProgress, isSafe: SAFE_METHODS.has(method), onEnd };
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
