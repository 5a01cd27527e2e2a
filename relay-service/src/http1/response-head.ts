import type { Header } from "../http/header.ts";
import { isFieldName } from "../http/syntax.ts";
import { MalformedResponse } from "./malformed-response.ts";

/** The head of one answer. Names are in lower case and in their order on the wire. Values have one character for each byte. */
export interface ResponseHead {
  readonly status: number;
  /** Whether the version is HTTP/1.0, which has no chunked coding. */
  readonly isHttp10: boolean;
  readonly headers: readonly Header[];
  /** Whether the server keeps the connection open for another request (RFC 9112, 9.3). */
  readonly isPersistent: boolean;
  readonly contentLength: string | null;
  readonly transferEncoding: string | null;
}

/** How a body is framed: by its length in bytes (0 when there is none), in chunks, or by the end of the connection. */
export type Framing = number | "chunked" | "until-close";

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: .*)?$/;
/** Control characters, and a CR or LF alone (RFC 9112, 2.2). */
const FORBIDDEN = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
const FRAMING = new Set(["content-length", "transfer-encoding"]);
const DIGITS = /^[0-9]{1,15}$/;

/** Parses a head, without the empty line at its end. Throws {@link MalformedResponse}. */
export function parseResponseHead(text: string): ResponseHead {
  if (FORBIDDEN.test(text)) throw new MalformedResponse("the head contains a control character, or a CR or LF alone");
  const lines = text.split("\r\n");
  const start = STATUS_LINE.exec(lines[0] as string);
  if (start === null) throw new MalformedResponse("the answer does not begin with HTTP/1.1 and a status");
  const isHttp10 = start[1] === "0";
  const status = Number(start[2]);
  if (isHttp10 && status < 200) throw new MalformedResponse("HTTP/1.0 has no interim answers");
  let isPersistent = !isHttp10;
  let contentLength: string | null = null;
  let transferEncoding: string | null = null;
  const headers: Header[] = [];
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as string;
    const header = parseFieldLine(line);
    const [name, value] = header;
    // RFC 9110 allows tabs around a value, but llhttp does not recognise `chunked` with a tab.
    if (FRAMING.has(name) && line.includes("\t")) throw new MalformedResponse("the line that frames the answer contains a tab");
    if (name === "content-length") {
      if (contentLength !== null) throw new MalformedResponse("the answer has two lengths");
      contentLength = value;
    } else if (name === "transfer-encoding") {
      if (transferEncoding !== null) throw new MalformedResponse("the answer has two transfer codings");
      transferEncoding = value;
    } else if (name === "connection") isPersistent = keepsAlive(value, isPersistent);
    headers.push(header);
  }
  return { status, isHttp10, headers, isPersistent, contentLength, transferEncoding };
}

/** Checks a trailer section, which must not contain framing headers (RFC 9110, 6.5.1). Throws {@link MalformedResponse}. */
export function checkTrailers(text: string): void {
  if (FORBIDDEN.test(text)) throw new MalformedResponse("the trailers contain a control character, or a CR or LF alone");
  for (const line of text.split("\r\n")) {
    const [name] = parseFieldLine(line);
    if (FRAMING.has(name)) throw new MalformedResponse("a trailer is a header that frames the answer");
  }
}

/** How the body of an answer is framed (RFC 9112, 6.3). Throws {@link MalformedResponse} when two parsers could disagree. */
export function framingOf(head: ResponseHead, isHeadRequest: boolean): Framing {
  const { status, isHttp10, contentLength, transferEncoding } = head;
  if (contentLength !== null && !DIGITS.test(contentLength)) throw new MalformedResponse("the answer's length is not a number");
  if (contentLength !== null && transferEncoding !== null) throw new MalformedResponse("the answer has a length and chunks");
  if (status === 101) throw new MalformedResponse("the server switched protocols without being asked");
  if (isHeadRequest || status < 200 || status === 204 || status === 304) return 0;
  if (transferEncoding !== null) {
    // The client does not send `te`, so it accepts no other coding.
    if (isHttp10 || transferEncoding.toLowerCase() !== "chunked")
      throw new MalformedResponse("the transfer coding is not chunked");
    return "chunked";
  }
  return contentLength === null ? "until-close" : Number(contentLength);
}

/** Whether a head announces a body, even if the answer cannot have one. */
export function declaresBody({ contentLength, transferEncoding }: ResponseHead): boolean {
  return transferEncoding !== null || (contentLength !== null && Number(contentLength) > 0);
}

function parseFieldLine(line: string): Header {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!isFieldName(name)) throw new MalformedResponse("a header line has no name");
  return [name, valueAfter(line, colon)];
}

/** The value without blanks around it. `trim()` would remove more characters than those. */
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

function keepsAlive(connection: string, byDefault: boolean): boolean {
  const options = connection
    .toLowerCase()
    .split(",")
    .map((option) => option.trim());
  if (options.includes("close")) return false;
  return byDefault || options.includes("keep-alive");
}
