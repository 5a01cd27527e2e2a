/** A percent escape, or the form `%u002e` of IIS, which can appear once an escaped percent sign is decoded. */
const ESCAPE = /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi;
/** A path that is encoded more often than this probably hides something. */
const MAX_ENCODINGS = 5;

/**
 * A `.` or `..` segment, also with the spaces and further dots that Windows drops, and with what follows a semicolon, a question mark
 * or a number sign, which some servers cut off. Some servers take a backslash for a slash.
 */
const DOT_SEGMENT = /(?:^|[/\\]) *\.[ .]*(?:[;?#/\\]|$)/;
const LEADING_SLASH = /^[/\\]/;
const ASCII_CONTROL = /(?=\p{ASCII})\p{Cc}/u;
/** Control characters of ASCII and of Unicode (C1), and Unicode's two line separators. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** Characters without width, and the replacement character. Some decoders drop them. */
const IGNORED = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufffd]/u;

/** A UTF-8 sequence in its shortest form (RFC 3629, 4), or a byte that belongs to none. The text has one character for each byte. */
const CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
/** Overlong UTF-8: sequences that lenient decoders read as one ASCII character. */
const OVERLONG = /[\xc0\xc1][\s\S]|\xe0[\s\S]{2}|\xf0[\s\S]{3}|\xf8[\s\S]{4}|\xfc[\s\S]{5}|\xfe[\s\S]{6}/g;
/** Replaces a byte that belongs to no character. */
const NO_CHARACTER = "\u0001";

/** Characters that Windows' best-fit conversion turns into ASCII, but NFKC does not. */
const BEST_FIT: readonly (readonly [characters: string, ascii: string])[] = [
  ["\u2044\u2215\u29f8\u2216\u29f5\u00a5\u20a9", "/"],
  ["\u3002", "."],
  ["\u066a", "%"],
];

const MAX_REMEMBERED = 4096;
/** A cache of readCharacter(), a pure function. It contains single characters only. */
const readCharacters = new Map<string, string | null>();

/** Whether a path has a dot segment, `.` or `..`. */
export function hasDotSegment(path: string): boolean {
  return DOT_SEGMENT.test(path);
}

/**
 * Decodes a path again and again, as a chain of servers might, and checks what each of them would see. Some decoders turn overlong UTF-8 into
 * ASCII, others drop invalid UTF-8. The path must be safe for both kinds.
 */
export function isSafeHoweverDecoded(path: string): boolean {
  let isOverlong = false;
  const lenient = (bytes: string) => {
    if (bytes.search(OVERLONG) < 0) return bytes;
    isOverlong = true;
    return bytes.replace(OVERLONG, overlongCharacter);
  };
  return isSafe(path, lenient) && (!isOverlong || isSafe(path, (bytes) => bytes));
}

/** `path` and its decoded forms have one character for each byte. */
function isSafe(path: string, decoder: (bytes: string) => string): boolean {
  let seen = path;
  for (let level = 0; level <= MAX_ENCODINGS; level++) {
    if (ASCII_CONTROL.test(seen) || LEADING_SLASH.test(seen) || hasDotSegment(seen)) return false;
    const read = asRead(decoder(seen));
    if (read === null) return false;
    const decoded = read.replace(ESCAPE, (_, wide, byte) => bytesOf(Number.parseInt(wide ?? byte, 16), wide !== undefined));
    if (decoded === read) return true;
    seen = decoded;
  }
  return false;
}

/**
 * A path with every character replaced by the ASCII that some server reads it as, and without the characters that some drop. Null when it is
 * dangerous.
 */
function asRead(bytes: string): string | null {
  // Most paths are ASCII only.
  if (bytes.search(CHARACTER) < 0) return isDangerous(bytes) ? null : bytes;
  let hasControl = false;
  const marked = bytes.replace(CHARACTER, (sequence) => {
    const read = sequence.length === 1 ? readByte(sequence) : remembered(sequence);
    hasControl ||= read === null;
    return read ?? "";
  });
  // A name in Latin-1 or Cyrillic may consist of bytes that are not UTF-8. So a slash behind them is not a leading slash.
  if (hasControl || LEADING_SLASH.test(marked)) return null;
  const read = marked.replaceAll(NO_CHARACTER, "");
  return hasDotSegment(read) || ASCII_CONTROL.test(read) ? null : read;
}

function isDangerous(text: string): boolean {
  return ASCII_CONTROL.test(text) || LEADING_SLASH.test(text) || hasDotSegment(text);
}

/** Reads a byte that belongs to no character. Null for the control characters of Latin-1 (C1). */
function readByte(byte: string): string | null {
  return byte <= "\x9f" ? null : NO_CHARACTER;
}

/** readCharacter() with a cache, because most paths of a site have the same few characters. */
function remembered(sequence: string): string | null {
  let read = readCharacters.get(sequence);
  if (read === undefined) {
    read = readCharacter(sequence);
    if (readCharacters.size >= MAX_REMEMBERED) readCharacters.clear();
    readCharacters.set(sequence, read);
  }
  return read;
}

/** Normalises one character. Normalising a whole text with many combining marks takes time quadratic in its length. */
function readCharacter(sequence: string): string | null {
  const character = Buffer.from(sequence, "latin1").toString();
  if (CONTROL.test(character)) return null;
  if (IGNORED.test(character)) return "";
  const plain = character.normalize("NFKC");
  return Buffer.from(BEST_FIT.find(([characters]) => characters.includes(plain))?.[1] ?? plain).toString("latin1");
}

function bytesOf(code: number, isWide: boolean): string {
  const character = String.fromCharCode(code);
  return isWide ? Buffer.from(character).toString("latin1") : character;
}

/** The ASCII character that a decoder without checks makes of a sequence; the sequence itself when the result is not ASCII. */
function overlongCharacter(sequence: string): string {
  let code = sequence.length === 2 ? sequence.charCodeAt(0) & 0x1f : 0;
  for (let index = 1; index < sequence.length; index++) code = code * 64 + (sequence.charCodeAt(index) & 0x3f);
  return code < 0x80 ? String.fromCharCode(code) : sequence;
}
