/** A percent escape, and the `%u002e` of IIS, which appears once an escaped percent sign is decoded. */
const ESCAPE = /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi;
/** Nobody encodes a path this often but to hide something in it. */
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
/** What has no width, or stands for what could not be decoded: some decoders drop it. */
const IGNORED = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufffd]/u;

/** A character of UTF-8 in its shortest form (RFC 3629, 4), or a byte that belongs to none. One character a byte. */
const CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
/** Sequences that lenient decoders of UTF-8 read as one ASCII character although it takes more bytes than it needs. */
const OVERLONG = /[\xc0\xc1][\s\S]|\xe0[\s\S]{2}|\xf0[\s\S]{3}|\xf8[\s\S]{4}|\xfc[\s\S]{5}|\xfe[\s\S]{6}/g;
/** In the place of a byte that belongs to no character. */
const NO_CHARACTER = "\u0001";

/** What Windows' best-fit conversion makes of a character; NFKC does not. */
const BEST_FIT: readonly (readonly [characters: string, ascii: string])[] = [
  ["\u2044\u2215\u29f8\u2216\u29f5\u00a5\u20a9", "/"],
  ["\u3002", "."],
  ["\u066a", "%"],
];

const MAX_KNOWN = 4096;
const known = new Map<string, string | null>();

/** Whether a path has a segment that leads out of it, or to itself. */
export function hasDotSegment(path: string): boolean {
  return DOT_SEGMENT.test(path);
}

/**
 * Decodes a path until nothing is left to decode, as a row of servers might, and looks at what each of them would see. One kind of decoder
 * makes ASCII of overlong UTF-8, with whatever bytes; the other drops what is no UTF-8.
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

/** `path` and what is made of it have one character a byte. */
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

/** A path with ASCII in the place of what some server takes for it, and without what some drop. Null where it is dangerous. */
function asRead(bytes: string): string | null {
  // Most have ASCII alone.
  if (bytes.search(CHARACTER) < 0) return isDangerous(bytes) ? null : bytes;
  let hasControl = false;
  const marked = bytes.replace(CHARACTER, (sequence) => {
    const read = sequence.length === 1 ? readByte(sequence) : remembered(sequence);
    hasControl ||= read === null;
    return read ?? "";
  });
  // A name in Latin-1 or Cyrillic may consist of such bytes: what follows it is not in front.
  if (hasControl || LEADING_SLASH.test(marked)) return null;
  const read = marked.replaceAll(NO_CHARACTER, "");
  return hasDotSegment(read) || ASCII_CONTROL.test(read) ? null : read;
}

function isDangerous(text: string): boolean {
  return ASCII_CONTROL.test(text) || LEADING_SLASH.test(text) || hasDotSegment(text);
}

/** A byte that belongs to no character; null for the control characters of Latin-1 (C1). */
function readByte(byte: string): string | null {
  return byte <= "\x9f" ? null : NO_CHARACTER;
}

/** Most paths of a site have the same few characters. */
function remembered(sequence: string): string | null {
  let read = known.get(sequence);
  if (read === undefined) {
    read = readCharacter(sequence);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(sequence, read);
  }
  return read;
}

/** Each character alone: marks that wait to be sorted make the form of a whole text take the square of its length. */
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

/** What a decoder that checks nothing makes of a sequence; the sequence itself where that is not ASCII. */
function overlongCharacter(sequence: string): string {
  let code = sequence.length === 2 ? sequence.charCodeAt(0) & 0x1f : 0;
  for (let index = 1; index < sequence.length; index++) code = code * 64 + (sequence.charCodeAt(index) & 0x3f);
  return code < 0x80 ? String.fromCharCode(code) : sequence;
}
