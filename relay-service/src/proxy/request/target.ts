/** Visible ASCII without `#`; a backslash in the query alone, where `fetch` leaves it as it is. */
const TARGET = /^[\x21\x22\x24-\x3e\x40-\x5b\x5d-\x7e]*(?:\?[\x21\x22\x24-\x7e]*)?$/;
const MALFORMED_ESCAPE = /%(?![0-9a-f]{2})/i;
/** A percent escape, and the `%u002e` of IIS, which appears once an escaped percent sign is decoded. */
const ESCAPE = /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi;
/** Nobody encodes a path this often but to hide something in it. */
const MAX_ENCODINGS = 5;

/** Control characters of ASCII and of Unicode (C1), and Unicode's two line separators. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const ASCII_CONTROL = /(?=\p{ASCII})\p{Cc}/u;
const NOT_ASCII = /\P{ASCII}/gu;
/**
 * A `.` or `..` segment, also with the spaces and further dots that Windows drops, and with what follows a semicolon, a question mark
 * or a number sign, which some servers cut off. Some servers take a backslash for a slash.
 */
const DOT_SEGMENT = /(?:^|[/\\]) *\.[ .]*(?:[;?#/\\]|$)/;
/** Sequences that lenient UTF-8 decoders read as one ASCII character although it takes more bytes than it needs. */
const OVERLONG = /[\xc0\xc1][\s\S]|\xe0[\s\S]{2}|\xf0[\s\S]{3}|\xf8[\s\S]{4}|\xfc[\s\S]{5}/g;
/** Slashes and backslashes of Unicode that Windows' best-fit conversion turns into ASCII; NFKC does not. */
const BEST_FIT_SLASH = /[\u2044\u2215\u29f8\u2216\u29f5\u00a5\u20a9]/g;

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
  if (!path.includes("%")) return !path.includes(".") || !DOT_SEGMENT.test(path);
  return !MALFORMED_ESCAPE.test(path) && isSafeHoweverDecoded(path);
}

/** Decodes a path until nothing is left to decode, as a row of servers might, and looks at what each of them would see. */
function isSafeHoweverDecoded(path: string): boolean {
  let seen = path;
  for (let level = 0; level <= MAX_ENCODINGS; level++) {
    if (isDangerous(seen)) return false;
    const decoded = seen.replace(ESCAPE, (_, wide, byte) => bytesOf(Number.parseInt(wide ?? byte, 16), wide !== undefined));
    if (decoded === seen) return true;
    seen = decoded;
  }
  return false;
}

/** `path` has one character a byte. */
function isDangerous(path: string): boolean {
  if (ASCII_CONTROL.test(path) || isDotted(path)) return true;
  if (path.search(NOT_ASCII) < 0) return false;
  const text = Buffer.from(path.replace(OVERLONG, overlongCharacter), "latin1").toString();
  return CONTROL.test(text) || isDotted(text.replace(NOT_ASCII, compatible).replace(BEST_FIT_SLASH, "/"));
}

/** Each character alone: marks that wait to be sorted make the form of a whole text take the square of its length. */
function compatible(character: string): string {
  return character.normalize("NFKC");
}

function bytesOf(code: number, isWide: boolean): string {
  const character = String.fromCharCode(code);
  return isWide ? Buffer.from(character).toString("latin1") : character;
}

function isDotted(path: string): boolean {
  return /^[/\\]/.test(path) || DOT_SEGMENT.test(path);
}

/** What a decoder that checks nothing makes of a sequence; the sequence itself where that is not ASCII. */
function overlongCharacter(sequence: string): string {
  let code = sequence.length === 2 ? sequence.charCodeAt(0) & 0x1f : 0;
  for (let index = 1; index < sequence.length; index++) code = code * 64 + (sequence.charCodeAt(index) & 0x3f);
  return code < 0x80 ? String.fromCharCode(code) : sequence;
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
