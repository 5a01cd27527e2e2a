import { paddedLength } from "../body/body-padding.ts";
import { type PlainBody, SMALL_BODY } from "../body/plain-body.ts";
import { RelayError } from "../errors/relay-error.ts";
import type { CallOptions } from "../options/call-options.ts";

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
