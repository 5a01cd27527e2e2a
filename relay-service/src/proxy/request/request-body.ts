import type { IncomingMessage } from "node:http";
import { type BodyOpener, Refusal } from "../../codec/codec.ts";
import type { BodySink, BodySource } from "../../http1/body-source.ts";
import { BodyRate } from "../../limits/body-rate.ts";
import { ChunkBuffer } from "../../memory/chunk-buffer.ts";
import type { GcPacer } from "../../memory/gc-pacer.ts";
import type { ExchangeRequest } from "../exchange-request.ts";
import type { BodyEvents, BodyFlaw } from "./body-events.ts";
import type { BodyLimits } from "./body-limits.ts";

/** What is read of a body that its upstream does not want, while the answer is under way. */
const MAX_DROPPED_BYTES = 256 * 2 ** 20;

/** More pieces than these are joined: a client may seal each byte by itself, and each piece that waits costs hundreds of bytes. */
const MAX_SEPARATE_PIECES = 4;

/** How one body is received. */
export interface BodyOptions {
  readonly opener: BodyOpener;
  /** Bytes of plain text that the client has announced; null where it has not. */
  readonly declared: number | null;
  readonly limits: BodyLimits;
  readonly pacer: GcPacer;
  /** When the request came. */
  readonly started: number;
}

/** Receives a body, opens it, and hands it on; never holds more than `verifyBytes` and one piece. */
export class RequestBody implements BodySource {
  readonly #incoming: IncomingMessage;
  readonly #opener: BodyOpener;
  readonly #limits: BodyLimits;
  readonly #events: BodyEvents;
  readonly #pacer: GcPacer;
  readonly #network: string;
  readonly #rate: BodyRate;
  /** Nothing of a clear body has to be verified: -1. */
  readonly #verifyBytes: number;
  /** Bytes of plain text that the client has announced; null where it has not. */
  readonly #declared: number | null;
  /** Plain text that waits for the rest, or for whoever takes it. */
  readonly #held = new ChunkBuffer();
  /** What is taken of the budget. */
  #budgeted = 0;
  #isStreamed = false;
  #sink: BodySink | null = null;
  /** Nothing more is taken from the client. */
  #isOver = false;
  #isWhole = false;
  #received = 0;
  /** Bytes that came when nobody wanted them any more. */
  #dropped = 0;
  #length = 0;

  constructor(request: ExchangeRequest, { opener, declared, limits, pacer, started }: BodyOptions, events: BodyEvents) {
    const { incoming, sealed, from } = request;
    this.#incoming = incoming;
    this.#opener = opener;
    this.#limits = limits;
    this.#events = events;
    this.#pacer = pacer;
    this.#network = from.network;
    this.#rate = new BodyRate(started);
    this.#verifyBytes = sealed ? limits.verifyBytes : -1;
    this.#declared = declared;
  }

  /** Whether it is the client we wait for. */
  get isWaiting(): boolean {
    return !this.#isOver && !this.#incoming.isPaused();
  }

  /** Whether the client sends so slowly that it only wants to hold us up. A body that is paused waits for the upstream. */
  isDripping(now: number): boolean {
    return !this.#incoming.complete && this.#rate.isTooLow(this.#received, now) && this.isWaiting;
  }

