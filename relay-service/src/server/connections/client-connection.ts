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
  readonly now: () => number;
}

/** Safe requests of one connection that are served at the same time (RFC 9112, 9.3.2); more wait, as a client that reads nothing sends many. */
const MAX_OVERLAPPING = 8;

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** One connection of a client: which of its requests are served, which wait, and how it ends. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #network: string;
  readonly #context: ConnectionContext;
  readonly #reader: ReaderWatch;
  readonly #served = new Set<ServerResponse>();
  #waiting: Exchange[] = [];
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
    this.#reader = new ReaderWatch(socket, context.stallMs, context.now());
    socket.on("drain", () => this.#next());
    // Node calls this when an answer says that it is the last one.
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => (this.#isUnread ? this.#beginLinger() : destroySoon());
  }

  get isIdle(): boolean {
    return this.#served.size === 0 && this.#waiting.length === 0;
  }

  /** Takes the next request: serves it, or lets it wait for those before it. */
  accept(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.#linger !== null || this.#farewell !== null) return void incoming.resume();
    this.#rest = null;
    this.#last = outgoing;
    if (this.#waiting.length === 0 && this.#mayServe(incoming)) this.#serve(incoming, outgoing);
    else if (this.#context.queued.take(this.#network)) this.#waiting.push({ incoming, outgoing });
    else this.#socket.destroy();
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
    if (this.#linger?.isOver(now)) this.#socket.destroy();
    else if (this.#reader.isTooSlow(now)) this.#socket.destroy(new SlowReader());
    else if (this.#linger === null && this.isIdle && this.#isUnread) {
      this.#rest ??= new Linger(this.#socket, now);
      if (this.#rest.isOver(now)) this.#socket.destroy();
    } else this.#rest = null;
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

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || !this.#mayServe(first.incoming)) return;
      this.#waiting.shift();
      this.#context.queued.give(this.#network);
      this.#serve(first.incoming, first.outgoing);
    }
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
