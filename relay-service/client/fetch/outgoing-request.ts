import { paddedLength } from "../body/body-padding.ts";
import { type PlainBody, SMALL_BODY } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";
import type { CallOptions } from "../options.ts";
import type { CallRequest } from "./call-request.ts";

/** What Node's HTTP parser knows, and so every relay, but for those that fetch itself refuses. Others are not even answered. */
const METHODS = new Set(
  "ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE".split(
    " ",
  ),
);
/** What a relay allows to pages of other origins. */
const CROSS_ORIGIN_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
/** RFC 9110, 5.5; the class `Headers` takes more. */
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
/** A browser's 64 KiB (Fetch, "HTTP-network-or-cache fetch", step 8.10), less what sealing adds. */
const KEEPALIVE_BYTES = 65_400;

/** Throws {@link RelayError} for a method or a header that no relay takes, before anything is sent. */
export function checkSendable({ method, headers }: Request, isCrossOrigin: boolean): void {
  if (!(isCrossOrigin ? CROSS_ORIGIN_METHODS : METHODS).has(method)) {
    throw new RelayError(`the method must be one that the relay takes such as "PATCH", in capitals, got "${method}"`, "method");
  }
  for (const [name, value] of headers) {
    if (NOT_IN_VALUE.test(value))
      throw new RelayError(`the value of the header "${name}" must be without control characters`, "header");
  }
}

/** Throws {@link RelayError} for a body that is longer than `keepalive` can carry: a browser would send nothing of it. */
export function checkKeepalive(
  body: PlainBody | null,
  { padding }: Pick<CallOptions, "padding">,
  most: "browser" | "node",
): void {
  const size = body?.size ?? (body ? Number.POSITIVE_INFINITY : 0);
  const limit = most === "browser" ? KEEPALIVE_BYTES : SMALL_BODY;
  if ((padding === "none" ? size : paddedLength(size)) > limit)
    throw new RelayError(`a body with keepalive may have ${limit} bytes at most`, "keepalive");
}

/** What belongs to one connection or to the relay itself; no upstream gets it (RFC 9110, 7.6.1). */
const NOT_SEALED = new Set(
  "connection content-length expect host keep-alive proxy-connection te trailer transfer-encoding upgrade".split(" "),
);

/** Whoever asks under a condition has a cache of its own (Fetch, "HTTP-network-or-cache fetch", step 8.13). */
const CONDITIONS = ["if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"];

/**
 * The headers that are sealed: all that the caller may set, and what `fetch` itself would add for a program. A browser has taken away what
 * it manages itself, such as cookies, and sends that in the clear.
 */
export function sealedHeaders(headers: Headers, cache: RequestCache): [name: string, value: string][] {
  const sealed: [string, string][] = [];
  for (const [name, value] of headers) if (!NOT_SEALED.has(name) && !name.startsWith("x-mte-")) sealed.push([name, value]);
  if (!headers.has("accept")) sealed.push(["accept", "*/*"]);
  // The browser's own cache never sees a sealed answer; the upstream's shall know the wish (Fetch, "HTTP-network-or-cache fetch").
  const isFresh =
    cache === "no-store" || cache === "reload" || (cache === "default" && CONDITIONS.some((name) => headers.has(name)));
  if (isFresh && !headers.has("pragma")) sealed.push(["pragma", "no-cache"]);
  if ((isFresh || cache === "no-cache") && !headers.has("cache-control")) {
    sealed.push(["cache-control", isFresh ? "no-cache" : "max-age=0"]);
  }
  return sealed;
}

/** Hints that a request does not show; the second is Node's, the third Chromium's. */
const HINTS = ["priority", "dispatcher", "targetAddressSpace"] as const;

/**
 * What is told to the browser rather than sealed: how to send. Throws {@link RelayError} for what cannot be kept with sealed answers.
 */
export function wireInit({ request, init, referrer: page }: CallRequest, isCrossOrigin: boolean): RequestInit {
  const { mode, cache, integrity, credentials, keepalive } = request;
  const problem =
    (mode === "no-cors" && 'mode "no-cors" cannot be used, as such an answer cannot be read and opened') ||
    (mode === "same-origin" && isCrossOrigin && 'mode "same-origin" cannot be used, as the relay has another origin') ||
    (cache === "only-if-cached" && 'cache "only-if-cached" cannot be used, as sealed answers are not cached') ||
    (integrity && "integrity cannot be used");
  if (problem) throw new RelayError(problem, "mode");
  const { referrer, referrerPolicy } = page;
  const hints = HINTS.filter((name) => name in init).map((name) => [name, init[name]]);
  return {
    // A service worker may be asked for a page; only a browser itself may send such a request.
    mode: mode === "navigate" ? "same-origin" : mode,
    credentials,
    referrer,
    referrerPolicy,
    keepalive,
    ...Object.fromEntries(hints),
  };
}
