import { FileRefused, positionsIn } from "./file-refused.ts";

/** A file of 1000 entries of 1 KiB. App Secrets.xml has some thirty entries. */
export const MAX_FILE_BYTES = 1024 * 1024;

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

const BYTE_ORDER_MARKS: readonly [Encoding, Buffer][] = [
  ["utf-8", Buffer.of(0xef, 0xbb, 0xbf)],
  ["utf-16le", Buffer.of(0xff, 0xfe)],
  ["utf-16be", Buffer.of(0xfe, 0xff)],
];

/** What an XML declaration may call the encoding that the bytes have. ASCII is a part of UTF-8. */
const DECLARED: Readonly<Record<Encoding, readonly string[]>> = {
  "utf-8": ["utf-8", "utf8", "us-ascii", "ascii"],
  "utf-16le": ["utf-16", "utf-16le"],
  "utf-16be": ["utf-16", "utf-16be"],
};

/**
 * The text of an XML file, without a byte order mark: UTF-8 with or without one, or UTF-16 with one, as XML asks (4.3.3 of XML 1.0). A
 * declaration that names another encoding is refused: a wrong guess would store a password with other characters, and nobody would see it.
 *
 * @throws FileRefused
 */
export function decodeFile(bytes: Buffer): string {
  if (bytes.length > MAX_FILE_BYTES) refuse(`the file is larger than ${MAX_FILE_BYTES} bytes, so it is no secrets file`);
  const [encoding, mark] = BYTE_ORDER_MARKS.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark)) ?? NO_MARK;
  if (mark.length === 0 && bytes.subarray(0, 4).includes(0))
    refuse("the file is neither UTF-8, nor UTF-16 with a byte order mark: save it as UTF-8");
  const content = bytes.subarray(mark.length);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(content);
  const index = firstUndecodable(content, text, encoding);
  if (index !== undefined)
    throw new FileRefused([
      { at: positionsIn(text)(index), problem: `is not ${encoding.toUpperCase()}: save the file as UTF-8` },
    ]);
  if (text.trim() === "") refuse("the file is empty");
  const declared = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (declared !== undefined && !DECLARED[encoding].includes(declared.toLowerCase()))
    refuse(
      `the XML declaration names another encoding than ${encoding.toUpperCase()}, which the bytes are: save the file as UTF-8`,
    );
  return text;
}

const NO_MARK: readonly [Encoding, Buffer] = ["utf-8", Buffer.alloc(0)];

/** Index of the first character that the bytes do not have; the decoder puts U+FFFD in the place of bytes that it cannot read. */
function firstUndecodable(bytes: Buffer, text: string, encoding: Encoding): number | undefined {
  if (encode(text, encoding).equals(bytes)) return undefined;
  let index = 0;
  let at = 0;
  for (const character of text) {
    const expected = encode(character, encoding);
    if (!bytes.subarray(at, at + expected.length).equals(expected)) return index;
    at += expected.length;
    index += character.length;
  }
  return index;
}

function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === "utf-8") return Buffer.from(text);
  const bytes = Buffer.from(text, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
}

function refuse(problem: string): never {
  throw new FileRefused([{ at: { line: 1, column: 1 }, problem }]);
}
