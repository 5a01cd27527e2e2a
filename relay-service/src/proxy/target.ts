/** Visible ASCII without `#` and backslash: what a request-target may be made of (RFC 9112, 3.2). */
const TARGET = /^[\x21\x22\x24-\x5b\x5d-\x7e]*$/;
/**
 * A `.` or `..` segment, each dot encoded or not. Some servers take a backslash, or an encoded one, for a slash, and some cut off
 * what follows a semicolon.
 */
const DOT_SEGMENT = /(?:^|\/|%2f|%5c)(?:\.|%2e){1,2}(?:;|%3b|\/|%2f|%5c|$)/i;
const MALFORMED_ESCAPE = /%(?![0-9a-f]{2})/i;

function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

/**
 * Whether an opened target (path without its leading slash, and query) can be appended to the upstream's base path without ever
 * leaving it: no second slash in front that would make a host of it, no dot segment, nothing a parser could read in two ways.
 */
export function isSafeTarget(target: string): boolean {
  if (!TARGET.test(target) || target.startsWith("/")) return false;
  // Most targets have neither: two searches for one character are cheaper than two patterns.
  if (!target.includes("%") && !target.includes(".")) return true;
  return !MALFORMED_ESCAPE.test(target) && !DOT_SEGMENT.test(pathOf(target));
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
