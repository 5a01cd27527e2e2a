import type { Header } from "../http/header.ts";
import { MalformedResponse } from "./malformed-response.ts";
import { checkTrailers, declaresBody, framingOf, parseResponseHead, type ResponseHead } from "./response-head.ts";

/** What a parser tells, in this order: one head, pieces of the body. The end shows in {@link ResponseParser.isWhole}. */
export interface ResponseEvents {
  /** The head of the final answer; interim ones (1xx) are left out. Names are in lower case. */
  onHead(status: number, headers: readonly Header[]): void;
  /** A piece of the body, without its framing. It is valid during the call only: the next bytes are read into the same memory. */
  onData(piece: Buffer): void;
}

/** Bytes of all heads of one answer together, and of its trailers. */
export const MAX_HEAD_BYTES = 65_536;
/** Bytes of one line of chunked framing. */
const MAX_SIZE_LINE_BYTES = 1024;
/** Digits of a chunk's size: up to 2^52, which a number holds exactly. */
const MAX_SIZE_DIGITS = 13;
const LINE_END = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");
/** Extensions are allowed and mean nothing here (RFC 9112, 7.1.1). */
const SIZE_LINE =
  /^([0-9a-f]+)(?:;[!#$%&'*+.^_`|~0-9a-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9a-z-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))?)*$/i;

type State = "head" | "length" | "size" | "chunk" | "chunk-end" | "trailers" | "until-close" | "whole";

/**
 * Reads the answers of one HTTP/1.1 connection, one after the other (RFC 9112). Strict: a sender that is not understood is cut off, as
 * two readers that understand it differently would be told different answers.
 */
export class ResponseParser {
  readonly #events: ResponseEvents;
  #state: State = "whole";
  #isHead = false;
  #isKept = false;
  /** Bytes of the body, or of a chunk, that are still to come. */
  #left = 0;
  /** The beginning of a head or a line whose end has not come yet. */
  #begun: Buffer | null = null;
  /** Bytes of heads or trailers that are behind us. */
  #headBytes = 0;

  constructor(events: ResponseEvents) {
    this.#events = events;
  }

  /** Whether the answer has come to its end. */
  get isWhole(): boolean {
    return this.#state === "whole";
  }

  /** Whether the connection may be used for another request, once the answer is whole. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** Makes ready for the answer to a request. `isHead`: to a HEAD request, which has no body whatever its head says. */
  begin(isHead: boolean): void {
    this.#state = "head";
    this.#isHead = isHead;
    this.#isKept = false;
    this.#headBytes = 0;
  }

  /** Takes the next bytes. Throws {@link MalformedResponse}; then nothing more may be given. */
  push(bytes: Buffer): void {
    let rest: Buffer | null = bytes;
    if (this.#begun !== null) {
      rest = Buffer.concat([this.#begun, bytes]);
      this.#begun = null;
    }
    while (rest !== null && rest.length > 0) rest = this.#take(rest);
  }

  /** The other side has closed the connection. Throws when the answer is not whole. */
  close(): void {
    this.#isKept = false;
    if (this.#state === "until-close") this.#state = "whole";
    if (this.#state !== "whole") throw new MalformedResponse("the connection was closed in the middle of an answer");
  }

  /** Takes what it can from `bytes`. Gives the rest, null when more has to come. */
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
      case "whole":
        // Nobody asked for it: whatever it is, it is not the answer to the next request.
        this.#isKept = false;
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
    // Interim answers are for boxes that wait to send a body; we never do.
    if (head.status >= 200 || head.status === 101) this.#begin(head);
    return rest;
  }

  #begin(head: ResponseHead): void {
    const framing = framingOf(head, this.#isHead);
    // Some servers send a body all the same where there is none: it would come before the next answer.
    const mayHaveMore = framing === 0 && declaresBody(head);
    this.#isKept = head.isKept && framing !== "until-close" && !mayHaveMore;
    if (typeof framing === "number") {
      this.#left = framing;
      this.#state = framing === 0 ? "whole" : "length";
    } else this.#state = framing === "chunked" ? "size" : framing;
    this.#events.onHead(head.status, head.headers);
  }

  #takeBody(bytes: Buffer): Buffer {
    const piece = bytes.length <= this.#left ? bytes : bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    if (this.#left === 0) this.#state = this.#state === "chunk" ? "chunk-end" : "whole";
    this.#events.onData(piece);
    return bytes.subarray(piece.length);
  }

  #takeSize(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(LINE_END);
    if (end < 0) return this.#wait(bytes, MAX_SIZE_LINE_BYTES);
    const digits = end > MAX_SIZE_LINE_BYTES ? undefined : SIZE_LINE.exec(bytes.toString("latin1", 0, end))?.[1];
    if (digits === undefined || digits.length > MAX_SIZE_DIGITS) throw new MalformedResponse("a chunk's size is no size");
    this.#left = Number.parseInt(digits, 16);
    if (this.#left > 0) {
      this.#state = "chunk";
      return bytes.subarray(end + LINE_END.length);
    }
    this.#state = "trailers";
    this.#headBytes = 0;
    // With the line's own end, so that an empty section ends like any other.
    return bytes.subarray(end);
  }

  #takeChunkEnd(bytes: Buffer): Buffer | null {
    if (bytes.length < LINE_END.length && bytes[0] === LINE_END[0]) return this.#wait(bytes, LINE_END.length);
    if (!bytes.subarray(0, LINE_END.length).equals(LINE_END)) throw new MalformedResponse("a chunk is longer than its size");
    this.#state = "size";
    return bytes.subarray(LINE_END.length);
  }

  /** Trailers are read and dropped: nobody can say whether they may be merged into a head that has gone (RFC 9110, 6.5.1). */
  #takeTrailers(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return this.#wait(bytes, MAX_HEAD_BYTES);
    if (end > MAX_HEAD_BYTES) throw new MalformedResponse("the trailers are too long");
    if (end > 0) checkTrailers(bytes.toString("latin1", LINE_END.length, end));
    this.#state = "whole";
    return bytes.subarray(end + HEAD_END.length);
  }

  #wait(bytes: Buffer, limit: number): null {
    if (bytes.length > limit) throw new MalformedResponse("a line or a head is too long");
    // A copy: the memory is read into again.
    this.#begun = Buffer.from(bytes);
    return null;
  }
}
