import type { Readable } from "node:stream";
import type { Header } from "../codec/codec.ts";
import type { Call } from "../http1/call.ts";
import { ConnectionError } from "../http1/connection-error.ts";
import { InvalidRequest, type ResponseHandler } from "../http1/request.ts";
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
  /** Called with what only a fault of ours can throw. */
  readonly fault: (error: unknown) => void;
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
export class Exchange implements ResponseHandler, AnswerEvents {
  readonly request: ExchangeRequest;
  readonly started: number;
  /** Where {@link InFlight} keeps it. */
  place = -1;
  readonly #context: ExchangeContext;
  readonly #method: string;
  #state: State = "receiving";
  #active: number;
  #body: RequestBody | null = null;
  #call: Call | null = null;
  #status = 0;
  /** Why the upstream gave no answer, or no whole one; "" where it did. For logs: nothing of a message is in it. */
  #reason = "";
  readonly #answer: Answer;
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

  get reason(): string {
    return this.#reason;
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
        whole: (body) => this.#safely(() => this.#sendVerified(body)),
        stream: (body) => this.#safely(() => this.#send(body)),
        refused: () => this.#safely(() => this.#forged()),
        tooMany: () => this.#safely(() => this.#cutUpload(503, "busy", "busy")),
        tooLarge: () => this.#safely(() => this.#cutUpload(413, "too-large", "too-large")),
        activity: () => this.activity(),
      },
    );
  }

  /** Looks at the clock; called from time to time for every exchange. */
  check(now: number): void {
    this.#safely(() => this.#check(now));
  }

  #check(now: number) {
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

  onHead(status: number, headers: readonly Header[]): void {
    if (this.#state !== "waiting") return;
    this.activity();
    this.#state = "answering";
    this.#status = status;
    this.#answer.begin({ status, headers, relocate: this.#context.relocate });
  }

  onData(piece: Buffer): void {
    if (this.#state !== "answering") return;
    this.activity();
    passThrough(piece.length);
    if (!this.#answer.write(piece)) this.#call?.pause();
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
    if (isStale && this.#state === "waiting" && this.#body === null && SAFE.has(this.#method)) return this.#dispatch(null, true);
    this.#reason = reasonOf(error);
    if (this.#state === "answering" && !this.#answer.isReady) return this.#cut("upstream-cut");
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
    const claimed = (first: boolean) =>
      this.#safely(() => {
        if (this.#state !== "waiting") return;
        if (first) this.#dispatch(body);
        else this.#own(409, "repeated", "repeated");
      });
    try {
      const first = claim();
      if (first instanceof Promise) first.then(claimed, unknown);
      else claimed(first);
    } catch {
      unknown();
    }
  }

  #dispatch(body: Buffer | Readable | null, onNew = false) {
    const { incoming, opened, from, sealed } = this.request;
    const { upstream, trustedHops } = this.#context;
    const headers = sealed
      ? sealedRequestHeaders(opened.headers, incoming, from, trustedHops)
      : clearRequestHeaders(incoming, from, trustedHops);
    // A sealed body has another length than its plain text.
    const length = sealed ? undefined : incoming.headers["content-length"];
    if (!headers.includes("x-request-id")) headers.push("x-request-id", this.request.id);
    try {
      this.#call = upstream.send(
        { method: this.#method, target: opened.target, headers, body, bodyLength: length === undefined ? null : Number(length) },
        this,
        onNew,
      );
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      // A header or a method that HTTP does not allow: nothing was sent.
      this.#body?.cancel();
      this.#own(400, "headers", "bad-target");
    }
  }

  #abortUpstream(): void {
    this.#body?.cancel();
    this.#call?.abort();
  }

  // --- towards the client, as its answer tells

  activity(): void {
    this.#active = this.#context.now();
  }

  goOn(): void {
    this.#call?.resume();
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

  /** Does a step that nobody above can answer for: a fault of ours in it costs this request and no more. */
  #safely(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#context.fault(error);
      this.#cut("upstream-cut");
      this.#answer.destroy();
    }
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
    this.#body?.cancel();
    this.#body?.release();
    this.#context.ended(this, outcome, this.#status);
  }
}

/** A code of Node, such as ECONNREFUSED, or the sentence of an answer that was refused. Other messages may hold addresses. */
function reasonOf(error: Error & { code?: unknown }): string {
  if (typeof error.code === "string") return error.code;
  return error instanceof ConnectionError ? error.message : error.name;
}
