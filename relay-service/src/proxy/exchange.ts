import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { BodySealer, Header, OpenedRequest } from "../codec/codec.ts";
import { type Decoder, decoderOf } from "./content-coding.ts";
import type { Origination } from "./forwarded.ts";
import { isReceived } from "./message-body.ts";
import { drain, replyError } from "./reply.ts";
import { type BodyLimits, RequestBody } from "./request-body.ts";
import { clearRequestHeaders, sealedRequestHeaders } from "./request-headers.ts";
import { sortResponseHeaders } from "./response-headers.ts";
import { isSafeTarget } from "./target.ts";
import type { Turn } from "./turn.ts";
import type { Upstream } from "./upstream.ts";
import { passThrough } from "./young-buffers.ts";

/** How an exchange ended, as the metrics count it. */
export type Outcome =
  | "answered"
  | "refused"
  | "upstream-failed"
  | "upstream-timeout"
  | "upstream-cut"
  | "client-left"
  | "client-slow"
  | "too-large"
  | "busy"
  | "bad-target"
  | "repeated"
  | "forged-body";

/** What all exchanges share. */
export interface ExchangeContext {
  readonly upstream: Upstream;
  readonly limits: Omit<BodyLimits, "client">;
  /** Milliseconds to the head of the upstream's answer, and that either side may pause in the middle of a message. */
  readonly timeoutMs: number;
  readonly trustedHops: number;
  readonly relocate: (location: string) => string;
  /** Called once for each exchange. `status` is the true one, 0 where no answer was sent. */
  readonly ended: (exchange: Exchange, outcome: Outcome, status: number) => void;
  readonly now: () => number;
  /** Answers that are there as a whole, to be ended together. */
  readonly whole: Turn<Exchange>;
}

/** One request as it is handed to an exchange. */
export interface ExchangeRequest {
  /** Ours, for logs and the upstream. */
  readonly id: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly opened: OpenedRequest;
  readonly from: Origination;
  readonly cors: readonly Header[];
  /** False on a pass-through route: nothing is sealed, headers pass, the body streams at once. */
  readonly sealed: boolean;
}

/** Answers up to this length are collected and leave in one write, when their length is known beforehand. */
const SMALL_BYTES = 16_384;
/** Bytes a second below which a client that sends a body is cut off, measured over {@link RATE_MS} (the figures of Apache's mod_reqtimeout). */
const MIN_BODY_RATE = 500;
const RATE_MS = 20_000;
const NO_BODY = new Set([204, 205, 304]);
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
const NO_PIECES: Buffer[] = [];

type State = "receiving" | "waiting" | "answering" | "ended";

