import { Refusal } from "../../codec/codec.ts";
import { fieldValue } from "../../http/field-value.ts";
import { SAFE_METHODS } from "../../http/methods.ts";
import type { BodySource } from "../../http1/body-source.ts";
import type { Call } from "../../http1/call.ts";
import { InvalidRequest, type ResponseHandler } from "../../http1/request.ts";
import type { GcPacer } from "../../memory/gc-pacer.ts";
import type { Outcome } from "../../metrics/outcome.ts";
import type { ExchangeRequest } from "../exchange-request.ts";
import type { Upstream } from "../upstream.ts";
import type { BodyEvents, BodyFlaw } from "./body-events.ts";
import type { BodyLimits } from "./body-limits.ts";
import { RequestBody } from "./request-body.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** What all requests to the upstream share. */
export interface UpstreamRequestContext {
  readonly pacer: GcPacer;
  readonly upstream: Upstream;
  readonly limits: BodyLimits;
  readonly requestHeaders: RequestHeaders;
}

/** What a request on its way to the upstream tells its exchange, and what the upstream answers. */
export interface UpstreamRequestEvents extends ResponseHandler {
  /** The client has sent something, or the upstream has taken something. */
  activity(): void;
  /** From here on the upstream may hear of the request. */
  dispatching(): void;
  /** The head came in time, the rest was held back: it is too old to be dispatched. */
  stale(): void;
  /** It cannot be dispatched, for a reason that the client may only hear sealed. */
  undispatched(status: number, code: string, outcome: Outcome): void;
  bodyFailed(flaw: BodyFlaw): void;
  /** Something threw that only a fault of ours can throw. */
  fault(error: unknown): void;
}

const LENGTH = /^\d{1,15}$/;

/** The way of one request to the upstream: its body is received and opened, its idempotency key claimed, and it is sent. */
export class UpstreamRequest implements BodyEvents {
  readonly #context: UpstreamRequestContext;
  readonly #request: ExchangeRequest;
  readonly #events: UpstreamRequestEvents;
  readonly method: string;
  #body: RequestBody | null = null;
  /** Bytes of the plain body that the client has announced; the upstream is told, and the body is held to it. */
  #declared: number | null = null;
  #call: Call | null = null;
  #isGivenUp = false;

  constructor(context: UpstreamRequestContext, request: ExchangeRequest, events: UpstreamRequestEvents) {
    this.#context = context;
    this.#request = request;
    this.#events = events;
    this.method = request.incoming.method ?? "GET";
  }

  /** `started`: when the request came. */
  start(started: number) {
    const { opened, sealed, incoming } = this.#request;
    const { body } = opened;
    if (body === null) return this.#claim(null);
    const declared = sealed ? fieldValue(opened.headers, "content-length") : incoming.headers["content-length"];
    if (declared !== undefined && !LENGTH.test(declared)) return this.#events.undispatched(400, "headers", "bad-target");
    this.#declared = declared === undefined ? null : Number(declared);
    const { limits, pacer } = this.#context;
    this.#body = new RequestBody(this.#request, { opener: body, declared: this.#declared, limits, pacer, started }, this);
    this.#body.receive();
  }

  /** Whether the client still sends its body, and it is the client we wait for. */
  get isAwaitingClient(): boolean {
    return this.#body !== null && !this.#request.incoming.complete && this.#body.isWaiting;
  }

  /** Whether the client sends its body so slowly that it only wants to hold us up. To be asked from time to time. */
  isDripping(now: number): boolean {
    return this.#body?.isDripping(now) ?? false;
  }

  /** Sends once more what was sent on a connection that the upstream was just closing. False where that is not safe. */
  sendAgain(): boolean {
    if (this.#body !== null || !SAFE_METHODS.has(this.method)) return false;
    this.#dispatch(null, true);
    return true;
  }

  /** Reads no more of the answer for now. */
  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  /** The upstream hears no more of it, and nothing of its answer is told. */
  abort(): void {
    this.#body?.cancel();
    this.#call?.abort();
  }

  /** The exchange is over: what is left of the body is not wanted, and its memory is given back. */
  release(): void {
    this.#isGivenUp = true;
    this.#body?.cancel();
    this.#body?.release();
  }

  // --- as its body tells

  whole(body: Buffer): void {
    if (this.#request.opened.isFresh()) this.#claim(body);
    else this.#events.stale();
  }

  stream(body: BodySource): void {
    this.#claim(body);
  }

  failed(flaw: BodyFlaw): void {
    this.#events.bodyFailed(flaw);
  }

  activity(): void {
    this.#events.activity();
  }

  fault(error: unknown): void {
    this.#events.fault(error);
  }

  // --- to the upstream

  #claim(body: Buffer | BodySource | null) {
    this.#events.dispatching();
    const { claim } = this.#request.opened;
    if (claim === null) return this.#dispatch(body);
    const unknown = (error: unknown): void =>
      this.#events.undispatched(503, error instanceof Refusal && error.code === "busy" ? "busy" : "redis", "busy");
    const claimed = (isFirst: boolean) => {
      if (this.#isGivenUp) return;
      if (isFirst) this.#dispatch(body);
      else this.#events.undispatched(409, "repeated", "repeated");
    };
    let first: boolean | Promise<boolean>;
    try {
      first = claim();
    } catch (error) {
      return unknown(error);
    }
    if (!(first instanceof Promise)) return claimed(first);
    first.then(claimed, unknown).catch((error: unknown) => this.#events.fault(error));
  }

  #dispatch(body: Buffer | BodySource | null, onNew = false): void {
    const { incoming, opened, from, sealed, id } = this.#request;
    const { upstream, requestHeaders } = this.#context;
    const headers = sealed ? requestHeaders.sealed(opened, incoming, from) : requestHeaders.clear(incoming, from);
    if (!headers.some((name, index) => index % 2 === 0 && name === "x-request-id")) headers.push("x-request-id", id);
    try {
      this.#call = upstream.send(
        { method: this.method, target: opened.target, headers, body, bodyLength: this.#declared },
        this.#events,
        onNew,
      );
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      // A header or a method that HTTP does not allow: nothing was sent.
      this.#body?.cancel();
      this.#events.undispatched(400, "headers", "bad-target");
    }
  }
}
