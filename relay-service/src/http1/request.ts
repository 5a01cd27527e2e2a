import type { Header } from "../http/header.ts";
import { isFieldName, isFieldValue, isToken } from "../http/syntax.ts";
import type { BodySource } from "./body-source.ts";

/** A request to one server. */
export interface Request {
  readonly method: string;
  /** Path and query as they are sent: visible ASCII. */
  readonly target: string;
  /** A flat list of names, in lower case, and values. It must not contain the headers of {@link CLIENT_HEADERS}, which the client itself sets. */
  readonly headers: readonly string[];
  readonly body: Buffer | BodySource | null;
  /** Bytes of a streamed body. If null, the length is unknown and the body is sent in chunks. */
  readonly bodyLength: number | null;
}

/** Receives the answer to a request. */
export interface ResponseHandler {
  onHead(status: number, headers: readonly Header[]): void;
  /** A piece of the body. Its memory is reused after the call. */
  onData(piece: Buffer): void;
  onEnd(): void;
  /** Nothing follows it. `isStale`: the connection had been used before, and the server closed it before any byte of this answer. */
  onError(error: Error, isStale: boolean): void;
}

/** A part of the request is not valid HTTP. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

const TARGET = /^\/[\x21-\x7e]*$/;
/** Headers that the client itself sets. A second one could make servers disagree about where the message ends. */
const CLIENT_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding"]);
/** Methods that expect content: without a body the request says `content-length: 0` (RFC 9110, 8.6). */
const WITH_CONTENT = new Set(["POST", "PUT", "PATCH"]);

/** The head of a request, with the empty line at its end. Throws {@link InvalidRequest}, so that no line can become two. */
export function requestHead(request: Request, host: string): string {
  const { method, target, headers } = request;
  if (!isToken(method)) throw new InvalidRequest("the method is not a token");
  if (!TARGET.test(target)) throw new InvalidRequest("the target is not a path");
  const connection = allowsReuse(request) ? "keep-alive" : "close";
  let head = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    if (!isFieldName(name) || CLIENT_HEADERS.has(name))
      throw new InvalidRequest("a header's name is not a token in lower case, or is set by the client itself");
    if (!isFieldValue(value)) throw new InvalidRequest("a header's value contains a control character");
    head += `${name}: ${value}\r\n`;
  }
  return head + framingLines(request);
}

/**
 * Whether the connection may be used again after this request. Some servers do not read a body whose method gives it no meaning, and some
 * send a body in answer to HEAD. The rest of it would be taken for a part of the next message.
 */
export function allowsReuse({ method, body }: Request): boolean {
  return method !== "HEAD" && (body === null || WITH_CONTENT.has(method));
}

/** How the body is framed: by its length in bytes, in chunks, or not at all (null) when there is none. */
export function requestFraming({ method, body, bodyLength }: Request): number | "chunked" | null {
  if (body !== null && !Buffer.isBuffer(body)) return bodyLength ?? "chunked";
  const length = body?.length ?? 0;
  return length > 0 || WITH_CONTENT.has(method) ? length : null;
}

/** The header line that frames the body, if any, and the end of the head. */
function framingLines(request: Request): string {
  const framing = requestFraming(request);
  if (framing === null) return "\r\n";
  return framing === "chunked" ? "transfer-encoding: chunked\r\n\r\n" : `content-length: ${framing}\r\n\r\n`;
}
