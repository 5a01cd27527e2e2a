import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type BodyOpener, Refusal } from "../codec/codec.ts";
import { passThrough } from "./young-buffers.ts";

/** What becomes of a request's body. Exactly one of `whole`, `stream`, `refused`, `tooLarge`, `tooMany` is called first. */
export interface BodyEvents {
  /** The body is small, whole and authentic. */
  whole(body: Buffer): void;
  /** The body is longer than what is verified beforehand: it goes on piece by piece, and fails if it turns out to be forged. */
  stream(body: Readable): void;
  /** A piece is not authentic, or the end is missing. After `stream` the stream is destroyed as well. */
  refused(): void;
  /** More plain text than allowed. After `stream` the stream is destroyed as well. */
  tooLarge(): void;
  /** All bodies that are being verified hold too much together. */
  tooMany(): void;
  /** Bytes came in, or were taken. */
  activity(): void;
}

export interface BodyLimits {
  /** Bytes of plain text that are verified to their end before anything is dispatched. */
  readonly verifyBytes: number;
  /** Bytes of plain text of a whole body; 0 is unlimited. */
  readonly maxBytes: number;
  readonly budget: VerifyBudget;
  /** Whose share of the budget it is. */
  readonly client: string;
}

/** What all bodies that are being verified may hold together, and those of one client, so that nobody can fill the memory. */
export class VerifyBudget {
  readonly #share: number;
  readonly #taken = new Map<string, number>();
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
    this.#share = bytes / 2;
  }

  /** False when there is not that much left, or `client` has half of all already. */
  take(client: string, bytes: number): boolean {
    const taken = (this.#taken.get(client) ?? 0) + bytes;
    if (this.#left < bytes || taken > this.#share) return false;
    this.#left -= bytes;
    this.#taken.set(client, taken);
    return true;
  }

  give(client: string, bytes: number): void {
    if (bytes === 0) return;
    this.#left += bytes;
    const taken = (this.#taken.get(client) ?? 0) - bytes;
    if (taken > 0) this.#taken.set(client, taken);
    else this.#taken.delete(client);
  }
}

/** Receives a body, opens it, and hands it on; never holds more than `verifyBytes` and one piece. */
export class RequestBody {
  readonly #incoming: IncomingMessage;
  readonly #opener: BodyOpener;
  readonly #limits: BodyLimits;
  readonly #events: BodyEvents;
  #collected: Buffer[] = [];
  #collectedBytes = 0;
  #stream: Readable | null = null;
  #over = false;
  #length = 0;
  /** Bytes that came over the wire so far. */
  received = 0;

  constructor(incoming: IncomingMessage, opener: BodyOpener, limits: BodyLimits, events: BodyEvents) {
    this.#incoming = incoming;
    this.#opener = opener;
    this.#limits = limits;
    this.#events = events;
    incoming.on("data", (chunk: Buffer) => this.#receive(chunk));
    incoming.on("end", () => this.#end());
    incoming.on("error", () => this.cancel());
  }

  /** Whether it is the client we wait for. */
  get isWaiting(): boolean {
    return !this.#over && !this.#incoming.isPaused();
  }

  /** Stops for good. A stream that was handed on and has not ended is destroyed, so that the upstream never takes it for whole. */
  cancel(): void {
    this.#over = true;
    this.#collected = [];
    this.#stream?.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return;
    this.received += chunk.length;
    passThrough(chunk.length);
    this.#events.activity();
    this.#take(() => this.#opener.push(chunk));
  }

  #end(): void {
    if (this.#over || !this.#take(() => this.#opener.finish())) return;
    this.#over = true;
    if (this.#stream !== null) this.#stream.push(null);
    else {
      const body = this.#collected.length === 1 ? (this.#collected[0] as Buffer) : Buffer.concat(this.#collected);
      this.#collected = [];
      this.#events.whole(body);
    }
  }

  /** False when the body has failed. */
  #take(open: () => Buffer[]): boolean {
    let pieces: Buffer[];
    try {
      pieces = open();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#fail(() => this.#events.refused());
      return false;
    }
    for (const piece of pieces) {
      this.#length += piece.length;
      if (this.#limits.maxBytes > 0 && this.#length > this.#limits.maxBytes) {
        this.#fail(() => this.#events.tooLarge());
        return false;
      }
      if (!this.#hand(piece)) {
        this.#fail(() => this.#events.tooMany());
        return false;
      }
    }
    return true;
  }

  /** False when there is no room for the piece. */
  #hand(piece: Buffer): boolean {
    if (this.#stream !== null) {
      if (!this.#stream.push(piece)) this.#incoming.pause();
      return true;
    }
    const { budget, client, verifyBytes } = this.#limits;
    if (verifyBytes >= 0) {
      if (!budget.take(client, piece.length)) return false;
      this.#collectedBytes += piece.length;
    }
    this.#collected.push(piece);
    if (this.#length > verifyBytes) this.#startStream();
    return true;
  }

  /** Gives its part of the budget back; called once the body can be forgotten. */
  release(): void {
    this.#limits.budget.give(this.#limits.client, this.#collectedBytes);
    this.#collected = [];
    this.#collectedBytes = 0;
  }

  #startStream(): void {
    const stream = new Readable({
      read: () => {
        this.#events.activity();
        this.#incoming.resume();
      },
    });
    stream.on("error", () => {});
    this.#stream = stream;
    for (const piece of this.#collected) stream.push(piece);
    this.release();
    this.#events.stream(stream);
  }

  #fail(tell: () => void): void {
    this.cancel();
    tell();
  }
}