/**
 * One request and its answer, from an opened head to the last byte. It is its own handler of the upstream's events: a promise or a
 * stream for each request would cost more than the cryptography.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly request: ExchangeRequest;
  readonly started: number;
  /** Where {@link InFlight} keeps it. */
  place = -1;
  readonly #context: ExchangeContext;
  readonly #method: string;
  #state: State = "receiving";
  #active: number;
  #body: RequestBody | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #sealer: BodySealer | null = null;
  #decoder: Decoder | null = null;
  /** The pieces of a small answer, and the head that will go before them. */
  #collected: Buffer[] = NO_PIECES;
  #head: { status: number; lines: string[] } | null = null;
  #retried = false;
  #isAborted = false;
  /** Whether it waits for a connection to the upstream, which holds its body until then. */
  #isQueued = false;
  #outcome: Outcome | null = null;
  #rateFrom: number;
  #rateBytes = 0;

  constructor(context: ExchangeContext, request: ExchangeRequest) {
    this.#context = context;
    this.request = request;
    this.#method = request.incoming.method ?? "GET";
    this.started = context.now();
    this.#active = this.started;
    this.#rateFrom = this.started;
  }

  get method(): string {
    return this.#method;
  }

  start() {
    const { incoming, outgoing, opened, sealed, from } = this.request;
    outgoing.on("close", () => this.#clientGone());
    if (!isSafeTarget(opened.target)) return this.#own(400, "target", "bad-target");
    if (opened.body === null) return this.#send(null);
    const { limits } = this.#context;
    const verifyBytes = sealed ? limits.verifyBytes : -1;
    this.#body = new RequestBody(
      incoming,
      opened.body,
      { ...limits, verifyBytes, client: from.client },
      {
        whole: (body) => this.#sendVerified(body),
        stream: (body) => this.#send(body),
        refused: () => this.#forged(),
        tooMany: () => this.#cutUpload(503, "busy", "busy"),
        tooLarge: () => this.#cutUpload(413, "too-large", "too-large"),
        activity: () => this.#touch(),
      },
    );
  }

  /** Looks at the clock; called from time to time for every exchange. */
  check(now: number) {
    if (this.#state === "ended") return;
    const { incoming, outgoing } = this.request;
    if (this.#isDripping(now)) return this.#cutUpload(408, "slow", "client-slow");
    if (now - this.#active <= this.#context.timeoutMs) return;
    const isSending = this.#body !== null && !incoming.complete && this.#body.isWaiting;
    if (this.#state === "receiving" || (this.#state === "waiting" && isSending))
      return this.#cutUpload(408, "slow", "client-slow");
    if (this.#head !== null || this.#state === "waiting") {
      this.#abortUpstream();
      return this.#own(504, "upstream-timeout", "upstream-timeout");
    }
    this.#cut(outgoing.writableNeedDrain ? "client-slow" : "upstream-timeout");
  }

  /** Ends at once, without an answer that could be taken for a whole one. */
  destroy(): void {
    this.#cut("upstream-cut");
  }

  // --- the upstream's events

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#isQueued = false;
    this.#controller = controller;
    if (!this.#isAborted) return;
    controller.abort(new Error("ended while it waited for a connection"));
    this.#forget();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#state !== "waiting") return;
    this.#touch();
    this.#state = "answering";
    const { sealed } = this.request;
    const bodiless = this.#method === "HEAD" || NO_BODY.has(status);
    const decoder = sealed && !bodiless ? decoderOf(headers["content-encoding"]) : null;
    const length = bodiless || headers["content-length"] === undefined ? Number.NaN : Number(headers["content-length"]);
    const hasBody = !bodiless && length !== 0;
    const { inner, cookies } = sortResponseHeaders(headers, {
      dropLength: sealed && this.#method !== "HEAD",
      dropCoding: decoder !== null,
      relocate: this.#context.relocate,
    });
    const { lines } = this.#answer(status, inner, hasBody);
    for (const cookie of cookies) lines.push("set-cookie", cookie);
    if (decoder !== null && hasBody) this.#decode(decoder);
    else if (length <= SMALL_BYTES) this.#collected = [];
    if (this.#collected === NO_PIECES && hasBody) this.#writeHead();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici never goes on after a pause in an empty piece.
    if (this.#state !== "answering" || chunk.length === 0) return;
    this.#touch();
    passThrough(chunk.length);
    if (this.#decoder !== null) {
      if (!this.#decoder.write(chunk)) this.#controller?.pause();
    } else if (this.#collected !== NO_PIECES) this.#collected.push(chunk);
    else if (!this.#write(this.#sealer === null ? [chunk] : this.#sealer.seal(chunk))) this.#controller?.pause();
  }

  onResponseEnd(): void {
    if (this.#state !== "answering") return;
    if (this.#decoder !== null) this.#decoder.end();
    else if (this.#head !== null) this.#context.whole.add(this);
    else this.#finish();
  }

  /** Ends an answer that is there as a whole. */
  finishWhole(): void {
    if (this.#state === "answering") this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error) {
    if (this.#isQueued) {
      this.#isQueued = false;
      this.#forget();
    }
    // Our own abort is told here as well.
    if (this.#state === "ended" || this.#isAborted) return;
    if (this.#state === "answering" && this.#head === null) return this.#cut("upstream-cut");
    if (this.#state === "waiting" && this.#mayRetry(error)) {
      this.#retried = true;
      return this.#dispatch(null);
    }
    this.#own(502, "upstream", "upstream-failed");
  }

  // --- towards the upstream

  #sendVerified(body: Buffer) {
    const { incoming, outgoing, opened, cors } = this.request;
    if (opened.isFresh()) return this.#send(body);
    // The head came in time, the rest was held back.
    const refusal = opened.notDispatched("stale");
    this.#status = refusal.status;
    replyError(incoming, outgoing, refusal, cors);
    this.#end("refused");
  }

  #send(body: Buffer | Readable | null) {
    this.#state = "waiting";
    this.#touch();
    const { claim } = this.request.opened;
    if (claim === null) return this.#dispatch(body);
    const unknown = () => this.#own(503, "redis", "busy");
    const claimed = (first: boolean) => {
      if (this.#state !== "waiting") return;
      if (first) this.#dispatch(body);
      else this.#own(409, "repeated", "repeated");
    };
    try {
      const first = claim();
      if (first instanceof Promise) first.then(claimed, unknown);
      else claimed(first);
    } catch {
      unknown();
    }
  }

  #dispatch(body: Buffer | Readable | null): void {
    const { incoming, opened, from, sealed } = this.request;
    const { upstream, trustedHops } = this.#context;
    const headers = sealed
      ? sealedRequestHeaders(opened.headers, incoming, from, trustedHops)
      : clearRequestHeaders(incoming, from, trustedHops);
    // A stream is sent in chunks unless its length is said; a sealed one has another length than its plain text.
    const length = incoming.headers["content-length"];
    if (!sealed && length !== undefined) headers.push("content-length", length);
    if (!headers.includes("x-request-id")) headers.push("x-request-id", this.request.id);
    try {
      this.#isQueued = true;
      upstream.send({ method: this.#method, target: opened.target, headers, body }, this);
    } catch {
      this.#isQueued = false;
      // undici refuses a header or a method that HTTP does not allow, before it has sent anything.
      this.#body?.cancel();
      this.#own(400, "headers", "bad-target");
    }
  }

  /** A kept connection may be closed by the upstream just when it is used again: what is safe is sent once more. */
  #mayRetry(error: Error & { code?: string }): boolean {
    const closed = error.code === "UND_ERR_SOCKET" || error.code === "ECONNRESET" || error.code === "EPIPE";
    return closed && !this.#retried && this.#body === null && SAFE.has(this.#method);
  }

  #abortUpstream(): void {
    this.#isAborted = true;
    this.#body?.cancel();
    const controller = this.#controller;
    if (controller !== null && !controller.aborted) controller.abort(new Error("aborted by the relay"));
  }

  // --- towards the client

  /** Seals the head of an answer; it stands ready to be written. */
  #answer(status: number, headers: readonly Header[], hasBody: boolean): { status: number; lines: string[] } {
    const { opened, sealed, cors } = this.request;
    const answer = opened.answer(status, headers, hasBody);
    const lines: string[] = [];
    if (sealed) lines.push("cache-control", "no-store");
    if (answer.body !== null) lines.push("content-type", "application/octet-stream");
    for (const [name, value] of answer.headers) lines.push(name, value);
    for (const [name, value] of cors) lines.push(name, value);
    this.#status = status;
    this.#sealer = answer.body;
    this.#head = { status: answer.status, lines };
    return this.#head;
  }

  #decode(decoder: Decoder): void {
    this.#decoder = decoder;
    decoder.on("data", (piece: Buffer) => {
      if (this.#state === "answering" && !this.#write(this.#sealer === null ? [piece] : this.#sealer.seal(piece)))
        decoder.pause();
    });
    decoder.on("drain", () => this.#controller?.resume());
    decoder.on("end", () => this.#state === "answering" && this.#finish());
    decoder.on("error", () => this.#state === "answering" && this.#cut("upstream-cut"));
  }

  #writeHead(): void {
    const { incoming, outgoing } = this.request;
    const head = this.#head as { status: number; lines: string[] };
    if (!isReceived(incoming)) head.lines.push("connection", "close");
    outgoing.writeHead(head.status, head.lines);
    this.#head = null;
    if (this.#collected === NO_PIECES) {
      outgoing.flushHeaders();
      outgoing.on("drain", () => this.#drained());
    }
  }

  /** False when the client has to take some of it first. */
  #write(pieces: readonly Buffer[]): boolean {
    const { outgoing } = this.request;
    outgoing.cork();
    for (const piece of pieces) outgoing.write(piece);
    outgoing.uncork();
    // Asked after uncork(), which may have emptied the buffer, and told so, already.
    return !outgoing.writableNeedDrain;
  }

  #drained(): void {
    this.#touch();
    if (this.#decoder !== null) this.#decoder.resume();
    else this.#controller?.resume();
  }

  #finish(): void {
    if (this.#head !== null) this.#writeWhole(this.#head.lines);
    else {
      if (this.#sealer !== null) this.#write(this.#sealer.end());
      this.request.outgoing.end();
    }
    this.#end("answered");
  }

  /** Writes an answer whose body, if any, is at hand. */
  #writeWhole(lines: string[]): void {
    const body = this.#wholeBody();
    // The length of a clear answer stands among its headers.
    if (body !== null && this.#sealer !== null) lines.push("content-length", `${body.length}`);
    this.#writeHead();
    // One string joins the head in one write to the socket; two pieces would be two.
    this.request.outgoing.end(body?.toString("latin1"), "latin1");
  }

  /** A small answer, sealed in one piece; null where there is none. */
  #wholeBody(): Buffer | null {
    if (this.#collected === NO_PIECES) return null;
    const plain = this.#collected.length === 1 ? (this.#collected[0] as Buffer) : Buffer.concat(this.#collected);
    if (this.#sealer === null) return this.request.sealed ? null : plain;
    const pieces = this.#sealer.end(plain);
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  /** An answer of the relay's own after opening: sealed, as everything the client may act upon. */
  #own(status: number, code: string, outcome: Outcome) {
    if (this.#state === "ended") return;
    const { id, incoming, outgoing, sealed, cors } = this.request;
    this.#status = status;
    const text = Buffer.from(JSON.stringify({ error: code }));
    if (!sealed) replyError(incoming, outgoing, { status, code }, [...cors, ["x-request-id", id]]);
    else {
      const hasBody = this.#method !== "HEAD";
      const { lines } = this.#answer(
        status,
        [
          ["content-type", "application/json"],
          ["x-request-id", id],
        ],
        hasBody,
      );
      this.#collected = hasBody ? [text] : NO_PIECES;
      const unread = !isReceived(incoming);
      this.#writeWhole(lines);
      if (unread) drain(incoming);
    }
    this.#end(outcome);
  }

  // --- how it can go wrong

  #forged() {
    const { incoming, outgoing, opened, cors } = this.request;
    if (this.#state === "answering") return this.#cut("forged-body");
    const dispatched = this.#state === "waiting";
    this.#abortUpstream();
    // Only where nothing was dispatched may the client hear so, and send its request again.
    const refusal = dispatched ? { status: 562, code: "body" } : opened.notDispatched("open");
    this.#status = refusal.status;
    replyError(incoming, outgoing, refusal, cors);
    this.#end("forged-body");
  }

  #cutUpload(status: number, code: string, outcome: Outcome) {
    if (this.#state === "answering") return this.#cut(outcome);
    this.#abortUpstream();
    this.#own(status, code, outcome);
  }

  /** Whether the client sends its body so slowly that it only wants to hold us up. */
  #isDripping(now: number): boolean {
    const { incoming } = this.request;
    if (this.#body === null || incoming.complete || now - this.#rateFrom < RATE_MS) return false;
    const bytes = this.#body.received - this.#rateBytes;
    const seconds = (now - this.#rateFrom) / 1000;
    this.#rateFrom = now;
    this.#rateBytes = this.#body.received;
    // A body that is paused waits for the upstream, not for its client.
    return this.#body.isWaiting && bytes / seconds < MIN_BODY_RATE;
  }

  #cut(outcome: Outcome): void {
    if (this.#state === "ended") return;
    this.#end(outcome);
    this.#abortUpstream();
    this.#decoder?.destroy();
    this.request.outgoing.destroy();
  }

  #clientGone(): void {
    if (this.#state === "ended") return;
    this.#end("client-left");
    this.#abortUpstream();
    this.#decoder?.destroy();
  }

  #touch(): void {
    this.#active = this.#context.now();
  }

  #end(outcome: Outcome): void {
    this.#state = "ended";
    this.#outcome = outcome;
    this.#body?.cancel();
    if (!this.#isQueued) this.#forget();
  }

  /** Gives slot and memory back: not before the upstream's client has let go of the body. */
  #forget(): void {
    if (this.#outcome === null) return;
    this.#body?.release();
    this.#context.ended(this, this.#outcome, this.#status);
    this.#outcome = null;
  }
}
