import type { Header } from "../http/header.ts";
import { SlowReader } from "../http/slow-reader.ts";
import { ConnectionError } from "../http1/connection-error.ts";
import type { Outcome } from "../metrics/outcome.ts";
import { MISDIRECTED } from "./domains.ts";
import type { ExchangeRequest } from "./exchange-request.ts";
import type { BodyFlaw } from "./request/body-events.ts";
import { isForRelay } from "./request/max-forwards.ts";
import { isSafeTarget } from "./request/target.ts";
import { UpstreamRequest, type UpstreamRequestContext, type UpstreamRequestEvents } from "./request/upstream-request.ts";
import { Answer, type AnswerEvents, HeadTooLong } from "./response/answer.ts";
import { type ClearError, dropBody, replyError } from "./response/clear-error.ts";
import type { TickBatch } from "./tick-batch.ts";

/** Higher numbers are not valid statuses (RFC 9110, 15). */
const MAX_STATUS = 599;

/** What all exchanges share. */
export interface ExchangeContext extends UpstreamRequestContext {
  /** Time limit for the head of the upstream's answer, and for pauses of either side within a message. */
  readonly timeoutMs: number;
  /** Called once for each exchange. `status` is the sealed status, 0 when no answer was sent. */
  readonly ended: (exchange: Exchange, outcome: Outcome, status: number) => void;
  /** Called with an error that only a bug in the relay can cause. */
  readonly internalError: (error: unknown) => void;
  readonly now: () => number;
  /** Exchanges whose answer is complete in memory, to be sealed and sent together. */
  readonly completed: TickBatch<Exchange>;
}

type State = "receiving" | "waiting" | "answering" | "written" | "ended";

/**
 * One request and its answer, from the opened head to the last byte: a state machine with time limits and outcomes. It implements the event
 * interfaces itself, because a promise or a stream for each request would take more CPU time than the cryptography.
 *
 * The next state for each event; "-" = the event is ignored, or cannot happen. An answer that is written leads to `written`, a cut connection
 * to `ended`.
 *
 * | Event                    | receiving      | waiting             | answering        | written |
 * | ------------------------ | -------------- | ------------------- | ---------------- | ------- |
 * | dispatching              | waiting        | -                   | -                | -       |
 * | head of the answer       | -              | answering, 502      | -                | -       |
 * | answer is complete       | -              | -                   | written          | -       |
 * | upstream fails           | -              | sent again, 502     | 502 (1), cut     | -       |
 * | host of pair is unknown  | refused        | -                   | -                | -       |
 * | relay answers itself     | 204, 4xx       | 400, 409, 503       | -                | -       |
 * | body is too old          | refused        | -                   | -                | -       |
 * | body is not authentic    | refused        | refused without mac | cut              | -       |
 * | body too large, no room  | 413, 503       | 413, 503            | cut              | -       |
 * | client sends too slowly  | 408            | 408                 | cut              | -       |
 * | nothing moves            | 408            | 408, 504            | 504 (1), cut (2) | -       |
 * | connection closes        | ended          | ended               | ended            | ended   |
 * | bug in the relay         | cut            | cut                 | cut              | cut     |
 *
 * (1) As long as no byte of the answer was sent. (2) Unless the upstream waits for the client to read: then ReaderWatch checks the client.
 */
export class Exchange implements UpstreamRequestEvents, AnswerEvents {
  readonly request: ExchangeRequest;
  readonly started: number;
  /** Its index in {@link InFlight}. */
  index = -1;
  readonly #context: ExchangeContext;
  readonly #upstream: UpstreamRequest;
  readonly #answer: Answer;
  #state: State = "receiving";
  /** When either side last sent or read something. */
  #activeAt: number;
  #status = 0;
  /** The outcome if the client reads the answer to its end. */
  #outcome: Outcome = "answered";
  /** Why the upstream gave no complete answer; "" if it did. It contains nothing of a message, so it may be logged. */
  #reason = "";

  constructor(context: ExchangeContext, request: ExchangeRequest) {
    this.#context = context;
    this.request = request;
    this.started = context.now();
    this.#activeAt = this.started;
    this.#upstream = new UpstreamRequest(context, request, this);
    this.#answer = new Answer(request, this);
  }

