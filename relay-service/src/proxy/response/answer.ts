import type { BodySealer } from "../../codec/codec.ts";
import { fieldValue } from "../../http/field-value.ts";
import type { Header } from "../../http/header.ts";
import { ALLOWED_METHODS } from "../../http/methods.ts";
import { NULL_BODY_STATUSES } from "../../http/null-body-status.ts";
import { ChunkBuffer } from "../../memory/chunk-buffer.ts";
import type { ExchangeRequest } from "../exchange-request.ts";
import { createDecoder, type Decoder, readContentCoding } from "./content-coding.ts";
import { JoinedPieces, LARGE_BYTES } from "./joined-pieces.ts";
import type { Relocation } from "./relocation.ts";
import { type ClearError, isTooLongToRead, replyError } from "./reply.ts";
import { sortResponseHeaders } from "./response-headers.ts";

/** The headers of an upstream's answer are too long to travel sealed. */
export class HeadTooLong extends Error {
  override readonly name = "HeadTooLong";
}

/** What an answer tells its exchange. */
export interface AnswerEvents {
  /** The client has taken something. */
  activity(): void;
  /** The client has to take some of the answer before the upstream may go on. */
  enough(): void;
  /** After {@link AnswerEvents.enough}: the upstream may go on. */
  goOn(): void;
  /** The upstream's coding was wrong: what was sent is no whole answer. */
  broken(): void;
  /** All of a decoded body is there. */
  decoded(): void;
  /** Something threw that only a fault of ours can throw. */
  fault(error: unknown): void;
}

/** The upstream's head of an answer. */
export interface UpstreamHead {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly relocation: Relocation;
}

/** Answers up to this length are collected and leave in one write, when their length is known beforehand. */
const SMALL_BYTES = 16_384;
/**
 * Bytes of the whole head of a sealed answer, cookies and CORS included: Node's fetch takes 16 KiB, and shows a longer head as a failed
 * connection. The rest is for the status line and what Node's server adds (date, connection, framing).
 */
const MAX_HEAD_BYTES = 16_384 - 256;
/** What stands around a name and a value on a line. */
const LINE_BYTES = ": \r\n".length;
const SERVICE_UNAVAILABLE = 503;
const RETRY_AFTER_SECONDS = 1;
/** It never has a length (RFC 9110, 8.6). */
const NO_CONTENT = 204;
/** It alone of those without a body is framed like any other (RFC 9110, 15.3.6): its body is read, and must not go on. */
const RESET_CONTENT = 205;
/** A part of a coded body cannot be decoded. */
const PARTIAL_CONTENT = 206;

/** The way of one answer to the client: sealed or clear, in one write or streamed. */
export class Answer {
  readonly #request: ExchangeRequest;
  readonly #events: AnswerEvents;
  #sealer: BodySealer | null = null;
  #decoder: Decoder | null = null;
  /** The body of a small answer, and the head that will go before it. */
  #collected: ChunkBuffer | null = null;
  /** The small pieces of a streamed answer, once there is one. */
  #joined: JoinedPieces | null = null;
  #head: { status: number; lines: string[] } | null = null;
  /** Whether the answer has no body by its meaning. Some upstreams send one all the same: it is dropped. */
  #isBodiless = false;

  constructor(request: ExchangeRequest, events: AnswerEvents) {
    this.#request = request;
    this.#events = events;
  }

  /** Whether there is a head that was not sent: until then another answer can take its place. */
  get isReady(): boolean {
    return this.#head !== null;
  }

