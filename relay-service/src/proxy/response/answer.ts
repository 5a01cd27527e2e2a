import type { BodySealer } from "../../codec/codec.ts";
import { fieldValue } from "../../http/field-value.ts";
import type { Header } from "../../http/header.ts";
import { ALLOWED_METHODS } from "../../http/methods.ts";
import { NULL_BODY_STATUSES } from "../../http/null-body-status.ts";
import { ChunkBuffer } from "../../memory/chunk-buffer.ts";
import type { ExchangeRequest } from "../exchange-request.ts";
import { type ClearError, isTooLongToRead, replyError } from "./clear-error.ts";
import { createDecoder, type Decoder, readContentCoding } from "./content-coding.ts";
import { JoinedPieces, LARGE_BYTES } from "./joined-pieces.ts";
import { sortResponseHeaders } from "./response-headers.ts";
import type { UriRewriter } from "./uri-rewriter.ts";

/** The headers of the upstream's answer are too long to be sealed. */
export class HeadTooLong extends Error {
  override readonly name = "HeadTooLong";
}

/** Events of an answer, for its exchange. */
export interface AnswerEvents {
  /** The client has read something. */
  activity(): void;
  /** The client must read some of the answer before more of it is read from the upstream. */
  pauseUpstream(): void;
  /** Follows {@link AnswerEvents.pauseUpstream} when there is room again. */
  resumeUpstream(): void;
  /** The upstream's content coding is invalid, so the answer that was sent is incomplete. */
  broken(): void;
  /** The whole body is decoded. */
  decoded(): void;
  /** An error that only a bug in the relay can cause. */
  internalError(error: unknown): void;
}

/** The head of the upstream's answer. */
export interface UpstreamHead {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly uriRewriter: UriRewriter;
}

/** Answers with a declared length up to this are collected and sent in one write. */
const SMALL_BYTES = 16_384;
/**
 * Limit of the whole head of a sealed answer, cookies and CORS included. For Node's fetch, a head above 16 KiB is a failed connection. 256 bytes
 * are left for the status line and the headers that Node's server adds (date, connection, framing).
 */
const MAX_HEAD_BYTES = 16_384 - 256;
/** What a header line has beside its name and value. */
const LINE_OVERHEAD_BYTES = ": \r\n".length;
const SERVICE_UNAVAILABLE = 503;
const RETRY_AFTER_SECONDS = 1;
/** It must not have a content-length (RFC 9110, 8.6). */
const NO_CONTENT = 204;
/** Although it has no content, it is framed like any other answer (RFC 9110, 15.3.6). So its body is read, but not forwarded. */
const RESET_CONTENT = 205;
/** A part of a coded body cannot be decoded. */
const PARTIAL_CONTENT = 206;

/** One answer to the client: sealed or clear, in one write or streamed. */
export class Answer {
  readonly #request: ExchangeRequest;
  readonly #events: AnswerEvents;
  #sealer: BodySealer | null = null;
  #decoder: Decoder | null = null;
  /** The body of a small answer. */
  #collected: ChunkBuffer | null = null;
  /** Joins the small pieces of a streamed answer; made with the first of them. */
  #joined: JoinedPieces | null = null;
  /** The head, until it is written. */
  #head: { status: number; lines: string[] } | null = null;
  /** Whether the answer must not have a body. If the upstream sends one, it is dropped. */
  #isBodiless = false;

  constructor(request: ExchangeRequest, events: AnswerEvents) {
    this.#request = request;
    this.#events = events;
  }

  /** Whether a head is ready and not yet sent. Until then another answer can replace it. */
  get isReady(): boolean {
    return this.#head !== null;
  }

