import { paddedLength } from "../body/body-padding.ts";
import { MAX_BUFFERED_BYTES, type PlainBody } from "../body/request-body.ts";
import { RelayError } from "../errors.ts";
import type { CallOptions } from "../options.ts";
import type { CallRequest } from "./call-request.ts";

/** The methods that Node's HTTP parser knows, except those that fetch refuses. A relay cannot answer any other. */
const METHODS = new Set(
  "ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE".split(
    " ",
  ),
);
/** The methods that a relay allows to pages of other origins. */
const CROSS_ORIGIN_METHODS = new Set("GET HEAD POST PUT PATCH DELETE".split(" "));
/** Characters that a field value must not have (RFC 9110, 5.5); the class `Headers` accepts some of them. */
const INVALID_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
/** A browser's limit of 64 KiB (Fetch, "HTTP-network-or-cache fetch", step 8.10), less what sealing adds. */
const MAX_KEEPALIVE_BYTES = 65_400;

/** Headers of a single connection (RFC 9110, 7.6.1), and those that the relay writes itself. */
const UNSEALED_HEADERS = new Set(
  "connection content-length expect host keep-alive proxy-connection te trailer transfer-encoding upgrade".split(" "),
);
/** A caller that sends one of them has a cache of its own (Fetch, "HTTP-network-or-cache fetch", step 8.13). */
const CONDITIONAL_HEADERS = ["if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"];

/** Hints for the transport that a `Request` does not show. `dispatcher` is Node's, `targetAddressSpace` Chromium's. */
const HINTS = ["priority", "dispatcher", "targetAddressSpace"] as const;

/** Throws {@link RelayError} for a request that no relay accepts, or that sealed answers cannot serve. Nothing was sent then. */
export function checkSendable(request: Request, isCrossOrigin: boolean): void {
  const { method, headers, mode, cache, integrity } = request;
  if (!(isCrossOrigin ? CROSS_ORIGIN_METHODS : METHODS).has(method)) {
    throw new RelayError(`the method must be one that the relay takes such as "PATCH", in capitals, got "${method}"`, "method");
  }
  for (const [name, value] of headers) {
    if (INVALID_IN_VALUE.test(value))
      throw new RelayError(`the value of the header "${name}" must be without control characters`, "header");
  }
  const problem =
    (mode === "no-cors" && 'mode "no-cors" cannot be used, as such an answer cannot be read and opened') ||
    (mode === "same-origin" && isCrossOrigin && 'mode "same-origin" cannot be used, as the relay has another origin') ||
    (cache === "only-if-cached" && 'cache "only-if-cached" cannot be used, as sealed answers are not cached') ||
    (integrity && "integrity cannot be used");
  if (problem) throw new RelayError(problem, "mode");
}

/** Throws {@link RelayError} for a body that is longer than `keepalive` allows. A browser would send nothing of it. */
export function checkKeepalive(
  body: PlainBody | null,
  { padding }: Pick<CallOptions, "padding">,
  platform: "browser" | "node",
): void {
  const size = body?.size ?? (body ? Number.POSITIVE_INFINITY : 0);
  const limit = platform === "browser" ? MAX_KEEPALIVE_BYTES : MAX_BUFFERED_BYTES;
  if ((padding === "none" ? size : paddedLength(size)) > limit)
    throw new RelayError(`a body with keepalive may have ${limit} bytes at most`, "keepalive");
}

/**
 * The headers that are sealed: all that the caller may set, and what `fetch` itself would add for a program. Headers that a
 * browser manages itself, such as cookies, are not among them; the browser sends those in the clear.
 */
export function sealedHeaders(headers: Headers, cache: RequestCache): [name: string, value: string][] {
  const sealed: [string, string][] = [];
  for (const [name, value] of headers) if (!UNSEALED_HEADERS.has(name) && !name.startsWith("x-mte-")) sealed.push([name, value]);
  if (!headers.has("accept")) sealed.push(["accept", "*/*"]);
  // A browser would tell these to the caches on the way (Fetch, "HTTP-network-or-cache fetch"). Here only the upstream's can act
  // on them.
  const isFresh =
    cache === "no-store" || cache === "reload" || (cache === "default" && CONDITIONAL_HEADERS.some((name) => headers.has(name)));
  if (isFresh && !headers.has("pragma")) sealed.push(["pragma", "no-cache"]);
  if ((isFresh || cache === "no-cache") && !headers.has("cache-control")) {
    sealed.push(["cache-control", isFresh ? "no-cache" : "max-age=0"]);
  }
  return sealed;
}

/** What is not sealed, because it tells the browser or Node how to send the request. */
export function transportInit({ request, init, referrer: page }: CallRequest): RequestInit {
  const { mode, credentials, keepalive } = request;
  const { referrer, referrerPolicy } = page;
  const hints = HINTS.filter((name) => name in init).map((name) => [name, init[name]]);
  return {
    // A service worker receives requests for pages ("navigate"), which only the browser itself may send.
    mode: mode === "navigate" ? "same-origin" : mode,
    credentials,
    referrer,
    referrerPolicy,
    keepalive,
    ...Object.fromEntries(hints),
  };
}
