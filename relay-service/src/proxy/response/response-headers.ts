import { fieldValue } from "../../http/field-value.ts";
import type { Header } from "../../http/header.ts";
import { connectionNamed, HOP_BY_HOP } from "../../http/hop-by-hop.ts";
import { isToken } from "../../http/syntax.ts";
import type { Relocation } from "./relocation.ts";

/** An upstream's headers, sorted by how they travel on. */
export interface SortedHeaders {
  /** What the client's program may read. In a sealed answer these are sealed. */
  readonly inner: Header[];
  /** What only the browser itself can act upon, one line each: it travels in the clear. */
  readonly outer: readonly Header[];
  /** Names that the upstream's `access-control-expose-headers` lists. */
  readonly exposed: readonly string[];
}

/** What is known of the answer whose headers are sorted. */
export interface SortOptions {
  readonly relocation: Relocation;
  /** Whether the browser sees another path than the upstream. */
  readonly hidesPath: boolean;
  /** Whether the answer is sealed, so that a browser acts upon no header inside. */
  readonly isSealed: boolean;
  /** Whether a coding is undone: the body, or the one that a GET would get, is another than the headers say. */
  readonly isDecoded: boolean;
  /** Whether the answer has no length. */
  readonly isEmpty: boolean;
  /** The `content-encoding` after what was undone of it; undefined: none. */
  readonly coding: string | undefined;
}

/** Headers whose value is a URI reference: of HTTP and WebDAV, of source maps, of long-running operations, and of page libraries. */
const PLACES: readonly string[] = [
  ...["location", "content-location", "destination", "sourcemap", "x-sourcemap", "service-worker-allowed", "x-pingback"],
  ...["operation-location", "azure-asyncoperation", "hx-location", "hx-redirect", "hx-push-url", "hx-replace-url"],
  ...["turbolinks-location", "x-turbolinks-location", "x-inertia-location", "x-redirect-to", "x-location"],
];
/** Headers that are true of a coded body alone (RFC 9110, 8.6; RFC 9530, 2 and 3). */
const OF_CODED_BODY: ReadonlySet<string> = new Set(["content-length", "content-md5", "digest", "content-digest", "repr-digest"]);
/** Headers that name places, and how each of them is rewritten. */
const REWRITERS: ReadonlyMap<string, "location" | "refresh" | "links"> = new Map([
  ...PLACES.map((name) => [name, "location"] as const),
  ["refresh", "refresh"],
  ["link", "links"],
  ["uri", "links"],
]);

/**
 * Sorts an upstream's headers. Dropped: what belongs to the connection, the upstream's CORS headers (the relay sends its own), and
 * the relay's own names.
 */
export function sortResponseHeaders(headers: readonly Header[], options: SortOptions): SortedHeaders {
  const { relocation, hidesPath, isSealed, isDecoded, isEmpty, coding } = options;
  const inner: Header[] = [];
  const outer: Header[] = [];
  const exposed: string[] = [];
  const listed = connectionNamed(fieldValue(headers, "connection"));
  for (const header of headers) {
    const [name, value] = header;
    if (HOP_BY_HOP.has(name) || listed?.has(name)) continue;
    if (name === "set-cookie") outer.push([name, relocation.cookie(value, hidesPath)]);
    else if (name === "access-control-expose-headers") exposed.push(...namesIn(value));
    else if (name.startsWith("access-control-") || name.startsWith("x-mte-")) continue;
    else if ((isDecoded && OF_CODED_BODY.has(name)) || (isEmpty && name === "content-length")) continue;
    else if (name === "content-encoding") continue;
    else {
      const rewriter = REWRITERS.get(name);
      const place = rewriter === undefined ? value : relocation[rewriter](value);
      if (place !== null) inner.push(rewriter === undefined ? header : [name, place]);
      // A logout tells the browser to clear what it keeps: sealed alone it would clear nothing.
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
