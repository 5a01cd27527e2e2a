import { Refusal } from "../../codec/codec.ts";
import { fieldValue } from "../../http/field-value.ts";
import { SAFE_METHODS } from "../../http/methods.ts";
import type { BodySource } from "../../http1/body-source.ts";
import type { Call } from "../../http1/call.ts";
import { InvalidRequest, type ResponseHandler } from "../../http1/request.ts";
import type { GcPacer } from "../../memory/gc-pacer.ts";
import type { Outcome } from "../../metrics/outcome.ts";
import type { ExchangeRequest } from "../exchange-request.ts";
import type { BodyEvents, BodyFlaw } from "./body-events.ts";
import type { BodyLimits } from "./body-limits.ts";
import { RequestBody } from "./request-body.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** What all requests to the upstream share. */
export interface UpstreamRequestContext {
  readonly pacer: GcPacer;
  readonly limits: BodyLimits;
  readonly requestHeaders: RequestHeaders;
}

/** Events of a request to the upstream, and of its answer. */
export interface UpstreamRequestEvents extends ResponseHandler {
  /** The client has sent something, or the upstream has read something. */
  activity(): void;
  /** From here on the upstream may receive a part of the request. */
  dispatching(): void;
  /** The body was held back for so long that the request is too old to be dispatched. */
  stale(): void;
  /** The request cannot be dispatched. The client gets the reason in a sealed answer. */
  undispatched(status: number, code: string, outcome: Outcome): void;
  bodyFailed(flaw: BodyFlaw): void;
  /** An error that only a bug in the relay can cause. */
  internalError(error: unknown): void;
}

const LENGTH = /^\d{1,15}$/;

/** One request to the upstream: receives and opens the body, claims the idempotency key, and sends the request. */
export class UpstreamRequest implements BodyEvents {
  readonly #context: UpstreamRequestContext;
  readonly #request: ExchangeRequest;
  readonly #events: UpstreamRequestEvents;
  readonly method: string;
  #body: RequestBody | null = null;
  /** Declared length of the plain body. It is passed to the upstream, and the body must have this length. */
  #declared: number | null = null;
  #call: Call | null = null;
  #isReleased = false;

  constructor(context: UpstreamRequestContext, request: ExchangeRequest, events: UpstreamRequestEvents) {
    this.#context = context;
    this.#request = request;
    this.#events = events;
    this.method = request.incoming.method ?? "GET";
  }

  /** `started`: when the request arrived. */
  start(started: number) {
    const { opened, isSealed, incoming } = this.#request;
    const { body } = opened;
    if (body === null) return this.#claimThenDispatch(null);
    const declared = isSealed ? fieldValue(opened.headers, "content-length") : incoming.headers["content-length"];
    if (declared !== undefined && !LENGTH.test(declared)) return this.#events.undispatched(400, "headers", "bad-target");
    this.#declared = declared === undefined ? null : Number(declared);
    const { limits, pacer } = this.#context;
    this.#body = new RequestBody(this.#request, { opener: body, declared: this.#declared, limits, pacer, started }, this);
    this.#body.receive();
  }

  /** Whether the relay waits for the client to send more of its body. */
  get isAwaitingClient(): boolean {
    return this.#body !== null && !this.#request.incoming.complete && this.#body.isWaiting;
  }

  /** Bytes of the opened body that have arrived. */
  get bodyBytes(): number {
    return this.#body?.length ?? 0;
  }

  /** Whether the client sends its body too slowly. Call it periodically. */
  isDripping(now: number): boolean {
    return this.#body?.isDripping(now) ?? false;
  }

  /** Sends the request again after the upstream closed a reused connection. Returns false when that is not safe. */
  sendAgain(): boolean {
    if (this.#body !== null || !SAFE_METHODS.has(this.method)) return false;
    this.#dispatch(null, true);
    return true;
  }

  /** Pauses reading the answer. */
  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  /** Stops sending the request, and reports no more events of its answer. */
  abort(): void {
    this.#body?.cancel();
    this.#call?.abort();
  }

  /** Called when the exchange is over: discards the rest of the body and frees its memory. */
  release(): void {
    this.#isReleased = true;
    this.#body?.cancel();
    this.#body?.release();
  }

  // --- events of the body

  complete(body: Buffer): void {
    if (this.#request.opened.isFresh()) this.#claimThenDispatch(body);
    else this.#events.stale();
  }

  stream(body: BodySource): void {
    this.#claimThenDispatch(body);
  }

  failed(flaw: BodyFlaw): void {
    this.#events.bodyFailed(flaw);
  }

  activity(): void {
    this.#events.activity();
  }

  internalError(error: unknown): void {
    this.#events.internalError(error);
  }

  // --- to the upstream

  #claimThenDispatch(body: Buffer | BodySource | null) {
    this.#events.dispatching();
    const { claim } = this.#request.opened;
    if (claim === null) return this.#dispatch(body);
    const failed = (error: unknown): void =>
      this.#events.undispatched(503, error instanceof Refusal && error.code === "busy" ? "busy" : "redis", "busy");
    const claimed = (isFirst: boolean) => {
      if (this.#isReleased) return;
      if (isFirst) this.#dispatch(body);
      else this.#events.undispatched(409, "repeated", "repeated");
    };
    let first: boolean | Promise<boolean>;
    try {
      first = claim();
    } catch (error) {
      return failed(error);
    }
    if (!(first instanceof Promise)) return claimed(first);
    first.then(claimed, failed).catch((error: unknown) => this.#events.internalError(error));
  }

  #dispatch(body: Buffer | BodySource | null, onNewConnection = false): void {
    const { incoming, opened, from, isSealed, id, domain } = this.#request;
    const { requestHeaders } = this.#context;
    const headers = isSealed ? requestHeaders.sealed(opened, incoming, from) : requestHeaders.clear(incoming, from);
    if (!headers.some((name, index) => index % 2 === 0 && name === "x-request-id")) headers.push("x-request-id", id);
    this.#request.trace?.dispatching(headers);
    try {
      this.#call = domain.upstream.send(
        { method: this.method, target: opened.target, headers, body, bodyLength: this.#declared },
        this.#events,
        onNewConnection,
      );
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      // A header or the method is not valid HTTP. Nothing was sent.
      this.#body?.cancel();
      this.#events.undispatched(400, "headers", "bad-target");
    }
  }
}
