import { fc } from "../../support/fast-check.ts";

/** An answer that a server may send, in bytes of one character each. */
export interface ResponseBytes {
  readonly bytes: string;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Whether only the end of the connection ends it. */
  readonly untilClose: boolean;
}

const TOKEN_CHARACTERS = [..."!#$%&'*+-.^_`|~0123456789abcxyzABCXYZ"];
const latin1 = (from: number, to: number) => fc.integer({ min: from, max: to }).map((code) => String.fromCharCode(code));
const visible = fc.oneof(latin1(0x21, 0x7e), latin1(0x80, 0xff));
const FRAMING = /^(?:content-length|transfer-encoding|connection|keep-alive)$/i;
const name = fc
  .string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 12 })
  .filter((text) => !FRAMING.test(text));
const value = fc
  .tuple(
    fc.string({ unit: visible, maxLength: 5 }),
    fc.constantFrom("", " ", "\t", "  "),
    fc.string({ unit: visible, minLength: 1, maxLength: 20 }),
  )
  .map(([first, blank, second]) => (first === "" ? second : first + blank + second));
const header = fc.tuple(name, value, fc.constantFrom("", " ", "\t "), fc.constantFrom("", " \t"));
const reason = fc.constantFrom("", " ", " OK", " Not Found \xe9");
const body = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const extension = fc.constantFrom("", ";a", ';name="v; w"', ";x=1;y");
const interim = fc.constantFrom("", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");

/** Answers to a GET with a body, framed in each of the three ways. */
export const responseBytes: fc.Arbitrary<ResponseBytes> = fc
  .record({
    interim,
    status: fc.constantFrom(200, 201, 206, 302, 404, 500, 599),
    reason,
    headers: fc.array(header, { maxLength: 6 }),
    trailers: fc.array(header, { maxLength: 2 }),
    body,
    framing: fc.constantFrom("length", "chunks", "close"),
    cuts: fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 8 }),
    extension,
    upper: fc.boolean(),
  })
  .map((given) => {
    const lines = given.headers.map(([key, text, before, after]) => `${key}:${before}${text}${after}\r\n`).join("");
    const begin = `${given.interim}HTTP/1.1 ${given.status}${given.reason}\r\n${lines}`;
    const headers = given.headers.map(([key, text]) => [key.toLowerCase(), text] as const);
    const { status } = given;
    if (given.framing === "close")
      return { bytes: `${begin}\r\n${given.body}`, status, headers, body: given.body, untilClose: true };
    if (given.framing === "length") {
      const length = `${given.body.length}`;
      return {
        bytes: `${begin}Content-Length: ${length}\r\n\r\n${given.body}`,
        status,
        headers: [...headers, ["content-length", length] as const],
        body: given.body,
        untilClose: false,
      };
    }
    const trailers = given.trailers.map(([key, text]) => `${key}: ${text}\r\n`).join("");
    const chunks = chunked(given.body, given.cuts, given.extension, given.upper);
    return {
      bytes: `${begin}Transfer-Encoding: chunked\r\n\r\n${chunks}0${given.extension}\r\n${trailers}\r\n`,
      status,
      headers: [...headers, ["transfer-encoding", "chunked"] as const],
      body: given.body,
      untilClose: false,
    };
  });

function chunked(body: string, cuts: readonly number[], extension: string, upper: boolean): string {
  let chunks = "";
  let rest = body;
  for (const cut of [...cuts, body.length]) {
    const piece = rest.slice(0, cut);
    rest = rest.slice(cut);
    if (piece === "") continue;
    const size = piece.length.toString(16);
    chunks += `${upper ? `0${size.toUpperCase()}` : size}${extension}\r\n${piece}\r\n`;
  }
  return chunks;
}

/** Splits bytes into pieces of the given lengths, and the rest. */
export function cutInto(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  pieces.push(bytes.subarray(at));
  return pieces.filter((piece) => piece.length > 0);
}
