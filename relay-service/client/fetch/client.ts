import { answerBody } from "../body/open-body.ts";
import { isStream, type PlainBody, readRequestBody } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";
import type * as Declared from "../mte-relay-client.d.mts";
import { type CallOptions, readCallOptions, readClientOptions } from "../options.ts";
import { createRelaySession, type RelaySession } from "../pairing/pairing.ts";
import { abortable } from "../pairing/waiting.ts";
import type { Surroundings } from "../runtime.ts";
import { readCallRequest } from "./call-request.ts";
import { type Answer, exchange } from "./exchange.ts";
import { isBodiless, opaqueRedirect, openedResponse } from "./opened-response.ts";
import { checkKeepalive, checkSendable, sealedHeaders, wireInit } from "./outgoing-request.ts";
import { isRedirect, locationOf, MOST_REDIRECTS, type Redirectable, redirected } from "./redirect.ts";
import { SAFE } from "./retry.ts";

/** `fetch` through the relay. The options of a call stand in `init.mte`, or in the third argument. */
export type MteFetch = (
  input: string | URL | Request,
  init?: (RequestInit & { readonly mte?: object }) | null,
  options?: object | null,
) => Promise<Response>;

/**
 * Makes a client with its own pairs and pins. Throws a `TypeError` that names all problems of `options` at once. Nothing is sent
 * before the first call.
 */
export function createMteFetch(options: object | null, around: Surroundings): MteFetch {
  const settings = readClientOptions(options);
  const { page } = around;
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

  return async (...given: Partial<Parameters<MteFetch>>) => {
    if (given.length === 0) throw new TypeError("mteFetch needs a url or a Request");
    const [input, init, options] = given;
    // Only an own property of a given object is an option of ours.
    const mte = Object.hasOwn(Object(init), "mte") ? init?.mte : undefined;
    const call = readCallOptions(mte, settings, options);
    const asked = readCallRequest(input, init, around.base ?? relayUrl);
    const { request, signal } = asked;
    const first = new URL(request.url);
    const session = sessionOf(first);
    const isCrossOrigin = page !== "node" && page !== first.origin;
    checkSendable(request, isCrossOrigin);
    const how = wireInit(asked, isCrossOrigin);
    let body = await abortable(readRequestBody(asked, call.stream), signal);
    if (request.keepalive) checkKeepalive(body, call, page === "node" ? "node" : "browser");
    let hop: Redirectable = {
      method: request.method,
      url: first,
      headers: sealedHeaders(request.headers, request.cache),
      referrerPolicy: how.referrerPolicy,
      hasBody: body !== null,
      replayable: true,
    };
    for (let redirects = 0; ; redirects++) {
      const { method, url, headers, referrerPolicy } = hop;
      const target = targetOf(url);
      const sent = { ...how, ...(referrerPolicy && { referrerPolicy }) };
      const answer = await exchange(session, { method, target, headers, body, init: sent, options: call, signal });
      const { opened, wire } = answer;
      // Node's fetch shows a redirect that is not followed, a browser does not.
      const isShown =
        request.redirect === "follow" ? locationOf(opened) === undefined : request.redirect === "manual" && page === "node";
      if (!isRedirect(opened) || isShown) return responseTo(answer, hop, redirects > 0, { call, signal, page, sent: body });
      wire.body?.cancel().catch(() => {});
      if (request.redirect === "manual") return opaqueRedirect(withoutFragment(url));
      if (request.redirect === "error") throw new RelayError('the answer redirects, and redirect is "error"', "redirect");
      if (redirects === MOST_REDIRECTS) throw new RelayError(`there were more than ${MOST_REDIRECTS} redirects`, "redirect");
      hop = redirected({ ...hop, replayable: body?.replayable ?? true }, opened);
      if (!hop.hasBody) {
        body?.release();
        body = null;
      }
    }
  };
}

/** Path and query without the leading slash, as `fetch` sends them: `search` alone would lose the question mark of an empty query. */
function targetOf(url: URL): string {
  return withoutFragment(url).slice(url.origin.length + 1);
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
  { call, signal, page, sent }: { call: CallOptions; signal: AbortSignal | undefined; page: string; sent: PlainBody | null },
): Response {
  const total = isBodiless(method, opened.status) ? undefined : lengthOf(opened);
  // An answer that is whole before the request wants no more of it. The relay tells the length of a sealed one that it had as a whole.
  const onEnd = () => sent?.release();
  const options = { total, signal, onProgress: call.onDownloadProgress, isSafe: SAFE.has(method), onEnd };
  const body = opened.body || total ? answerBody(opened.body, wire.body, options) : undefined;
  if (!body || wire.headers.has("content-length")) onEnd();
  const type = page === "node" || page === url.origin ? "basic" : "cors";
  return openedResponse(method, opened, body, wire.headers.getSetCookie?.() ?? [], {
    url: withoutFragment(url),
    redirected,
    type,
  });
}

/** Bytes of the plain body, where the answer tells them. */
function lengthOf({ headers }: OpenedAnswer): number | undefined {
  const length = headers.find(([name]) => name === "content-length")?.[1];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** As in `Response.url`. */
function withoutFragment(url: URL): string {
  return url.href.replace(/#.*/s, "");
}

/** The client that a page uses without making one, as it is declared for its users. */
export type DefaultClient = Pick<typeof Declared, "mteFetch" | "initMteRelayClient" | "createMteRelayClient">;

/** Nothing happens before the first call; without `initMteRelayClient` the client has the default options. */
export function createDefaultClient(around: Surroundings): DefaultClient {
  let current: typeof Declared.mteFetch | undefined;
  return {
    // Not async: what fails at once has to be known at once, as with fetch.
    mteFetch: (...call) => {
      current ??= createMteFetch({}, around);
      return current(...call);
    },
    initMteRelayClient(options = {}) {
      // Until the options are found right, no call may go on without the pins that were wanted.
      current = async () => createMteFetch(options, around)("");
      current = createMteFetch(options, around);
      return Promise.resolve();
    },
    createMteRelayClient: (options = {}) => ({ mteFetch: createMteFetch(options, around) }),
  };
}