  /**
   * Begins the answer with the upstream's head. A small answer is kept until it is complete; any other head is sent at once. Throws
   * {@link HeadTooLong}; then {@link sendError} can still answer.
   */
  begin({ status, headers, uriRewriter }: UpstreamHead): void {
    const { isSealed, incoming, opened } = this.#request;
    const isBodiless = incoming.method === "HEAD" || NULL_BODY_STATUSES.has(status);
    this.#isBodiless = isBodiless;
    const contentCoding = fieldValue(headers, "content-encoding");
    // Also for an answer without a body: its headers describe the body that a GET would get (RFC 9110, 8.6 and 9.3.2).
    const canDecode = isSealed && status !== PARTIAL_CONTENT;
    const { undone, left } = canDecode ? readContentCoding(contentCoding) : { undone: [], left: contentCoding };
    const declared = isBodiless ? undefined : fieldValue(headers, "content-length");
    const length = declared === undefined ? Number.NaN : Number(declared);
    const hasBody = !isBodiless && length !== 0;
    const { inner, outer, exposed } = sortResponseHeaders(headers, {
      uriRewriter,
      hidesPath: opened.hidesPath,
      isSealed,
      isDecoded: undone.length > 0,
      isEmpty: status === NO_CONTENT || status === RESET_CONTENT,
      coding: left,
    });
    const lines = this.#seal(status, inner, hasBody, isSealed ? [] : exposed);
    for (const [name, value] of outer) lines.push(name, value);
    if (isSealed && bytesOf(lines) > MAX_HEAD_BYTES) throw new HeadTooLong();
    if (undone.length > 0 && hasBody) this.#decode(undone);
    else if (length <= SMALL_BYTES) this.#collected = new ChunkBuffer();
    if (this.#collected !== null || !hasBody) return;
    this.#writeHead();
  }

  /** Forwards a piece of the upstream's body. The memory of `piece` is reused after the call. */
  write(piece: Buffer): void {
    if (this.#isBodiless) return;
    if (this.#collected !== null) this.#collected.add(Buffer.from(piece));
    else if (!this.#join(piece)) this.#passOrPause(this.#needsCopy ? Buffer.from(piece) : piece);
    // With a decoder, #passOrPause() checks for room when the joined pieces are flushed.
    else if (this.#decoder === null && this.#request.outgoing.writableNeedDrain) this.#events.pauseUpstream();
  }

  /** The upstream's body is complete. Returns false while it is still being decoded; {@link AnswerEvents.decoded} follows. */
  end(): boolean {
    if (this.#decoder === null) return true;
    this.#joined?.flush();
    this.#decoder.end();
    return false;
  }

  /** Sends the rest of the answer. */
  finish() {
    if (this.#head !== null) return this.#writeWhole(this.#head.lines);
    if (this.#sealer === null) this.#joined?.flush();
    else this.#writePieces(this.#sealer.end(this.#joined?.take()));
    this.#request.outgoing.end();
  }

  /** Breaks off the answer. */
  destroy(): void {
    this.#joined?.take();
    this.#decoder?.destroy();
    this.#request.outgoing.destroy();
  }

  /** Sends an error of the relay, sealed if the request was. */
  sendError(status: number, code: string) {
    const { id, incoming, outgoing, isSealed, cors } = this.#request;
    const isBusy = status === SERVICE_UNAVAILABLE;
    const error: ClearError = { status, code, ...(isBusy && { retryAfterSeconds: RETRY_AFTER_SECONDS }) };
    if (!isSealed) return replyError(incoming, outgoing, error, [...cors, ["x-request-id", id]]);
    const hasBody = incoming.method !== "HEAD";
    const headers: Header[] = [
      ["content-type", "application/json"],
      ["x-request-id", id],
    ];
    if (isBusy) headers.push(["retry-after", `${RETRY_AFTER_SECONDS}`]);
    const lines = this.#seal(status, headers, hasBody);
    this.#collected = hasBody ? new ChunkBuffer() : null;
    this.#collected?.add(Buffer.from(JSON.stringify({ error: code })));
    this.#writeWhole(lines);
  }

  /** Answers an OPTIONS for the relay itself. */
  sendAllow(): void {
    const headers: Header[] = [
      ["allow", ALLOWED_METHODS],
      ["x-request-id", this.#request.id],
    ];
    this.#writeWhole(this.#seal(NO_CONTENT, headers, false));
  }

  /** Seals a head and sets it as the next to be written. Returns its lines. `exposed`: names of clear headers that a page may read. */
  #seal(status: number, headers: readonly Header[], hasBody: boolean, exposed: readonly string[] = []): string[] {
    const { opened, isSealed, cors } = this.#request;
    const answer = opened.sealAnswer(status, headers, hasBody);
    const lines: string[] = [];
    if (isSealed) lines.push("cache-control", "no-store");
    if (answer.body !== null) lines.push("content-type", "application/octet-stream");
    for (const [name, value] of answer.headers) lines.push(name, value);
    for (const [name, value] of cors) {
      const isMerged = exposed.length > 0 && name === "access-control-expose-headers";
      lines.push(name, isMerged ? [value, ...exposed].join(", ") : value);
    }
    this.#sealer = answer.body;
    this.#head = { status: answer.status, lines };
    return lines;
  }

  #decode(codings: readonly string[]): void {
    this.#decoder = createDecoder(codings, {
      decoded: (piece) => this.#request.outgoing.destroyed || this.#writePiece(piece),
      drained: () => this.#events.resumeUpstream(),
      ended: () => this.#events.decoded(),
      failed: () => this.#events.broken(),
    });
  }

  #writeHead(): void {
    const { incoming, outgoing } = this.#request;
    const head = this.#head as { status: number; lines: string[] };
    if (isTooLongToRead(incoming)) head.lines.push("connection", "close");
    outgoing.writeHead(head.status, head.lines);
    this.#head = null;
    if (this.#collected !== null) return;
    outgoing.flushHeaders();
    outgoing.on("drain", () => {
      this.#events.activity();
      if (this.#decoder !== null) this.#decoder.resume();
      else this.#events.resumeUpstream();
    });
  }

  /** Whether a piece is still used after the call. A sealer copies it, a socket or a decoder does not. */
  get #needsCopy(): boolean {
    return this.#sealer === null || this.#decoder !== null;
  }

  /**
   * Joins a small piece with others. Returns false for a large piece, which is forwarded alone. The JoinedPieces are made with the first small
   * piece. When every answer made them, garbage collection took a third more CPU time for requests after many long answers.
   */
  #join(piece: Buffer): boolean {
    if (this.#joined === null && piece.length >= LARGE_BYTES) return false;
    this.#joined ??= new JoinedPieces({
      flushed: (joined) => this.#passOrPause(joined),
      internalError: (error) => this.#events.internalError(error),
    });
    return this.#joined.add(piece);
  }

  #passOrPause(piece: Buffer): void {
    if (this.#request.outgoing.destroyed) return;
    const hasRoom = this.#decoder === null ? this.#writePiece(piece) : this.#decoder.write(piece);
    if (!hasRoom) this.#events.pauseUpstream();
  }

  #writePiece(piece: Buffer): boolean {
    if (this.#sealer !== null) return this.#writePieces(this.#sealer.seal(piece));
    // Only a bug can lead here. No answer is better than one in the clear.
    if (this.#request.isSealed) throw new Error("a piece of a sealed answer is not sealed");
    return this.#writePieces([piece]);
  }

  /**
   * Node joins the writes of one iteration of the event loop into one write to the socket. `outgoing.cork()` would be worse: it writes the
   * framing of each chunk separately and does not report that the client reads nothing.
   */
  #writePieces(pieces: readonly Buffer[]): boolean {
    const { outgoing } = this.#request;
    for (const piece of pieces) outgoing.write(piece);
    return !outgoing.writableNeedDrain;
  }

  /** Writes an answer whose body, if any, is complete. */
  #writeWhole(lines: string[]): void {
    const body = this.#wholeBody();
    // The headers of a clear answer already contain its length.
    if (body !== null && this.#sealer !== null) lines.push("content-length", `${body.length}`);
    this.#writeHead();
    // Node joins a string with the head into one write to the socket, but not a Buffer.
    this.#request.outgoing.end(body?.toString("latin1"), "latin1");
  }

  /** The body of a small answer, sealed in one piece; null when there is none. */
  #wholeBody(): Buffer | null {
    if (this.#collected === null) return null;
    const plain = this.#collected.takeWhole();
    if (this.#sealer === null) return this.#request.isSealed ? null : plain;
    const pieces = this.#sealer.end(plain);
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }
}

/** Bytes of header lines, which are a flat list of names and values. */
function bytesOf(lines: readonly string[]): number {
  let bytes = (lines.length / 2) * LINE_OVERHEAD_BYTES;
  for (const text of lines) bytes += text.length;
  return bytes;
}
