import type { IncomingMessage } from "node:http";
import { type BodyOpener, Refusal } from "../../codec/codec.ts";
import type { BodySink, BodySource } from "../../http1/body-source.ts";
import { BodyRate } from "../../limits/body-rate.ts";
import { MAX_DISCARDED_BYTES } from "../../limits/discarded-bytes.ts";
import { ChunkBuffer } from "../../memory/chunk-buffer.ts";
import type { GcPacer } from "../../memory/gc-pacer.ts";
import type { ExchangeRequest } from "../exchange-request.ts";
import type { BodyEvents, BodyFlaw } from "./body-events.ts";
import type { BodyLimits } from "./body-limits.ts";

/** More pieces than these are joined. A client may seal each byte separately, and each waiting piece takes hundreds of bytes. */
const MAX_SEPARATE_PIECES = 4;

/** How one body is received. */
export interface BodyOptions {
  readonly opener: BodyOpener;
  /** The declared length of the plain text; null when there is none. */
  readonly declared: number | null;
  readonly limits: BodyLimits;
  readonly pacer: GcPacer;
  /** When the request arrived. */
  readonly started: number;
}

/** Receives a body, opens it, and forwards it. It buffers at most `verifyBytes` and one piece. */
export class RequestBody implements BodySource {
  readonly #incoming: IncomingMessage;
  readonly #opener: BodyOpener;
  readonly #limits: BodyLimits;
  readonly #events: BodyEvents;
  readonly #pacer: GcPacer;
  readonly #network: string;
  readonly #rate: BodyRate;
  /** -1 for a clear body, of which nothing is verified. */
  readonly #verifyBytes: number;
  /** The declared length of the plain text; null when there is none. */
  readonly #declared: number | null;
  /** Plain text that waits for the rest of the body, or for a sink. */
  readonly #buffered = new ChunkBuffer();
  /** Bytes that this body takes of the budget. */
  #budgeted = 0;
  #isStreamed = false;
  #sink: BodySink | null = null;
  /** The body is complete, has failed, or is no longer wanted. */
  #isOver = false;
  #isComplete = false;
  #received = 0;
  #discarded = 0;
  #length = 0;

  constructor(request: ExchangeRequest, { opener, declared, limits, pacer, started }: BodyOptions, events: BodyEvents) {
    const { incoming, isSealed, from } = request;
    this.#incoming = incoming;
    this.#opener = opener;
    this.#limits = limits;
    this.#events = events;
    this.#pacer = pacer;
    this.#network = from.network;
    this.#rate = new BodyRate(started);
    this.#verifyBytes = isSealed ? limits.verifyBytes : -1;
    this.#declared = declared;
  }

  /** Whether the relay waits for the client to send more. */
  get isWaiting(): boolean {
    return !this.#isOver && !this.#incoming.isPaused();
  }

  /** Bytes of plain text that have arrived. */
  get length(): number {
    return this.#length;
  }

  /** Whether the client sends the body too slowly. A paused body waits for the upstream, not for the client. */
  isDripping(now: number): boolean {
    return !this.#incoming.complete && this.#rate.isTooLow(this.#received, now) && this.isWaiting;
  }

  /** Starts receiving. A small body has often arrived with its head; then reading it at once is cheaper than event listeners. */
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

  /** Stops for good. An incomplete body breaks off at the sink, so that the upstream never takes it for complete. */
  cancel(): void {
    this.#isOver = true;
    this.#buffered.clear();
    const sink = this.#sink;
    this.#sink = null;
    sink?.fail();
  }

  /** Returns its part of the budget. Called when the body's memory can be freed. */
  release(): void {
    this.#limits.budget.give(this.#network, this.#budgeted);
    this.#budgeted = 0;
  }

  // --- as a BodySource, for the upstream

  start(sink: BodySink) {
    if (this.#isOver && !this.#isComplete) return sink.fail();
    this.#sink = sink;
    this.#forward(this.#buffered.take());
    if (this.#isComplete) this.#endStream();
  }

  resume(): void {
    this.#events.activity();
    if (!this.#isOver && this.#incoming.isPaused()) this.#incoming.resume();
  }

  /** The upstream wants no more. Reading continues, because some clients read the answer only after they have written the whole body. */
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
      this.#events.internalError(error);
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#isOver) {
      this.#discarded += chunk.length;
      if (this.#discarded > MAX_DISCARDED_BYTES) this.#incoming.pause();
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
    this.#isComplete = true;
    if (this.#isStreamed) return this.#endStream();
    this.#events.complete(this.#buffered.takeWhole());
  }

  /** The plain text that a piece (or the end: null) completes; null when it is not authentic. */
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
      this.#forward(pieces);
      return true;
    }
    const isSmall = this.#length <= this.#verifyBytes;
    if (isSmall && !budget.take(this.#network, bytes)) return this.#fail("busy");
    if (isSmall) this.#budgeted += bytes;
    for (const piece of pieces) this.#buffered.add(piece);
    // A clear body that is already complete needs no stream.
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
    // There is no sink while the idempotency key is being claimed in the store.
    if (this.#sink === null && !this.#isOver) this.#incoming.pause();
  }

  #forward(pieces: Buffer[]): void {
    if (this.#sink === null) for (const piece of pieces) this.#buffered.add(piece);
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