  /**
   * Takes the upstream's head. A small answer is kept until it is whole; the head of any other leaves at once. Throws {@link HeadTooLong};
   * then {@link own} can still answer.
   */
  begin({ status, headers, relocation }: UpstreamHead): void {
    const { sealed, incoming, opened } = this.#request;
    const isHead = incoming.method === "HEAD";
    const bodiless = isHead || NULL_BODY_STATUSES.has(status);
    this.#isBodiless = bodiless;
    const contentCoding = fieldValue(headers, "content-encoding");
    // What has no body says of it what an answer with one would say (RFC 9110, 8.6 and 9.3.2).
    const isDecoded = sealed && status !== PARTIAL_CONTENT;
    const { undone, left } = isDecoded ? readContentCoding(contentCoding) : { undone: [], left: contentCoding };
    const declared = bodiless ? undefined : fieldValue(headers, "content-length");
    const length = declared === undefined ? Number.NaN : Number(declared);
    const hasBody = !bodiless && length !== 0;
    const { inner, outer, exposed } = sortResponseHeaders(headers, {
      relocation,
      hidesPath: opened.hidesPath,
      isSealed: sealed,
      isDecoded: undone.length > 0,
      isEmpty: status === NO_CONTENT || status === RESET_CONTENT,
      coding: left,
    });
    const lines = this.#seal(status, inner, hasBody, sealed ? [] : exposed);
    for (const [name, value] of outer) lines.push(name, value);
    if (sealed && bytesOf(lines) > MAX_HEAD_BYTES) throw new HeadTooLong();
    if (undone.length > 0 && hasBody) this.#decode(undone);
    else if (length <= SMALL_BYTES) this.#collected = new ChunkBuffer();
    if (this.#collected !== null || !hasBody) return;
    this.#writeHead();
  }

  /** Takes a piece of the upstream's body, whose memory is used again after the call. */
  write(piece: Buffer): void {
    if (this.#isBodiless) return;
    if (this.#collected !== null) this.#collected.add(Buffer.from(piece));
    else if (!this.#join(piece)) this.#passOrPause(this.#isKept ? Buffer.from(piece) : piece);
    // A decoder reports by itself when it has room again.
    else if (this.#decoder === null && this.#request.outgoing.writableNeedDrain) this.#events.enough();
  }

  /** The upstream has said all. False when there is still something to decode; {@link AnswerEvents.decoded} tells its end. */
  end(): boolean {
    if (this.#decoder === null) return true;
    this.#joined?.flush();
    this.#decoder.end();
    return false;
  }

  /** Sends what is left. */
  finish() {
    if (this.#head !== null) return this.#writeWhole(this.#head.lines);
    if (this.#sealer === null) this.#joined?.flush();
    else this.#writePieces(this.#sealer.end(this.#joined?.take()));
    this.#request.outgoing.end();
  }

  /** Ends what is not whole. */
  destroy(): void {
    this.#joined?.take();
    this.#decoder?.destroy();
    this.#request.outgoing.destroy();
  }

  /** An answer of the relay's own after opening: sealed, as everything the client may act upon. */
  own(status: number, code: string) {
    const { id, incoming, outgoing, sealed, cors } = this.#request;
    const isBusy = status === SERVICE_UNAVAILABLE;
    const error: ClearError = { status, code, ...(isBusy && { retryAfterSeconds: RETRY_AFTER_SECONDS }) };
    if (!sealed) return replyError(incoming, outgoing, error, [...cors, ["x-request-id", id]]);
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

  /** The relay's own answer to an OPTIONS that goes no further. */
  allow(): void {
    const headers: Header[] = [
      ["allow", ALLOWED_METHODS],
      ["x-request-id", this.#request.id],
    ];
    this.#writeWhole(this.#seal(NO_CONTENT, headers, false));
  }

  /** Seals a head; it is ready to be written. Gives its lines. `exposed`: names of headers that a page may read in the clear. */
  #seal(status: number, headers: readonly Header[], hasBody: boolean, exposed: readonly string[] = []): string[] {
    const { opened, sealed, cors } = this.#request;
    const answer = opened.answer(status, headers, hasBody);
    const lines: string[] = [];
    if (sealed) lines.push("cache-control", "no-store");
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
      drained: () => this.#events.goOn(),
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
      else this.#events.goOn();
    });
  }

  /** Whether what is passed on is needed for longer than the call. */
  get #isKept(): boolean {
    return this.#sealer === null || this.#decoder !== null;
  }

  /**
   * False for a piece that is to be passed on by itself. What joins comes with the first small piece: with it in every answer, garbage
   * collection made each request after a time of long answers a third dearer.
   */
  #join(piece: Buffer): boolean {
    if (this.#joined === null && piece.length >= LARGE_BYTES) return false;
    this.#joined ??= new JoinedPieces({
      flushed: (joined) => this.#passOrPause(joined),
      fault: (error) => this.#events.fault(error),
    });
    return this.#joined.add(piece);
  }

  #passOrPause(piece: Buffer): void {
    if (this.#request.outgoing.destroyed) return;
    const hasRoom = this.#decoder === null ? this.#writePiece(piece) : this.#decoder.write(piece);
    if (!hasRoom) this.#events.enough();
  }

  #writePiece(piece: Buffer): boolean {
    if (this.#sealer !== null) return this.#writePieces(this.#sealer.seal(piece));
    // Whatever mistake leads here: better no answer than one in the clear.
    if (this.#request.sealed) throw new Error("a piece of a sealed answer is not sealed");
    return this.#writePieces([piece]);
  }

  /**
   * What is written in one turn leaves in one write to the socket: Node sees to that. Not so with `outgoing.cork()`, which sends each
   * line around a chunk by itself and does not tell when the client takes nothing.
   */
  #writePieces(pieces: readonly Buffer[]): boolean {
    const { outgoing } = this.#request;
    for (const piece of pieces) outgoing.write(piece);
    return !outgoing.writableNeedDrain;
  }

  /** Writes an answer whose body, if any, is at hand. */
  #writeWhole(lines: string[]): void {
    const body = this.#wholeBody();
    // The length of a clear answer stands among its headers.
    if (body !== null && this.#sealer !== null) lines.push("content-length", `${body.length}`);
    this.#writeHead();
    // One string joins the head in one write to the socket; two pieces would be two.
    this.#request.outgoing.end(body?.toString("latin1"), "latin1");
  }

  /** A small answer, sealed in one piece; null where there is none. */
  #wholeBody(): Buffer | null {
    if (this.#collected === null) return null;
    const plain = this.#collected.takeWhole();
    if (this.#sealer === null) return this.#request.sealed ? null : plain;
    const pieces = this.#sealer.end(plain);
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }
}

/** Bytes of header lines, given as a flat list of names and values. */
function bytesOf(lines: readonly string[]): number {
  let bytes = (lines.length / 2) * LINE_BYTES;
  for (const text of lines) bytes += text.length;
  return bytes;
}
