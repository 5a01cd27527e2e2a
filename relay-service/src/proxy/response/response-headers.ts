import { fieldValue } from "../../http/field-value.ts";
import type { Header } from "../../http/header.ts";
import { connectionNamed, HOP_BY_HOP } from "../../http/hop-by-hop.ts";
import { isToken } from "../../http/syntax.ts";
import type { UriRewriter } from "./uri-rewriter.ts";

/** The upstream's headers, sorted by how they are forwarded. */
export interface SortedHeaders {
  /** Headers for the client's program. In a sealed answer these are sealed. */
  readonly inner: Header[];
  /** Headers on which only the browser itself can act. They are always in the clear. */
  readonly outer: readonly Header[];
  /** Names in the upstream's `access-control-expose-headers`. */
  readonly exposed: readonly string[];
}

/** The answer whose headers are sorted. */
export interface SortOptions {
  readonly uriRewriter: UriRewriter;
  /** Whether the browser sees another path than the upstream. */
  readonly hidesPath: boolean;
  /** Whether the answer is sealed, so that a browser cannot act on its inner headers. */
  readonly isSealed: boolean;
  /** Whether a content coding is undone, so that headers about the coded body are no longer true. */
  readonly isDecoded: boolean;
  /** Whether the answer must not have a content-length. */
  readonly isEmpty: boolean;
  /** The remaining `content-encoding`; undefined when there is none. */
  readonly coding: string | undefined;
}

/** Headers whose value is a URI reference: of HTTP and WebDAV, source maps, long-running operations, and page libraries. */
const URI_HEADERS: readonly string[] = [
  ...["location", "content-location", "destination", "sourcemap", "x-sourcemap", "service-worker-allowed", "x-pingback"],
  ...["operation-location", "azure-asyncoperation", "hx-location", "hx-redirect", "hx-push-url", "hx-replace-url"],
  ...["turbolinks-location", "x-turbolinks-location", "x-inertia-location", "x-redirect-to", "x-location"],
];
/** Headers that describe the coded body (RFC 9110, 8.6; RFC 9530, 2 and 3). */
const OF_CODED_BODY: ReadonlySet<string> = new Set(["content-length", "content-md5", "digest", "content-digest", "repr-digest"]);
/** Headers that contain URIs, and how each of them is rewritten. */
const REWRITERS: ReadonlyMap<string, "location" | "refresh" | "links"> = new Map([
  ...URI_HEADERS.map((name) => [name, "location"] as const),
  ["refresh", "refresh"],
  ["link", "links"],
  ["uri", "links"],
]);

/**
 * Sorts the upstream's headers. Hop-by-hop headers are dropped, and the upstream's CORS headers (the relay sends its own), and names of the
 * relay. So is `alt-svc`, because it would lead browsers to the upstream, around the relay (RFC 7838).
 */
export function sortResponseHeaders(headers: readonly Header[], options: SortOptions): SortedHeaders {
  const { uriRewriter, hidesPath, isSealed, isDecoded, isEmpty, coding } = options;
  const inner: Header[] = [];
  const outer: Header[] = [];
  const exposed: string[] = [];
  const listed = connectionNamed(fieldValue(headers, "connection"));
  for (const header of headers) {
    const [name, value] = header;
    if (HOP_BY_HOP.has(name) || listed?.has(name)) continue;
    if (name === "set-cookie") outer.push([name, uriRewriter.cookie(value, hidesPath)]);
    else if (name === "access-control-expose-headers") exposed.push(...namesIn(value));
    else if (name.startsWith("access-control-") || name.startsWith("x-mte-")) continue;
    else if ((isDecoded && OF_CODED_BODY.has(name)) || (isEmpty && name === "content-length")) continue;
    else if (name === "content-encoding" || name === "alt-svc") continue;
    else {
      const rewriter = REWRITERS.get(name);
      const rewritten = rewriter === undefined ? value : uriRewriter[rewriter](value);
      if (rewritten !== null) inner.push(rewriter === undefined ? header : [name, rewritten]);
      // Tells the browser to clear its data, as after a logout. The browser does not see a sealed header.
      if (isSealed && name === "clear-site-data") outer.push(header);
    }
  }
  if (coding !== undefined) inner.push(["content-encoding", coding]);
  return { inner, outer, exposed };
}

function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter(isToken);
}
