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
  /** Requests of all connections that wait for others of their connection. */
  readonly queued: Shares;
  /** Milliseconds that a client may take nothing of its answers. */
  readonly stallMs: number;
  /** Milliseconds that a connection may be without a request, whatever bytes come on it. */
  readonly idleMs: number;
  readonly now: () => number;
}

/** Safe requests of one connection that are served at the same time (RFC 9112, 9.3.2); more wait, as a client that reads nothing sends many. */
const MAX_OVERLAPPING = 8;
/** Requests that wait for others of their connection, and characters of their heads, from which on nothing more is read of it. */
const MAX_WAITING = 64;
const MAX_WAITING_LENGTH = 262_144;

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Characters of the head. */
  readonly length: number;
}

/** One connection of a client: which of its requests are served, which wait, and how it ends. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #network: string;
  readonly #context: ConnectionContext;
  readonly #reader: ReaderWatch;
  readonly #nodesDrain: readonly (() => void)[];
  readonly #served = new Set<ServerResponse>();
  #waiting: Exchange[] = [];
  #waitingLength = 0;
  /** Whether nothing is read, as too much waits. */
  #isPaused = false;
  #pause: NodeJS.Immediate | null = null;
  /** When there was last a request; milliseconds. */
  #busyAt: number;
  /** Whether one of those served may change something, so that nothing overlaps with it. */
  #isExclusive = false;
  #last: ServerResponse | null = null;
  /** Reads the rest of a request that was answered before it was whole; the connection goes on behind it. */
  #rest: Linger | null = null;
  /** The sending half is closed. */
  #linger: Linger | null = null;
  #isEnding = false;
  /** Written when all that came before it is answered; then the connection ends. */
  #farewell: string | null = null;

  constructor(socket: Socket, network: string, context: ConnectionContext) {
    this.#socket = socket;
    this.#network = network;
    this.#context = context;
    this.#busyAt = context.now();
    this.#reader = new ReaderWatch(socket, context.stallMs, this.#busyAt);
    this.#nodesDrain = socket.listeners("drain") as (() => void)[];
    socket.on("drain", () => this.#next());
    // Node calls this when an answer says that it is the last one.
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => (this.#isUnread ? this.#beginLinger() : destroySoon());
  }

  get isIdle(): boolean {
    return this.#served.size === 0 && this.#waiting.length === 0;
  }

  /** Whether its last answer has been written, or is decided. */
  get isEnding(): boolean {
    return this.#linger !== null || this.#farewell !== null;
  }

  /** Takes the next request: serves it, or lets it wait for those before it. */
  accept(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.isEnding) return void incoming.resume();
    this.#rest = null;
    this.#last = outgoing;
    if (this.#waiting.length === 0 && this.#mayServe(incoming)) this.#serve(incoming, outgoing);
    else if (this.#context.queued.take(this.#network)) this.#wait({ incoming, outgoing, length: lengthOf(incoming) });
    else this.#socket.destroy();
  }

  /**
   * Node has let go of the connection, as its client wants a tunnel. `answer` is its end, after those to what came before. Node listens
   * no more to errors, and to room for those answers.
   */
  detach(answer: string): void {
    this.#socket.on("error", () => this.#socket.destroy());
    for (const listener of this.#nodesDrain) this.#socket.on("drain", listener);
    this.fail(answer);
  }

  /** Ends the connection with an answer to bytes that are no request, after the answers to what came before them. */
  fail(answer: string): void {
    if (this.#farewell !== null) return;
    this.#farewell = answer;
    // The bytes belong to the body of the last request, which will never be whole.
    const isOfBody = this.#isUnread && !this.isIdle;
    if (isOfBody && (this.#served.size > 1 || this.#last?.headersSent !== false)) this.#socket.destroy();
    else if (isOfBody || this.isIdle) this.#sayFarewell();
  }

  /** The connection shall end: at once when nothing is asked, else after the answer to the last request. */
  end(): void {
    this.#isEnding = true;
    if (this.isIdle) this.#socket.destroy();
    // An answer that has not begun says that it is the last one.
    else if (this.#last?.headersSent === false) this.#last.shouldKeepAlive = false;
  }

  /** Looks at the clock. */
  check(now: number): void {
    if (!this.isIdle) this.#busyAt = now;
    if (this.#linger?.isOver(now)) this.#socket.destroy();
    else if (this.#reader.isTooSlow(now)) this.#socket.destroy(new SlowReader());
    else if (this.#linger === null && this.isIdle && this.#isUnread) {
      this.#rest ??= new Linger(this.#socket, now);
      if (this.#rest.isOver(now)) this.#socket.destroy();
    } else {
      this.#rest = null;
      if (this.#linger === null && now - this.#busyAt >= this.#context.idleMs) this.#socket.destroy();
    }
  }

  /** The socket has closed: nobody waits for an answer any more. */
  closed(): void {
    this.#context.queued.give(this.#network, this.#waiting.length);
    this.#waiting = [];
    // Node tells the answer that is being written, and not those behind it.
    for (const outgoing of this.#served) {
      outgoing.destroy();
      if (!outgoing.closed) outgoing.emit("close");
    }
  }

  /** Whether the client still sends the request that was answered last. */
  get #isUnread(): boolean {
    return this.#last !== null && !isReceived(this.#last.req);
  }

  #mayServe({ method = "" }: IncomingMessage): boolean {
    if (this.#served.size === 0) return true;
    return (
      !this.#isExclusive && SAFE_METHODS.has(method) && this.#served.size < MAX_OVERLAPPING && !this.#socket.writableNeedDrain
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
    if (this.#farewell !== null) this.#sayFarewell();
    else if (this.#isEnding) this.#socket.destroySoon();
  }

  #wait(exchange: Exchange): void {
    this.#waiting.push(exchange);
    this.#waitingLength += exchange.length;
    if (this.#waiting.length < MAX_WAITING && this.#waitingLength < MAX_WAITING_LENGTH) return;
    this.#isPaused = true;
    // Node reads on after each request: its word would be the last in this round of the event loop.
    this.#pause ??= setImmediate(() => {
      this.#pause = null;
      if (this.#isPaused) this.#socket.pause();
    });
  }

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || !this.#mayServe(first.incoming)) break;
      this.#waiting.shift();
      this.#waitingLength -= first.length;
      this.#context.queued.give(this.#network);
      this.#serve(first.incoming, first.outgoing);
    }
    // What was read together with the last request is there already: read on only once all of it is served.
    if (!this.#isPaused || this.#waiting.length > 0) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #sayFarewell(): void {
    if (!this.#socket.writable) return void this.#socket.destroy();
    this.#socket.write(this.#farewell as string, "latin1");
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
