import type { Header } from "../http/header.ts";
import { isFieldName } from "../http/syntax.ts";
import { MalformedResponse } from "./malformed-response.ts";

/** The head of one answer. Names are in lower case, in the order in which they came; values are text of one byte a character. */
export interface ResponseHead {
  readonly status: number;
  /** Whether it says HTTP/1.0, which knows no chunks. */
  readonly isOld: boolean;
  readonly headers: readonly Header[];
  /** Whether the other side keeps the connection for another request. */
  readonly isKept: boolean;
  readonly contentLength: string | null;
  readonly transferEncoding: string | null;
}

/** How a body is framed: its length in bytes, 0 where there is none; in chunks; or up to the end of the connection. */
export type Framing = number | "chunked" | "until-close";

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: .*)?$/;
/** What no head holds: control characters, and half a line end (RFC 9112, 2.2). */
const FORBIDDEN = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
const FRAMING = new Set(["content-length", "transfer-encoding"]);
const DIGITS = /^[0-9]{1,15}$/;

/** Reads a head without its empty line at the end. Throws {@link MalformedResponse}. */
export function parseResponseHead(text: string): ResponseHead {
  if (FORBIDDEN.test(text)) throw new MalformedResponse("the head holds a character or a line that is none");
  const lines = text.split("\r\n");
  const start = STATUS_LINE.exec(lines[0] as string);
  if (start === null) throw new MalformedResponse("the answer does not begin with HTTP/1.1 and a status");
  const isOld = start[1] === "0";
  const status = Number(start[2]);
  if (isOld && status < 200) throw new MalformedResponse("HTTP/1.0 knows no interim answers");
  let isKept = !isOld;
  let contentLength: string | null = null;
  let transferEncoding: string | null = null;
  const headers: Header[] = [];
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as string;
    const header = parseFieldLine(line);
    const [name, value] = header;
    // Allowed around a value, yet to llhttp `chunked` and a tab are not `chunked`.
    if (FRAMING.has(name) && line.includes("\t")) throw new MalformedResponse("a tab stands in the line that frames the answer");
    if (name === "content-length") {
      if (contentLength !== null) throw new MalformedResponse("the answer has two lengths");
      contentLength = value;
    } else if (name === "transfer-encoding") {
      if (transferEncoding !== null) throw new MalformedResponse("the answer has two transfer codings");
      transferEncoding = value;
    } else if (name === "connection") isKept = keeps(value, isKept);
    headers.push(header);
  }
  return { status, isOld, headers, isKept, contentLength, transferEncoding };
}

/** Checks a section of trailers, which must not frame anything (RFC 9110, 6.5.1). Throws {@link MalformedResponse}. */
export function checkTrailers(text: string): void {
  if (FORBIDDEN.test(text)) throw new MalformedResponse("the trailers hold a character or a line that is none");
  for (const line of text.split("\r\n")) {
    const [name] = parseFieldLine(line);
    if (FRAMING.has(name)) throw new MalformedResponse("a trailer would frame the answer anew");
  }
}

/** How the body of an answer is framed (RFC 9112, 6.3). Throws {@link MalformedResponse} where two readers could disagree. */
export function framingOf(head: ResponseHead, toHead: boolean): Framing {
  const { status, isOld, contentLength, transferEncoding } = head;
  if (contentLength !== null && !DIGITS.test(contentLength)) throw new MalformedResponse("the answer's length is no number");
  if (contentLength !== null && transferEncoding !== null) throw new MalformedResponse("the answer has a length and chunks");
  if (status === 101) throw new MalformedResponse("the other side changes to a protocol that nobody asked for");
  if (toHead || status < 200 || status === 204 || status === 304) return 0;
  if (transferEncoding !== null) {
    // We never say that we take another coding.
    if (isOld || transferEncoding.toLowerCase() !== "chunked") throw new MalformedResponse("the transfer coding is not chunked");
    return "chunked";
  }
  return contentLength === null ? "until-close" : Number(contentLength);
}

/** Whether a head speaks of a body, whether or not the answer can have one. */
export function declaresBody({ contentLength, transferEncoding }: ResponseHead): boolean {
  return transferEncoding !== null || (contentLength !== null && Number(contentLength) > 0);
}

function parseFieldLine(line: string): Header {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!isFieldName(name)) throw new MalformedResponse("a header line has no name");
  return [name, valueAfter(line, colon)];
}

/** Without the blanks around it; `trim()` would take more than those. */
function valueAfter(line: string, colon: number): string {
  let from = colon + 1;
  let to = line.length;
  while (from < to && isBlank(line.charCodeAt(from))) from++;
  while (to > from && isBlank(line.charCodeAt(to - 1))) to--;
  return line.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function keeps(connection: string, before: boolean): boolean {
  const options = connection
    .toLowerCase()
    .split(",")
    .map((option) => option.trim());
  if (options.includes("close")) return false;
  return before || options.includes("keep-alive");
}