  get method(): string {
    return this.#upstream.method;
  }

  /** Bytes of the request's opened body that have arrived. */
  get requestBytes(): number {
    return this.#upstream.bodyBytes;
  }

  get reason(): string {
    return this.#reason;
  }

  start() {
    const { outgoing, opened, domain, isSealed } = this.request;
    outgoing.on("close", () => this.#closed());
    if (isSealed) {
      const admission = domain.admits(opened.verifiedOrigins.relayOrigin);
      // The client pairs again, and then the relay knows.
      if (admission === "unknown") return this.#refuse(opened.notDispatched("nopair"), "refused");
      // The clear Host is not that of the pairing: an intermediary has changed the header.
      if (admission === "foreign") return this.#answerError(MISDIRECTED.status, MISDIRECTED.code, "refused");
    }
    // The clear Origin is not the page that paired: an intermediary has changed the header.
    if (opened.verifiedOrigins.isForeignPage) return this.#answerError(403, "origin", "refused");
    if (!isSafeTarget(opened.target)) return this.#answerError(400, "target", "bad-target");
    try {
      if (isForRelay(this.request)) return this.#answerOptions();
      this.#upstream.start(this.started);
    } catch (error) {
      this.internalError(error);
    }
  }

  /** Checks the time limits. Called periodically. */
  check(now: number): void {
    this.#safely(() => this.#check(now));
  }

  #check(now: number) {
    // Once the answer is written, ReaderWatch checks that the client reads it.
    if (this.#state === "written" || this.#state === "ended") return;
    if (this.#upstream.isDripping(now)) return this.#cutUpload(408, "slow", "client-slow");
    if (now - this.#activeAt <= this.#context.timeoutMs) return;
    if (this.#state === "receiving" || (this.#state === "waiting" && this.#upstream.isAwaitingClient))
      return this.#cutUpload(408, "slow", "client-slow");
    if (this.#answer.isReady || this.#state === "waiting") {
      this.#upstream.abort();
      return this.#answerError(504, "upstream-timeout", "upstream-timeout");
    }
    if (!this.request.outgoing.writableNeedDrain) this.#cut("upstream-timeout");
  }

  /** Ends at once, so that the client sees an incomplete answer. */
  destroy(): void {
    this.#cut("upstream-cut");
  }

  activity(): void {
    this.#activeAt = this.#context.now();
  }

  // --- events of the request to the upstream

  dispatching(): void {
    this.#state = "waiting";
    this.activity();
  }

  stale(): void {
    this.#refuse(this.request.opened.notDispatched("stale"), "refused");
  }

  undispatched(status: number, code: string, outcome: Outcome): void {
    this.#safely(() => this.#answerError(status, code, outcome));
  }

  bodyFailed(flaw: BodyFlaw) {
    if (flaw === "too-large") return this.#cutUpload(413, "too-large", "too-large");
    if (flaw === "busy") return this.#cutUpload(503, "busy", "busy");
    if (this.#state === "answering") return this.#cut("forged-body");
    const isDispatched = this.#state === "waiting";
    this.#upstream.abort();
    // The proof lets the client send its request again, so it must not be given once anything was dispatched.
    this.#refuse(isDispatched ? { status: 562, code: "body" } : this.request.opened.notDispatched("open"), "forged-body");
  }

  // --- the upstream's answer

  onHead(status: number, headers: readonly Header[]) {
    if (this.#state !== "waiting") return;
    this.activity();
    this.request.trace?.answered(status);
    if (status > MAX_STATUS) return this.#unusable("upstream-status", `the status ${status} is above ${MAX_STATUS}`);
    try {
      const { domain, opened } = this.request;
      this.#answer.begin({ status, headers, uriRewriter: domain.uriRewriterFor(opened.verifiedOrigins.relayOrigin) });
    } catch (error) {
      if (!(error instanceof HeadTooLong)) throw error;
      return this.#unusable("upstream-headers", "the headers are too long to be sealed");
    }
    this.#state = "answering";
    this.#status = status;
  }

  onData(piece: Buffer): void {
    if (this.#state !== "answering") return;
    this.activity();
    this.#context.pacer.passed(piece.length);
    this.request.trace?.received(piece.length);
    this.#answer.write(piece);
  }

  onEnd(): void {
    if (this.#state !== "answering") return;
    this.request.trace?.completed();
    if (!this.#answer.end()) return;
    if (this.#answer.isReady) this.#context.completed.add(this);
    else this.#finish();
  }

  /** Sends an answer that is complete in memory. */
  finishCompleted(): void {
    if (this.#state === "answering") this.#finish();
  }

  onError(error: Error, isStale: boolean): void {
    this.#safely(() => this.#failed(error, isStale));
  }

  #failed(error: Error, isStale: boolean) {
    // The upstream may close an idle connection at the moment of its reuse. Then a safe request is sent once more.
    if (isStale && this.#state === "waiting" && this.#upstream.sendAgain()) return;
    this.#reason = reasonOf(error);
    this.request.trace?.failed(this.#reason);
    if (this.#state === "answering" && !this.#answer.isReady) return this.#cut("upstream-cut");
    this.#answerError(502, "upstream", "upstream-failed");
  }

  /** The upstream's answer cannot be forwarded. The rest of it is not read. */
  #unusable(code: string, reason: string): void {
    this.#reason = reason;
    this.#upstream.abort();
    this.#answerError(502, code, "upstream-failed");
  }

  // --- events of the answer to the client

  pauseUpstream(): void {
    this.#upstream.pause();
  }

  resumeUpstream(): void {
    this.#upstream.resume();
  }

  decoded(): void {
    if (this.#state === "answering") this.#finish();
  }

  broken(): void {
    if (this.#state === "answering") this.#cut("upstream-cut");
  }

  // --- the ends of an exchange

  #finish(): void {
    this.#answer.finish();
    this.#markWritten("answered");
  }

  /** Answers with an error of the relay, sealed if the request was. */
  #answerError(status: number, code: string, outcome: Outcome) {
    if (this.#state === "written" || this.#state === "ended") return;
    this.#status = status;
    this.#answer.sendError(status, code);
    this.#markWritten(outcome);
  }

  /** Answers an OPTIONS for the relay itself. */
  #answerOptions(): void {
    this.#status = 204;
    this.#answer.sendAllow();
    this.#markWritten("answered");
  }

  /** Answers with an error of the relay in the clear. */
  #refuse(refusal: ClearError, outcome: Outcome): void {
    if (this.#state === "written" || this.#state === "ended") return;
    const { incoming, outgoing, cors } = this.request;
    this.#status = refusal.status;
    replyError(incoming, outgoing, refusal, cors);
    this.#markWritten(outcome);
  }

  #cutUpload(status: number, code: string, outcome: Outcome) {
    if (this.#state === "answering") return this.#cut(outcome);
    this.#upstream.abort();
    this.#answerError(status, code, outcome);
  }

  #cut(outcome: Outcome): void {
    if (this.#state === "ended") return;
    this.#end(outcome);
    this.#upstream.abort();
    this.#answer.destroy();
  }

  /** The answer is written. The exchange stays in flight until the client has read it. */
  #markWritten(outcome: Outcome): void {
    this.#state = "written";
    this.#outcome = outcome;
    this.#upstream.release();
    dropBody(this.request.incoming);
  }

  #closed() {
    if (this.#state === "written" && this.request.outgoing.writableFinished) return this.#end(this.#outcome);
    this.#cut(this.request.incoming.socket.errored instanceof SlowReader ? "client-slow" : "client-left");
  }

  #end(outcome: Outcome): void {
    this.#state = "ended";
    this.#upstream.release();
    this.#context.ended(this, outcome, this.#status);
  }

  /** Runs a step whose caller handles no errors, so that a bug in the relay ends this request only. */
  #safely(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.internalError(error);
    }
  }

  internalError(error: unknown): void {
    this.#context.internalError(error);
    this.#cut("upstream-cut");
    this.#answer.destroy();
  }
}

/** An error code of Node, such as ECONNREFUSED, or the message of a ConnectionError. Other messages may contain addresses. */
function reasonOf(error: Error & { code?: unknown }): string {
  if (typeof error.code === "string") return error.code;
  return error instanceof ConnectionError ? error.message : error.name;
}
