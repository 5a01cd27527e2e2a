import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { Answer, type AnswerEvents } from "./answer.ts";
import type { ExchangeRequest } from "./exchange-request.ts";
import { replyError } from "./reply.ts";
import { type BodyLimits, RequestBody } from "./request-body.ts";
import { clearRequestHeaders, sealedRequestHeaders } from "./request-headers.ts";
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

/** Bytes a second below which a client that sends a body is cut off, measured over {@link RATE_MS} (the figures of Apache's mod_reqtimeout). */
const MIN_BODY_RATE = 500;
const RATE_MS = 20_000;
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

type State = "receiving" | "waiting" | "answering" | "ended";

/**
 * One request and its answer, from an opened head to the last byte. It is its own handler of the upstream's events: a promise or a
 * stream for each request would cost more than the cryptography.
 */
export class Exchange implements Dispatcher.DispatchHandler, AnswerEvents {
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
  readonly #answer: Answer;
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
    this.#answer = new Answer(request, this);
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
        activity: () => this.activity(),
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
    if (this.#answer.isReady || this.#state === "waiting") {
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
    this.activity();
    this.#state = "answering";
    this.#status = status;
    this.#answer.begin({ status, headers, relocate: this.#context.relocate });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici never goes on after a pause in an empty piece.
    if (this.#state !== "answering" || chunk.length === 0) return;
    this.activity();
    passThrough(chunk.length);
    if (!this.#answer.write(chunk)) this.#controller?.pause();
  }

  onResponseEnd(): void {
    if (this.#state !== "answering") return;
    if (!this.#answer.end()) return;
    if (this.#answer.isReady) this.#context.whole.add(this);
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
    if (this.#state === "answering" && !this.#answer.isReady) return this.#cut("upstream-cut");
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
    this.activity();
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

  // --- towards the client, as its answer tells

  activity(): void {
    this.#active = this.#context.now();
  }

  goOn(): void {
    this.#controller?.resume();
  }

  decoded(): void {
    if (this.#state === "answering") this.#finish();
  }

  broken(): void {
    if (this.#state === "answering") this.#cut("upstream-cut");
  }

  #finish(): void {
    this.#answer.finish();
    this.#end("answered");
  }

  /** An answer of the relay's own after opening: sealed, as everything the client may act upon. */
  #own(status: number, code: string, outcome: Outcome) {
    if (this.#state === "ended") return;
    this.#status = status;
    this.#answer.own(status, code);
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
    this.#answer.destroy();
  }

  #clientGone(): void {
    if (this.#state === "ended") return;
    this.#end("client-left");
    this.#abortUpstream();
    this.#answer.destroy();
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
