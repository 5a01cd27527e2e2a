import { hasDotSegment, isSafeHoweverDecoded } from "./decoded-path.ts";

/** Visible ASCII without `#`; a backslash in the query alone, where `fetch` leaves it as it is. */
const TARGET = /^[\x21\x22\x24-\x3e\x40-\x5b\x5d-\x7e]*(?:\?[\x21\x22\x24-\x7e]*)?$/;
const MALFORMED_ESCAPE = /%(?![0-9a-f]{2})/i;

function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

/**
 * Whether an opened target (path without its leading slash, and query) can be appended to the upstream's base path without ever
 * leaving it: no second slash in front that would make a host of it, no dot segment and no control character in the path, however
 * often and in whatever way they are encoded. The query passes as it is.
 */
export function isSafeTarget(target: string): boolean {
  if (!TARGET.test(target) || target.startsWith("/")) return false;
  const path = pathOf(target);
  // Most paths have neither: two searches for one character are cheaper than two patterns.
  if (!path.includes("%")) return !path.includes(".") || !hasDotSegment(path);
  return !MALFORMED_ESCAPE.test(path) && isSafeHoweverDecoded(path);
}

/** Matches the raw path of a request against the operator's patterns: `/health` is one path, `/static/*` all below it. */
export function createPathMatcher(patterns: readonly string[]): (target: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith("*")));
  const prefixes = patterns.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  return (target) => {
    const path = pathOf(target);
    return exact.has(path) || prefixes.some((prefix) => path.startsWith(prefix));
  };
}
