import type { Header } from "../http/header.ts";
import { SlowReader } from "../http/slow-reader.ts";
import { ConnectionError } from "../http1/connection-error.ts";
import type { Outcome } from "../metrics/outcome.ts";
import type { ExchangeRequest } from "./exchange-request.ts";
import type { BodyFlaw } from "./request/body-events.ts";
import { isForRelay } from "./request/max-forwards.ts";
import { isSafeTarget } from "./request/target.ts";
import { UpstreamRequest, type UpstreamRequestContext, type UpstreamRequestEvents } from "./request/upstream-request.ts";
import { Answer, type AnswerEvents, HeadTooLong } from "./response/answer.ts";
import type { Relocation } from "./response/relocation.ts";
import { type ClearError, dropBody, replyError } from "./response/reply.ts";
import type { TickBatch } from "./tick-batch.ts";

/** RFC 9110, 15: what is above is no status. */
const MAX_STATUS = 599;

/** What all exchanges share. */
export interface ExchangeContext extends UpstreamRequestContext {
  /** Milliseconds to the head of the upstream's answer, and that either side may pause in the middle of a message. */
  readonly timeoutMs: number;
  readonly relocation: Relocation;
  /** Called once for each exchange. `status` is the true one, 0 where no answer was sent. */
  readonly ended: (exchange: Exchange, outcome: Outcome, status: number) => void;
  /** Called with what only a fault of ours can throw. */
  readonly fault: (error: unknown) => void;
  readonly now: () => number;
  /** Answers that are there as a whole, to be ended together. */
  readonly whole: TickBatch<Exchange>;
}

type State = "receiving" | "waiting" | "answering" | "leaving" | "ended";

/**
 * One request and its answer, from an opened head to the last byte: what it waits for, and how it ends. It is its own handler of the
 * upstream's events: a promise or a stream for each request would cost more than the cryptography.
 */
export class Exchange implements UpstreamRequestEvents, AnswerEvents {
  readonly request: ExchangeRequest;
  readonly started: number;
  /** Where {@link InFlight} keeps it. */
  place = -1;
  readonly #context: ExchangeContext;
  readonly #upstream: UpstreamRequest;
  readonly #answer: Answer;
  #state: State = "receiving";
  #active: number;
  #status = 0;
  /** How it ends when the client takes its answer. */
  #outcome: Outcome = "answered";
  /** Why the upstream gave no answer, or no whole one; "" where it did. For logs: nothing of a message is in it. */
  #reason = "";

  constructor(context: ExchangeContext, request: ExchangeRequest) {
    this.#context = context;
    this.request = request;
    this.started = context.now();
    this.#active = this.started;
    this.#upstream = new UpstreamRequest(context, request, this);
    this.#answer = new Answer(request, this);
  }

  get method(): string {
    return this.#upstream.method;
  }

  get reason(): string {
    return this.#reason;
  }

