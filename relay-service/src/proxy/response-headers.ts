import type { Header } from "../codec/codec.ts";
import { fieldValue } from "../http1/field-value.ts";
import { connectionNamed, HOP_BY_HOP } from "./hop-by-hop.ts";

/** An upstream's headers, sorted by how they travel on. */
export interface SortedHeaders {
  /** What the client's program may read. In a sealed answer these are sealed. */
  readonly inner: Header[];
  /** What only the browser itself can use, one line each: it stays in the clear. */
  readonly cookies: readonly string[];
}

/**
 * Sorts an upstream's headers. Dropped: what belongs to the connection, the upstream's CORS headers (the relay says its own), and
 * the relay's own names. `dropLength` is for bodies that are framed anew.
 */
export function sortResponseHeaders(
  headers: readonly Header[],
  options: { dropLength: boolean; dropCoding: boolean; relocate: (location: string) => string },
): SortedHeaders {
  const inner: Header[] = [];
  const cookies: string[] = [];
  const listed = connectionNamed(fieldValue(headers, "connection"));
  for (const header of headers) {
    const [name, value] = header;
    if (HOP_BY_HOP.has(name) || listed?.has(name)) continue;
    if (name === "set-cookie") {
      cookies.push(value);
      continue;
    }
    if (name === "content-length" && options.dropLength) continue;
    if (name === "content-encoding" && options.dropCoding) continue;
    if (name.startsWith("access-control-") || name.startsWith("x-mte-")) continue;
    inner.push(name === "location" ? [name, options.relocate(value)] : header);
  }
  return { inner, cookies };
}

/**
 * Makes a `location` that names the upstream relative to the relay: the browser knows no upstream, and must not go there in the
 * clear. Any other place passes as it is.
 */
export function createRelocation(upstream: URL): (location: string) => string {
  const base = upstream.pathname.replace(/\/$/, "");
  return (location) => {
    let place: URL;
    if (location.startsWith("/") && !location.startsWith("//")) {
      if (base === "") return location;
      place = new URL(upstream.origin + location);
    } else {
      const parsed = URL.parse(location);
      if (parsed === null || parsed.origin !== upstream.origin) return location;
      place = parsed;
    }
    if (place.pathname !== base && !place.pathname.startsWith(`${base}/`)) return location;
    const path = place.pathname.slice(base.length) || "/";
    // `//x` would name a host; `/.//x` is the same path and names none (RFC 3986, 3.3 and 5.2.4).
    return `${path.startsWith("//") ? "/." : ""}${path}${place.search}${place.hash}`;
  };
}
