import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isReceived } from "../../http/message-body.ts";
import { SAFE_METHODS } from "../../http/methods.ts";
import { SlowReader } from "../../http/slow-reader.ts";
import type { Shares } from "../../limits/shares.ts";
import { Linger } from "./linger.ts";
import { ReaderWatch } from "./reader-watch.ts";

/** What all connections of one server share. */
export interface ConnectionContext {
  readonly handle: RequestListener;
  /** Limits the queued requests of all connections together. */
  readonly queued: Shares;
  /** How long a client may read nothing of its answers. */
  readonly stallMs: number;
  /** How long a connection may have no request, even if bytes arrive. */
  readonly idleMs: number;
  readonly now: () => number;
}

/** Pipelined safe requests of one connection that are served concurrently (RFC 9112, 9.3.2). More are queued. */
const MAX_CONCURRENT = 8;
/** When so many requests are queued, or so many characters of their heads, reading from the connection pauses. */
const MAX_QUEUED = 64;
const MAX_QUEUED_LENGTH = 262_144;

interface QueuedRequest {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Characters of the head. */
  readonly length: number;
}

/** One connection of a client: which pipelined requests are served, which are queued, and how the connection ends. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #network: string;
  readonly #context: ConnectionContext;
  readonly #reader: ReaderWatch;
  /** Node's own listeners for "drain", which it removes for CONNECT. */
  readonly #nodeDrainListeners: readonly (() => void)[];
  readonly #served = new Set<ServerResponse>();
  #queue: QueuedRequest[] = [];
  #queuedLength = 0;
  /** Whether reading is paused because the queue is full. */
  #isPaused = false;
  #pause: NodeJS.Immediate | null = null;
  /** When the connection last had a request; milliseconds. */
  #busyAt: number;
  /** Whether an unsafe request is being served, which must not overlap with others. */
  #isExclusive = false;
  #last: ServerResponse | null = null;
  /** Discards the rest of a request that was answered before it was complete. The connection stays open. */
  #discarding: Linger | null = null;
  /** Set once the sending half is closed. */
  #linger: Linger | null = null;
  #isEnding = false;
  /** Written after the answers to all earlier requests; then the connection ends. */
  #finalAnswer: string | null = null;

  constructor(socket: Socket, network: string, context: ConnectionContext) {
    this.#socket = socket;
    this.#network = network;
    this.#context = context;
    this.#busyAt = context.now();
    this.#reader = new ReaderWatch(socket, context.stallMs, this.#busyAt);
    this.#nodeDrainListeners = socket.listeners("drain") as (() => void)[];
    socket.on("drain", () => this.#next());
    // Node calls destroySoon() after an answer with `connection: close`.
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => (this.#isUnread ? this.#beginLinger() : destroySoon());
  }

  get isIdle(): boolean {
    return this.#served.size === 0 && this.#queue.length === 0;
  }

  /** Whether the last answer was written or is fixed. */
  get isEnding(): boolean {
    return this.#linger !== null || this.#finalAnswer !== null;
  }

  /** Serves the next request, or queues it behind earlier ones. */
  accept(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.isEnding) return void incoming.resume();
    this.#discarding = null;
    this.#last = outgoing;
    if (this.#queue.length === 0 && this.#mayServe(incoming)) this.#serve(incoming, outgoing);
    else if (this.#context.queued.take(this.#network)) this.#enqueue({ incoming, outgoing, length: lengthOf(incoming) });
    else this.#socket.destroy();
  }

  /**
   * Ends the connection after a CONNECT, with `answer` after the answers to earlier requests. For CONNECT Node removes its listeners from the
   * socket, so this adds those for errors and "drain" again.
   */
  detach(answer: string): void {
    this.#socket.on("error", () => this.#socket.destroy());
    for (const listener of this.#nodeDrainListeners) this.#socket.on("drain", listener);
    this.fail(answer);
  }

  /** Ends the connection with an answer to an invalid request, after the answers to earlier requests. */
  fail(answer: string): void {
    if (this.#finalAnswer !== null) return;
    this.#finalAnswer = answer;
    // Whether the invalid bytes belong to the body of the last request, which will never be complete.
    const isInBody = this.#isUnread && !this.isIdle;
    if (isInBody && (this.#served.size > 1 || this.#last?.headersSent !== false)) this.#socket.destroy();
    else if (isInBody || this.isIdle) this.#sendFinalAnswer();
  }

  /** Ends the connection: at once when it has no request, otherwise after the answer to the last one. */
  end(): void {
    this.#isEnding = true;
    if (this.isIdle) this.#socket.destroy();
    // Adds `connection: close` to an answer that has not begun.
    else if (this.#last?.headersSent === false) this.#last.shouldKeepAlive = false;
  }

  /** Checks the time limits. */
  check(now: number): void {
    if (!this.isIdle) this.#busyAt = now;
    if (this.#linger?.isOver(now)) this.#socket.destroy();
    else if (this.#reader.isTooSlow(now)) this.#socket.destroy(new SlowReader());
    else if (this.#linger === null && this.isIdle && this.#isUnread) {
      this.#discarding ??= new Linger(this.#socket, now);
      if (this.#discarding.isOver(now)) this.#socket.destroy();
    } else {
      this.#discarding = null;
      if (this.#linger === null && now - this.#busyAt >= this.#context.idleMs) this.#socket.destroy();
    }
  }

  /** Called when the socket has closed. */
  closed(): void {
    this.#context.queued.give(this.#network, this.#queue.length);
    this.#queue = [];
    // Node emits "close" on the answer that is being written, but not on those behind it.
    for (const outgoing of this.#served) {
      outgoing.destroy();
      if (!outgoing.closed) outgoing.emit("close");
    }
  }

  /** Whether the client is still sending its last request. */
  get #isUnread(): boolean {
    return this.#last !== null && !isReceived(this.#last.req);
  }

  #mayServe({ method = "" }: IncomingMessage): boolean {
    if (this.#served.size === 0) return true;
    return (
      !this.#isExclusive && SAFE_METHODS.has(method) && this.#served.size < MAX_CONCURRENT && !this.#socket.writableNeedDrain
    );
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.#served.add(outgoing);
    this.#isExclusive = !SAFE_METHODS.has(incoming.method ?? "");
    outgoing.on("close", () => this.#answered(outgoing));
    this.#context.handle(incoming, outgoing);
  }

  #answered(outgoing: ServerResponse): void {
    if (!this.#served.delete(outgoing) || this.#socket.destroyed) return;
    this.#next();
    if (!this.isIdle) return;
    if (this.#finalAnswer !== null) this.#sendFinalAnswer();
    else if (this.#isEnding) this.#socket.destroySoon();
  }

  #enqueue(request: QueuedRequest): void {
    this.#queue.push(request);
    this.#queuedLength += request.length;
    if (this.#queue.length < MAX_QUEUED && this.#queuedLength < MAX_QUEUED_LENGTH) return;
    this.#isPaused = true;
    // Node resumes the socket after each request, later in this iteration of the event loop. So the pause must come after that.
    this.#pause ??= setImmediate(() => {
      this.#pause = null;
      if (this.#isPaused) this.#socket.pause();
    });
  }

  #next(): void {
    for (;;) {
      const [first] = this.#queue;
      if (first === undefined || !this.#mayServe(first.incoming)) break;
      this.#queue.shift();
      this.#queuedLength -= first.length;
      this.#context.queued.give(this.#network);
      this.#serve(first.incoming, first.outgoing);
    }
    // One read may bring many requests, so reading resumes only when the queue is empty.
    if (!this.#isPaused || this.#queue.length > 0) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #sendFinalAnswer(): void {
    if (!this.#socket.writable) return void this.#socket.destroy();
    this.#socket.write(this.#finalAnswer as string, "latin1");
    this.#beginLinger();
  }

  #beginLinger(): void {
    if (this.#linger !== null) return;
    this.#linger = new Linger(this.#socket, this.#context.now());
    this.#socket.end();
    this.#socket.resume();
  }
}

function lengthOf({ url = "", rawHeaders }: IncomingMessage): number {
  let length = url.length;
  for (const text of rawHeaders) length += text.length;
  return length;
}