  start() {
    const { outgoing, opened } = this.request;
    outgoing.on("close", () => this.#closed());
    // The page that has paired is not the one that its browser names: an intermediary has changed the header.
    if (opened.vouched.isForeignPage) return this.#own(403, "origin", "refused");
    if (!isSafeTarget(opened.target)) return this.#own(400, "target", "bad-target");
    try {
      if (isForRelay(this.request)) return this.#answerOptions();
      this.#upstream.start(this.started);
    } catch (error) {
      this.fault(error);
    }
  }

  /** Looks at the clock; called from time to time for every exchange. */
  check(now: number): void {
    this.#safely(() => this.#check(now));
  }

  #check(now: number) {
    // The connection watches what its client takes.
    if (this.#state === "leaving" || this.#state === "ended") return;
    if (this.#upstream.isDripping(now)) return this.#cutUpload(408, "slow", "client-slow");
    if (now - this.#active <= this.#context.timeoutMs) return;
    if (this.#state === "receiving" || (this.#state === "waiting" && this.#upstream.isAwaitingClient))
      return this.#cutUpload(408, "slow", "client-slow");
    if (this.#answer.isReady || this.#state === "waiting") {
      this.#upstream.abort();
      return this.#own(504, "upstream-timeout", "upstream-timeout");
    }
    if (!this.request.outgoing.writableNeedDrain) this.#cut("upstream-timeout");
  }

  /** Ends at once, without an answer that could be taken for a whole one. */
  destroy(): void {
    this.#cut("upstream-cut");
  }

  activity(): void {
    this.#active = this.#context.now();
  }

  // --- the way to the upstream, as its request tells

  dispatching(): void {
    this.#state = "waiting";
    this.activity();
  }

  stale(): void {
    this.#refuse(this.request.opened.notDispatched("stale"), "refused");
  }

  undispatched(status: number, code: string, outcome: Outcome): void {
    this.#safely(() => this.#own(status, code, outcome));
  }

  bodyFailed(flaw: BodyFlaw) {
    if (flaw === "too-large") return this.#cutUpload(413, "too-large", "too-large");
    if (flaw === "busy") return this.#cutUpload(503, "busy", "busy");
    if (this.#state === "answering") return this.#cut("forged-body");
    const dispatched = this.#state === "waiting";
    this.#upstream.abort();
    // Only where nothing was dispatched may the client hear so, and send its request again.
    this.#refuse(dispatched ? { status: 562, code: "body" } : this.request.opened.notDispatched("open"), "forged-body");
  }

  // --- the upstream's answer

  onHead(status: number, headers: readonly Header[]) {
    if (this.#state !== "waiting") return;
    this.activity();
    if (status > MAX_STATUS) return this.#unusable("upstream-status", `the status ${status} is above ${MAX_STATUS}`);
    try {
      this.#answer.begin({ status, headers, relocation: this.#context.relocation });
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
    this.#answer.write(piece);
  }

  onEnd(): void {
    if (this.#state !== "answering") return;
    if (!this.#answer.end()) return;
    if (this.#answer.isReady) this.#context.whole.add(this);
    else this.#finish();
  }

  /** Ends an answer that is there as a whole. */
  finishWhole(): void {
    if (this.#state === "answering") this.#finish();
  }

  onError(error: Error, isStale: boolean): void {
    this.#safely(() => this.#failed(error, isStale));
  }

  #failed(error: Error, isStale: boolean) {
    // A kept connection may be closed by the upstream just when it is used again: what is safe is sent once more.
    if (isStale && this.#state === "waiting" && this.#upstream.sendAgain()) return;
    this.#reason = reasonOf(error);
    if (this.#state === "answering" && !this.#answer.isReady) return this.#cut("upstream-cut");
    this.#own(502, "upstream", "upstream-failed");
  }

  /** The upstream's answer cannot be handed on; it is read no further. */
  #unusable(code: string, reason: string): void {
    this.#reason = reason;
    this.#upstream.abort();
    this.#own(502, code, "upstream-failed");
  }

  // --- towards the client, as its answer tells

  enough(): void {
    this.#upstream.pause();
  }

  goOn(): void {
    this.#upstream.resume();
  }

  decoded(): void {
    if (this.#state === "answering") this.#finish();
  }

  broken(): void {
    if (this.#state === "answering") this.#cut("upstream-cut");
  }

  // --- its ends

  #finish(): void {
    this.#answer.finish();
    this.#leave("answered");
  }

  /** An answer of the relay's own after opening: sealed, as everything the client may act upon. */
  #own(status: number, code: string, outcome: Outcome) {
    if (this.#state === "leaving" || this.#state === "ended") return;
    this.#status = status;
    this.#answer.own(status, code);
    this.#leave(outcome);
  }

  /** An OPTIONS for the relay itself. */
  #answerOptions(): void {
    this.#status = 204;
    this.#answer.allow();
    this.#leave("answered");
  }

  /** An answer of the relay's own in the clear. */
  #refuse(refusal: ClearError, outcome: Outcome): void {
    if (this.#state === "leaving" || this.#state === "ended") return;
    const { incoming, outgoing, cors } = this.request;
    this.#status = refusal.status;
    replyError(incoming, outgoing, refusal, cors);
    this.#leave(outcome);
  }

  #cutUpload(status: number, code: string, outcome: Outcome) {
    if (this.#state === "answering") return this.#cut(outcome);
    this.#upstream.abort();
    this.#own(status, code, outcome);
  }

  #cut(outcome: Outcome): void {
    if (this.#state === "ended") return;
    this.#end(outcome);
    this.#upstream.abort();
    this.#answer.destroy();
  }

  /** The answer is written; it still waits for its client, and the exchange counts until that has taken it. */
  #leave(outcome: Outcome): void {
    this.#state = "leaving";
    this.#outcome = outcome;
    this.#upstream.release();
    dropBody(this.request.incoming);
  }

  #closed() {
    if (this.#state === "leaving" && this.request.outgoing.writableFinished) return this.#end(this.#outcome);
    this.#cut(this.request.incoming.socket.errored instanceof SlowReader ? "client-slow" : "client-left");
  }

  #end(outcome: Outcome): void {
    this.#state = "ended";
    this.#upstream.release();
    this.#context.ended(this, outcome, this.#status);
  }

  /** Does a step that nobody above can answer for: a fault of ours in it costs this request and no more. */
  #safely(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fault(error);
    }
  }

  fault(error: unknown): void {
    this.#context.fault(error);
    this.#cut("upstream-cut");
    this.#answer.destroy();
  }
}

/** A code of Node, such as ECONNREFUSED, or the sentence of an answer that was refused. Other messages may hold addresses. */
function reasonOf(error: Error & { code?: unknown }): string {
  if (typeof error.code === "string") return error.code;
  return error instanceof ConnectionError ? error.message : error.name;
}
