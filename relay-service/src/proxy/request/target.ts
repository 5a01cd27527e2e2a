import { hasDotSegment, isSafeHoweverDecoded } from "./decoded-path.ts";

/** Visible ASCII without `#`. A backslash may be in the query only, where `fetch` does not change it. */
const TARGET = /^[\x21\x22\x24-\x3e\x40-\x5b\x5d-\x7e]*(?:\?[\x21\x22\x24-\x7e]*)?$/;
const MALFORMED_ESCAPE = /%(?![0-9a-f]{2})/i;

function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

/**
 * Whether an opened target (path without its leading slash, and query) stays within the upstream's base path when it is appended. The path must
 * not begin with a slash, because two slashes would begin a host. It must not contain a dot segment or a control character, in whatever way and
 * however often they are encoded. The query passes as it is.
 */
export function isSafeTarget(target: string): boolean {
  if (!TARGET.test(target) || target.startsWith("/")) return false;
  const path = pathOf(target);
  // Most paths contain neither character, and searching for a character is cheaper than matching a pattern.
  if (!path.includes("%")) return !path.includes(".") || !hasDotSegment(path);
  return !MALFORMED_ESCAPE.test(path) && isSafeHoweverDecoded(path);
}

/** Matches the raw path of a request against patterns: `/health` matches one path, `/static/*` all paths below. */
export function createPathMatcher(patterns: readonly string[]): (target: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith("*")));
  const prefixes = patterns.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  return (target) => {
    const path = pathOf(target);
    return exact.has(path) || prefixes.some((prefix) => path.startsWith(prefix));
  };
}
