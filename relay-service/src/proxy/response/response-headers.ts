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
  /** Whether the answer has no length, or another one than its header says. */
  readonly dropLength: boolean;
  /** The `content-encoding` after what was undone of it; undefined: none. */
  readonly coding: string | undefined;
}

const PLACES: ReadonlySet<string> = new Set(["location", "content-location"]);

/**
 * Sorts an upstream's headers. Dropped: what belongs to the connection, the upstream's CORS headers (the relay sends its own), and
 * the relay's own names.
 */
export function sortResponseHeaders(headers: readonly Header[], options: SortOptions): SortedHeaders {
  const { relocation, hidesPath, isSealed, dropLength, coding } = options;
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
    else if (name === "content-length" && dropLength) continue;
    else if (name === "content-encoding") continue;
    else if (PLACES.has(name)) inner.push([name, relocation.location(value)]);
    else if (name === "refresh") inner.push([name, relocation.refresh(value)]);
    else {
      inner.push(header);
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
