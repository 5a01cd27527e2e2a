import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { type OpenedRequest, Refusal, type ServerCodec } from "../codec/codec.ts";
import { hasBody } from "../http/message-body.ts";
import { Shares } from "../limits/shares.ts";
import type { GcPacer } from "../memory/gc-pacer.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Outcome } from "../metrics/outcome.ts";
import type { Tracing } from "../telemetry/exchange-trace.ts";
import { type Domain, type Domains, MISDIRECTED } from "./domains.ts";
import { Exchange, type ExchangeContext } from "./exchange.ts";
import type { ExchangeRequest } from "./exchange-request.ts";
import type { InFlight } from "./in-flight.ts";
import { clearRequest } from "./request/clear-request.ts";
import { FirstBytes } from "./request/first-bytes.ts";
import { createRequestHeaders } from "./request/request-headers.ts";
import { requestSourceOf } from "./request/request-source.ts";
import { clearTrace, sealedTrace } from "./request/request-trace.ts";
import { isSafeTarget } from "./request/target.ts";
import { type ClearError, replyError } from "./response/clear-error.ts";
import { TickBatch } from "./tick-batch.ts";

/** The parts of a relay. None of them listens, reads a file or reads the environment. */
export interface RelayParts {
  readonly codec: ServerCodec;
  readonly domains: Domains;
  readonly inFlight: InFlight;
  readonly firstBytes: FirstBytes;
  readonly metrics: Metrics;
  /** Undefined when the relay exports no traces. */
  readonly tracing: Tracing | undefined;
  readonly pacer: GcPacer;
  readonly log: Logger;
  readonly now: () => number;
  /** Names of REWRITING_HEADERS that the relay lets through. */
  readonly passHeaders: readonly string[];
  /** The relay's own origins, in comparable form; empty: unknown. */
  readonly publicOrigins: readonly string[];
  readonly trustedProxyHops: number;
  readonly maxBodyBytes: number;
  readonly verifyBodyBytes: number;
  readonly upstreamTimeoutMs: number;
}

/** A request that claims to be sealed. `relayHeader` is the value of its `x-mte-relay`. */
interface SealedArrival {
  readonly domain: Domain;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly relayHeader: string;
}

export interface Relay {
  /** Handles one request, to its answer. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Answers a request in the clear, without the upstream. */
  refuse(incoming: IncomingMessage, outgoing: ServerResponse, error: ClearError): void;
  /** Whether a request claims to be sealed. Nothing else decides this. */
  isSealed(incoming: IncomingMessage): boolean;
  /** The relay's own origins, in comparable form; empty when unknown. */
  readonly publicOrigins: readonly string[];
  /** Whether a request is for one of PASS_THROUGH_ROUTES. */
  isPassThrough(incoming: IncomingMessage): boolean;
}

const BUSY: ClearError = { status: 503, code: "busy", retryAfterSeconds: 1 };

/** How many bodies of the largest size may be verified at the same time. Smaller bodies share the same memory. */
const MAX_VERIFIED_BODIES = 64;
/** One chunk of a body is opened in any case. */
const MIN_VERIFY_BYTES = 65_536;
/** Random prefix of the request ids of this process. */
const ID_PREFIX_BYTES = 6;

