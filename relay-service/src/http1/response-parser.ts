import type { Header } from "../http/header.ts";
import { MalformedResponse } from "./malformed-response.ts";
import { checkTrailers, declaresBody, framingOf, parseResponseHead, type ResponseHead } from "./response-head.ts";

/** Events of a parser: one head, then pieces of the body. The end shows in {@link ResponseParser.isComplete}. */
export interface ResponseEvents {
  /** The head of the final answer; interim answers (1xx) are skipped. Names are in lower case. */
  onHead(status: number, headers: readonly Header[]): void;
  /** A piece of the body, without its framing. Its memory is reused after the call. */
  onData(piece: Buffer): void;
}

/** Limit of all heads of one answer together, and of its trailers. */
export const MAX_HEAD_BYTES = 65_536;
/** Limit of one line of chunked framing. */
const MAX_SIZE_LINE_BYTES = 1024;
/** Hexadecimal digits of a chunk's size: up to 2^52, which a number represents exactly. */
const MAX_SIZE_DIGITS = 13;
const LINE_END = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");
/** Chunk extensions are allowed and ignored (RFC 9112, 7.1.1). */
const SIZE_LINE =
  /^([0-9a-f]+)(?:;[!#$%&'*+.^_`|~0-9a-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9a-z-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))?)*$/i;

type State = "head" | "length" | "size" | "chunk" | "chunk-end" | "trailers" | "until-close" | "complete";

/**
 * Parses the answers of one HTTP/1.1 connection, one after the other (RFC 9112). It is strict: it refuses every answer that two parsers could
 * read differently.
 */
export class ResponseParser {
  readonly #events: ResponseEvents;
  #state: State = "complete";
  #isHeadRequest = false;
  #isPersistent = false;
  /** Bytes of the body, or of the chunk, that are still expected. */
  #left = 0;
  /** The beginning of a head or a line whose end has not arrived yet. */
  #partial: Buffer | null = null;
  /** Bytes of heads or trailers that were parsed. */
  #headBytes = 0;

  constructor(events: ResponseEvents) {
    this.#events = events;
  }

  /** Whether the answer is complete. */
  get isComplete(): boolean {
    return this.#state === "complete";
  }

  /** Whether the connection may be used for another request once the answer is complete. */
  get isPersistent(): boolean {
    return this.#isPersistent;
  }

  /** Prepares for the next answer. The answer to a HEAD request has no body, whatever its head says. */
  begin(isHeadRequest: boolean): void {
    this.#state = "head";
    this.#isHeadRequest = isHeadRequest;
    this.#isPersistent = false;
    this.#headBytes = 0;
  }

  /** Parses the next bytes. Throws {@link MalformedResponse}; after that it must not be called again. */
  push(bytes: Buffer): void {
    let rest: Buffer | null = bytes;
    if (this.#partial !== null) {
      rest = Buffer.concat([this.#partial, bytes]);
      this.#partial = null;
    }
    while (rest !== null && rest.length > 0) rest = this.#take(rest);
  }

  /** The server has closed the connection. Throws when the answer is incomplete. */
  close(): void {
    this.#isPersistent = false;
    if (this.#state === "until-close") this.#state = "complete";
    if (this.#state !== "complete") throw new MalformedResponse("the connection was closed before the answer was complete");
  }

  /** Parses what it can of `bytes`. Returns the rest; null when it needs more bytes. */
  #take(bytes: Buffer): Buffer | null {
    switch (this.#state) {
      case "head":
        return this.#takeHead(bytes);
      case "length":
      case "chunk":
        return this.#takeBody(bytes);
      case "size":
        return this.#takeSize(bytes);
      case "chunk-end":
        return this.#takeChunkEnd(bytes);
      case "trailers":
        return this.#takeTrailers(bytes);
      case "until-close":
        this.#events.onData(bytes);
        return null;
      case "complete":
        // Unsolicited bytes must not be taken for the answer to the next request.
        this.#isPersistent = false;
        return null;
    }
  }

  #takeHead(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return this.#wait(bytes, MAX_HEAD_BYTES - this.#headBytes);
    this.#headBytes += end;
    if (this.#headBytes > MAX_HEAD_BYTES) throw new MalformedResponse("the head is too long");
    const head = parseResponseHead(bytes.toString("latin1", 0, end));
    const rest = bytes.subarray(end + HEAD_END.length);
    // Interim answers are for clients that wait before they send a body. This one never does.
    if (head.status >= 200 || head.status === 101) this.#begin(head);
    return rest;
  }

  #begin(head: ResponseHead): void {
    const framing = framingOf(head, this.#isHeadRequest);
    // Some servers send a body where there must be none. It would be taken for the next answer.
    const mayBodyFollow = framing === 0 && declaresBody(head);
    this.#isPersistent = head.isPersistent && framing !== "until-close" && !mayBodyFollow;
    if (typeof framing === "number") {
      this.#left = framing;
      this.#state = framing === 0 ? "complete" : "length";
    } else this.#state = framing === "chunked" ? "size" : framing;
    this.#events.onHead(head.status, head.headers);
  }

  #takeBody(bytes: Buffer): Buffer {
    const piece = bytes.length <= this.#left ? bytes : bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    if (this.#left === 0) this.#state = this.#state === "chunk" ? "chunk-end" : "complete";
    this.#events.onData(piece);
    return bytes.subarray(piece.length);
  }

  #takeSize(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(LINE_END);
    if (end < 0) return this.#wait(bytes, MAX_SIZE_LINE_BYTES);
    const digits = end > MAX_SIZE_LINE_BYTES ? undefined : SIZE_LINE.exec(bytes.toString("latin1", 0, end))?.[1];
    if (digits === undefined || digits.length > MAX_SIZE_DIGITS) throw new MalformedResponse("a chunk's size is not valid");
    this.#left = Number.parseInt(digits, 16);
    if (this.#left > 0) {
      this.#state = "chunk";
      return bytes.subarray(end + LINE_END.length);
    }
    this.#state = "trailers";
    this.#headBytes = 0;
    // Keeps the line end, so that an empty trailer section ends with an empty line like any other.
    return bytes.subarray(end);
  }

  #takeChunkEnd(bytes: Buffer): Buffer | null {
    if (bytes.length < LINE_END.length && bytes[0] === LINE_END[0]) return this.#wait(bytes, LINE_END.length);
    if (!bytes.subarray(0, LINE_END.length).equals(LINE_END)) throw new MalformedResponse("a chunk is longer than its size");
    this.#state = "size";
    return bytes.subarray(LINE_END.length);
  }

  /** Trailers are dropped: only who defines a field knows whether it may be merged into the head (RFC 9110, 6.5.1). */
  #takeTrailers(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return this.#wait(bytes, MAX_HEAD_BYTES);
    if (end > MAX_HEAD_BYTES) throw new MalformedResponse("the trailers are too long");
    if (end > 0) checkTrailers(bytes.toString("latin1", LINE_END.length, end));
    this.#state = "complete";
    return bytes.subarray(end + HEAD_END.length);
  }

  #wait(bytes: Buffer, limit: number): null {
    if (bytes.length > limit) throw new MalformedResponse("a line or a head is too long");
    // A copy, because the memory of `bytes` is reused.
    this.#partial = Buffer.from(bytes);
    return null;
  }
}
