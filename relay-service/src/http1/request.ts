import type { Header } from "../http/header.ts";
import { isFieldName, isFieldValue, isToken } from "../http/syntax.ts";
import type { BodySource } from "./body-source.ts";

/** A request to one server. */
export interface Request {
  readonly method: string;
  /** Path and query, as they go on the wire: visible ASCII. */
  readonly target: string;
  /** A flat list of names, in lower case, and values. Never `host`, `connection` or what frames the body: those are ours. */
  readonly headers: readonly string[];
  readonly body: Buffer | BodySource | null;
  /** Bytes of a streamed body; null when nobody knows, then it is sent in chunks. */
  readonly bodyLength: number | null;
}

/** What becomes of a request. */
export interface ResponseHandler {
  onHead(status: number, headers: readonly Header[]): void;
  /** A piece of the body; its memory is used again after the call. */
  onData(piece: Buffer): void;
  onEnd(): void;
  /** The last that is told. `isStale`: the server closed a connection that it had kept, before it said a word about this request. */
  onError(error: Error, isStale: boolean): void;
}

/** What cannot be a part of a request. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

const TARGET = /^\/[\x21-\x7e]*$/;
/** What is said here and nowhere else: two of them would end a message in two places. */
const OURS = new Set(["host", "connection", "content-length", "transfer-encoding"]);
/** Methods whose request has a body by their meaning: without one they say so (RFC 9110, 8.6). */
const WITH_CONTENT = new Set(["POST", "PUT", "PATCH"]);

/** The head of a request with its empty line at the end. Throws {@link InvalidRequest}, as one line can never become two. */
export function requestHead(request: Request, host: string): string {
  const { method, target, headers } = request;
  if (!isToken(method)) throw new InvalidRequest("the method is no token");
  if (!TARGET.test(target)) throw new InvalidRequest("the target is no path");
  const connection = allowsReuse(request) ? "keep-alive" : "close";
  let head = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    if (!isFieldName(name) || OURS.has(name)) throw new InvalidRequest("a header's name is no token in lower case, or ours");
    if (!isFieldValue(value)) throw new InvalidRequest("a header's value holds a control character");
    head += `${name}: ${value}\r\n`;
  }
  return head + framingLines(request);
}

/**
 * Whether the connection can be used again. Servers differ in whether they read a body that the method gives no meaning, and some send
 * one in answer to HEAD: what such a server leaves behind would be taken for a part of the next message.
 */
export function allowsReuse({ method, body }: Request): boolean {
  return method !== "HEAD" && (body === null || WITH_CONTENT.has(method));
}

/** How the body is framed: its length in bytes, in chunks, or not at all as there is none. */
export function requestFraming({ method, body, bodyLength }: Request): number | "chunked" | null {
  if (body !== null && !Buffer.isBuffer(body)) return bodyLength ?? "chunked";
  const length = body?.length ?? 0;
  return length > 0 || WITH_CONTENT.has(method) ? length : null;
}

/** The line that frames the body, if there is any, and the end of the head. */
function framingLines(request: Request): string {
  const framing = requestFraming(request);
  if (framing === null) return "\r\n";
  return framing === "chunked" ? "transfer-encoding: chunked\r\n\r\n" : `content-length: ${framing}\r\n\r\n`;
}
