import type { Socket } from "node:net";
import { fieldValue } from "../http/field-value.ts";
import type { Header } from "../http/header.ts";
import type { BodySource } from "./body-source.ts";
import { BodyWriter } from "./body-writer.ts";
import { Call, type CallConnection } from "./call.ts";
import type { Connect } from "./connect.ts";
import { ConnectionError } from "./connection-error.ts";
import { allowsReuse, type Request, type ResponseHandler } from "./request.ts";
import { ResponseParser } from "./response-parser.ts";

/** Events for the pool of a connection. */
export interface ConnectionEvents {
  /** An answer is complete, and the connection can be used for another request. */
  onFree(connection: Connection): void;
  onClose(connection: Connection): void;
}

/** Up to this length a body is written together with its head: a second write would cost more than the copy. */
const MAX_JOINED_BYTES = 4096;

/** The timeout in a `keep-alive` header, in seconds. */
const KEEP_ALIVE_TIMEOUT = /(?:^|[\s,])timeout=([0-9]{1,6})(?:$|[\s,])/i;

/** One connection to a server, for one request at a time. */
export class Connection implements CallConnection {
  readonly #events: ConnectionEvents;
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  #call: Call | null = null;
  #handler: ResponseHandler | null = null;
  #upload: BodyWriter | null = null;
  #allowsReuse = true;
  #isPaused = false;
  /** Whether a request was answered on this connection before. */
  #isReused = false;
  /** Whether a byte of the current answer has arrived. */
  #hasAnswerBegun = false;
  #error: Error | null = null;
  /** Set by the pool: when the idle connection expires, in terms of `performance.now()`. */
  usableUntil = 0;
  /** How long the server keeps an idle connection open; null when it does not say. */
  keepAliveMs: number | null = null;

  constructor(connect: Connect, events: ConnectionEvents) {
    this.#events = events;
    this.#parser = new ResponseParser({
      onHead: (status, headers) => this.#onHead(status, headers),
      onData: (piece) => this.#handler?.onData(piece),
    });
    this.#socket = connect((bytes) => this.#onBytes(bytes));
    this.#socket.on("error", (error) => {
      this.#error ??= error;
    });
    this.#socket.on("end", () => this.#onEnd());
    this.#socket.on("close", () => this.#onClose());
  }

  /** Whether it can never be used again. Its close event may still be pending. */
  get isDestroyed(): boolean {
    return this.#socket.destroyed;
  }

  /** Sends a request. `head` comes from requestHead(). */
  send(request: Request, head: string, handler: ResponseHandler): Call {
    const call = new Call(this);
    this.#call = call;
    this.#handler = handler;
    this.#allowsReuse = allowsReuse(request);
    this.#hasAnswerBegun = false;
    this.#parser.begin(request.method === "HEAD");
    const { body } = request;
    if (body === null) this.#socket.write(head, "latin1");
    else if (Buffer.isBuffer(body)) this.#sendWhole(head, body);
    else this.#sendPieces(head, body, request.bodyLength);
    return call;
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  abort(): void {
    this.#leave();
    this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #sendWhole(head: string, body: Buffer): void {
    if (body.length <= MAX_JOINED_BYTES) return void this.#socket.write(head + body.toString("latin1"), "latin1");
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#socket.write(body);
    this.#socket.uncork();
  }

  #sendPieces(head: string, body: BodySource, length: number | null): void {
    // The part of the body that has already arrived is sent together with the head.
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#upload = new BodyWriter(this.#socket, {
      body,
      length,
      inChunks: length === null,
      failed: (error) => this.#fail(error),
    });
    this.#upload.start();
    this.#socket.uncork();
  }

  #onHead(status: number, headers: readonly Header[]): void {
    if (this.#handler === null) return;
    this.keepAliveMs = keepAliveMsOf(fieldValue(headers, "keep-alive"));
    this.#handler.onHead(status, headers);
  }

  #onBytes(bytes: Buffer) {
    // Bytes without a request would be taken for the answer to the next request.
    if (this.#call === null) return void this.#socket.destroy();
    this.#hasAnswerBegun = true;
    try {
      this.#parser.push(bytes);
    } catch (error) {
      return this.#fail(error);
    }
    if (this.#parser.isComplete) this.#finish();
  }

  #onEnd() {
    if (this.#call === null) return void this.#socket.destroy();
    try {
      this.#parser.close();
    } catch (error) {
      return this.#fail(error);
    }
    this.#finish();
  }

  #finish(): void {
    const handler = this.#handler;
    // The server would take an unsent rest of the request for the next request.
    const isSent = (this.#upload === null || this.#upload.isOver) && this.#socket.writableLength === 0;
    this.#leave();
    this.#isReused = true;
    if (this.#parser.isPersistent && this.#allowsReuse && isSent) {
      this.resume();
      this.#events.onFree(this);
    } else this.#socket.destroy();
    try {
      handler?.onEnd();
    } catch (error) {
      handler?.onError(errorOf(error), false);
    }
  }

  #fail(error: unknown): void {
    this.#error ??= errorOf(error);
    this.#socket.destroy();
  }

  #onClose(): void {
    const handler = this.#handler;
    const isStale = this.#isReused && !this.#hasAnswerBegun;
    this.#leave();
    this.#events.onClose(this);
    handler?.onError(this.#error ?? new ConnectionError("the server closed the connection"), isStale);
  }

  #leave(): void {
    this.#call?.detach();
    this.#call = null;
    this.#handler = null;
    this.#upload?.stop();
    this.#upload = null;
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new ConnectionError("unknown");
}

function keepAliveMsOf(header: string | undefined): number | null {
  const seconds = header === undefined ? undefined : KEEP_ALIVE_TIMEOUT.exec(header)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