  /** Begins. A small body has come with its head: it is taken at once, which costs less than to listen for it. */
  receive(): void {
    const incoming = this.#incoming;
    if (this.#isTooLarge(this.#declared ?? 0)) return void this.#fail("too-large");
    if (incoming.complete) {
      const all: Buffer | null = incoming.read();
      if (all !== null) this.#receive(all);
      this.#end();
      return;
    }
    incoming.on("data", (chunk: Buffer) => this.#safely(chunk));
    incoming.on("end", () => this.#safely(null));
    incoming.on("error", () => this.cancel());
  }

  /** Stops for good. What was handed on and is not whole breaks off, so that the upstream never takes it for whole. */
  cancel(): void {
    this.#isOver = true;
    this.#held.clear();
    const sink = this.#sink;
    this.#sink = null;
    sink?.fail();
  }

  /** Gives its part of the budget back; called once the body can be forgotten. */
  release(): void {
    this.#limits.budget.give(this.#network, this.#budgeted);
    this.#budgeted = 0;
  }

  // --- towards whoever takes a stream

  start(sink: BodySink) {
    if (this.#isOver && !this.#isWhole) return sink.fail();
    this.#sink = sink;
    this.#hand(this.#held.take());
    if (this.#isWhole) this.#endStream();
  }

  resume(): void {
    this.#events.activity();
    if (!this.#isOver && this.#incoming.isPaused()) this.#incoming.resume();
  }

  /** The upstream wants no more. The client is read on, as one that writes first would else never read its answer. */
  stop(): void {
    this.#sink = null;
    if (this.#isOver) return;
    this.#isOver = true;
    this.#incoming.resume();
  }

  // --- from the client

  #safely(chunk: Buffer | null): void {
    try {
      if (chunk === null) this.#end();
      else this.#receive(chunk);
    } catch (error) {
      this.#events.fault(error);
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#isOver) {
      this.#dropped += chunk.length;
      if (this.#dropped > MAX_DROPPED_BYTES) this.#incoming.pause();
      return;
    }
    this.#received += chunk.length;
    this.#pacer.passed(chunk.length);
    this.#events.activity();
    this.#take(this.#open(chunk));
  }

  #end() {
    if (this.#isOver || !this.#take(this.#open(null))) return;
    if (this.#declared !== null && this.#length < this.#declared) return void this.#fail("forged");
    this.#isOver = true;
    this.#isWhole = true;
    if (this.#isStreamed) return this.#endStream();
    this.#events.whole(this.#held.takeWhole());
  }

  /** The plain text that a piece, or the end, completes; null when it is not authentic. */
  #open(chunk: Buffer | null): Buffer[] | null {
    try {
      return chunk === null ? this.#opener.finish() : this.#opener.push(chunk);
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  /** False when the body has failed. */
  #take(pieces: Buffer[] | null): boolean {
    if (pieces === null) return this.#fail("forged");
    let bytes = 0;
    for (const piece of pieces) bytes += piece.length;
    if (bytes === 0) return true;
    this.#length += bytes;
    if (this.#declared !== null && this.#length > this.#declared) return this.#fail("forged");
    if (this.#isTooLarge(this.#length)) return this.#fail("too-large");
    const { budget } = this.#limits;
    if (this.#isStreamed) {
      this.#hand(pieces);
      return true;
    }
    const isSmall = this.#length <= this.#verifyBytes;
    if (isSmall && !budget.take(this.#network, bytes)) return this.#fail("busy");
    if (isSmall) this.#budgeted += bytes;
    for (const piece of pieces) this.#held.add(piece);
    // A clear body that is complete already needs no stream.
    if (!isSmall && (this.#verifyBytes >= 0 || this.#length !== this.#declared)) this.#stream();
    return true;
  }

  #isTooLarge(bytes: number): boolean {
    const { maxBytes } = this.#limits;
    return maxBytes > 0 && bytes > maxBytes;
  }

  #stream(): void {
    this.#isStreamed = true;
    this.release();
    this.#events.stream(this);
    // Whoever takes it may have to ask the store first.
    if (this.#sink === null && !this.#isOver) this.#incoming.pause();
  }

  #hand(pieces: Buffer[]): void {
    if (this.#sink === null) for (const piece of pieces) this.#held.add(piece);
    else if (!this.#sink.write(pieces.length > MAX_SEPARATE_PIECES ? [Buffer.concat(pieces)] : pieces)) this.#incoming.pause();
    else if (this.#incoming.isPaused()) this.#incoming.resume();
  }

  #endStream(): void {
    const sink = this.#sink;
    this.#sink = null;
    sink?.end();
  }

  #fail(flaw: BodyFlaw): false {
    this.cancel();
    this.#events.failed(flaw);
    return false;
  }
}