/** The relay itself: checks who may pass, opens requests, and starts their exchanges. What it refuses never reaches the upstream. */
export function createRelay(parts: RelayParts): Relay {
  const { codec, domains, inFlight, metrics, tracing, log, now, trustedProxyHops } = parts;
  const idPrefix = randomBytes(ID_PREFIX_BYTES).toString("hex");
  let count = 0;
  const context: ExchangeContext = {
    pacer: parts.pacer,
    limits: {
      verifyBytes: parts.verifyBodyBytes,
      maxBytes: parts.maxBodyBytes,
      budget: new Shares(MAX_VERIFIED_BODIES * Math.max(parts.verifyBodyBytes, MIN_VERIFY_BYTES)),
    },
    timeoutMs: parts.upstreamTimeoutMs,
    requestHeaders: createRequestHeaders({
      trustedHops: trustedProxyHops,
      passHeaders: parts.passHeaders,
      publicOrigins: parts.publicOrigins,
    }),
    now,
    completed: new TickBatch(
      (exchange) => exchange.finishCompleted(),
      (exchange, error) => {
        logInternalError(log, error);
        exchange.destroy();
      },
    ),
    ended,
    internalError: (error) => logInternalError(log, error),
  };

  function ended(exchange: Exchange, outcome: Outcome, status: number): void {
    inFlight.delete(exchange);
    const milliseconds = now() - exchange.started;
    exchange.request.trace?.ended(outcome, status, exchange.requestBytes);
    metrics.requestEnded(exchange.request.isSealed ? "sealed" : "clear", outcome, milliseconds / 1000);
    const level = outcome === "answered" || outcome === "client-left" ? "debug" : "warn";
    if (log.isLevelEnabled(level)) {
      log[level](
        {
          requestId: exchange.request.id,
          method: exchange.method,
          status,
          outcome,
          ...(exchange.reason !== "" && { reason: exchange.reason }),
          milliseconds: Math.round(milliseconds),
        },
        "request",
      );
    }
  }

  function nextId(): string {
    count = (count + 1) % 0x1_0000_0000;
    return `${idPrefix}-${count.toString(16)}`;
  }

  function refuse(incoming: IncomingMessage, outgoing: ServerResponse, error: ClearError): void {
    metrics.refused(error.code);
    const requestId = nextId();
    if (error.warning !== undefined) log.warn({ requestId }, error.warning);
    log.debug({ requestId, method: incoming.method, status: error.status, code: error.code }, "refused");
    const { origin, host } = incoming.headers;
    const cors = domains.of(host)?.cors;
    const headers = cors?.allows(origin, host) ? cors.answerHeaders(origin) : [];
    replyError(incoming, outgoing, error, [...headers, ["x-request-id", requestId]]);
  }

  function run(request: ExchangeRequest): void {
    const exchange = new Exchange(context, request);
    inFlight.add(exchange);
    exchange.start();
  }

  /** Calls `begun` at once, or when the first byte of the request's body has arrived. */
  const afterFirstByte = (incoming: IncomingMessage, outgoing: ServerResponse, begun: () => void) => {
    if (!FirstBytes.areMissing(incoming)) return begun();
    const onTimeout = () => refuse(incoming, outgoing, { status: 408, code: "slow" });
    parts.firstBytes.wait(incoming, outgoing, () => safely(outgoing, begun), onTimeout);
  };

  function safely(outgoing: ServerResponse, step: () => void): void {
    try {
      step();
    } catch (error) {
      logInternalError(log, error);
      outgoing.destroy();
    }
  }

  const arrivals = new TickBatch<SealedArrival>(
    ({ domain, incoming, outgoing, relayHeader }) => {
      if (!outgoing.destroyed) afterFirstByte(incoming, outgoing, () => handleSealed(domain, incoming, outgoing, relayHeader));
    },
    ({ outgoing }, error) => {
      logInternalError(log, error);
      outgoing.destroy();
    },
  );

  function handleSealed(domain: Domain, incoming: IncomingMessage, outgoing: ServerResponse, relayHeader: string) {
    const from = requestSourceOf(incoming, trustedProxyHops);
    // Before a sequence number is used up, so that the client can send the same bytes again.
    if (!inFlight.take(from.network)) return refuse(incoming, outgoing, BUSY);
    const start = (opened: OpenedRequest) =>
      run({
        id: nextId(),
        incoming,
        outgoing,
        opened,
        from,
        domain,
        cors: domain.cors.answerHeaders(incoming.headers.origin),
        isSealed: true,
        trace: tracing?.start({
          method: incoming.method,
          isSealed: true,
          parent: sealedTrace(opened.headers),
          upstream: domain.upstream.url,
        }),
      });
    const fail = (error: unknown) => {
      inFlight.give(from.network);
      if (!outgoing.destroyed) refuse(incoming, outgoing, clearErrorOf(error, log));
    };
    let accepted: OpenedRequest | Promise<OpenedRequest>;
    try {
      accepted = codec.accept({
        method: incoming.method ?? "",
        target: incoming.url ?? "",
        relayHeader,
        sealedHead: `${incoming.headers["x-mte-relay-eh"] ?? ""}`,
        hasBody: hasBody(incoming),
        origin: incoming.headers.origin,
        host: incoming.headers.host,
        network: from.network,
      });
    } catch (error) {
      return fail(error);
    }
    if (!(accepted instanceof Promise)) return start(accepted);
    accepted.then((opened) => {
      if (outgoing.destroyed) inFlight.give(from.network);
      else start(opened);
    }, fail);
  }

  function handleClear(domain: Domain, incoming: IncomingMessage, outgoing: ServerResponse) {
    const from = requestSourceOf(incoming, trustedProxyHops);
    if (!inFlight.take(from.network)) return refuse(incoming, outgoing, BUSY);
    run({
      id: nextId(),
      incoming,
      outgoing,
      opened: clearRequest(incoming, hasBody(incoming)),
      from,
      domain,
      cors: domain.cors.answerHeaders(incoming.headers.origin),
      isSealed: false,
      trace: tracing?.start({
        method: incoming.method,
        isSealed: false,
        parent: clearTrace(incoming),
        upstream: domain.upstream.url,
      }),
    });
  }

  function isSealed({ headers }: IncomingMessage): boolean {
    const relayHeader = headers["x-mte-relay"];
    return typeof relayHeader === "string" && codec.isSealed(relayHeader);
  }

  function handle(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { headers, url: target = "" } = incoming;
    const domain = domains.of(headers.host);
    if (domain === undefined) return refuse(incoming, outgoing, MISDIRECTED);
    if (!domain.cors.allows(headers.origin, headers.host)) return refuse(incoming, outgoing, { status: 403, code: "origin" });
    if (isSealed(incoming)) return arrivals.add({ domain, incoming, outgoing, relayHeader: `${headers["x-mte-relay"]}` });
    if (!domain.isPassThrough(target)) return refuse(incoming, outgoing, { status: 569, code: "form" });
    if (!isSafeTarget(target.slice(1))) return refuse(incoming, outgoing, { status: 400, code: "target" });
    afterFirstByte(incoming, outgoing, () => handleClear(domain, incoming, outgoing));
  }

  function isPassThrough({ headers, url = "" }: IncomingMessage): boolean {
    return domains.of(headers.host)?.isPassThrough(url) ?? false;
  }

  return { handle, refuse, isSealed, isPassThrough, publicOrigins: parts.publicOrigins };
}

/** Logs an error that only a bug in the relay can cause. Its message may contain data of a client, so only its class is logged. */
export function logInternalError(log: Logger, error: unknown): void {
  log.error({ error: error instanceof Error ? error.name : "unknown" }, "a request failed in the relay itself");
}

function clearErrorOf(error: unknown, log: Logger): ClearError {
  if (error instanceof Refusal) return error;
  logInternalError(log, error);
  return { status: 500, code: "internal" };
}
