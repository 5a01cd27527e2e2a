import type { IncomingMessage, ServerResponse } from "node:http";
import { type PairingContext, Refusal, type ServerCodec } from "../codec/codec.ts";
import { comparableOrigin } from "../contract/origins.ts";
import type { Header } from "../http/header.ts";
import type { RateLimit } from "../limits/rate-limit.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { type Domain, type Domains, MISDIRECTED } from "../proxy/domains.ts";
import { requestSourceOf } from "../proxy/request/request-source.ts";
import { type ClearError, replyError } from "../proxy/response/clear-error.ts";
import { readBody, SlowBody } from "./read-body.ts";

export interface PairingParts {
  readonly codec: ServerCodec;
  readonly domains: Domains;
  readonly metrics: Metrics;
  readonly rateLimit: RateLimit;
  readonly trustedProxyHops: number;
}

/** Four elements have 1.8 KB each. */
const MAX_BYTES = 16_384;
/** A request for four pairs fits into a few packets. */
const BODY_TIMEOUT_MS = 5000;
/** Pairing is the most expensive request, and anybody may send it. */
const MAX_CONCURRENT = 64;
const TOO_OFTEN: ClearError = { status: 429, code: "rate", retryAfterSeconds: 1 };

/** Answers `POST /api/mte-pair`. Decides who may pair, how often, and how large a request may be. No authentication is needed. */
export function createPairing(parts: PairingParts): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  const { codec, domains, metrics, rateLimit, trustedProxyHops } = parts;
  let running = 0;

  const pair = async (offers: unknown, context: PairingContext) => {
    running++;
    try {
      return await codec.pair(offers, context);
    } finally {
      running--;
    }
  };

  return async (incoming, outgoing) => {
    const { origin, host } = incoming.headers;
    const domain = domains.of(host);
    const isAllowed = domain?.cors.allows(origin, host) ?? false;
    const headers: Header[] = isAllowed ? [...(domain?.cors.answerHeaders(origin) ?? [])] : [];
    const refuse = (error: ClearError) => {
      metrics.pairingEnded(error.code);
      replyError(incoming, outgoing, error, headers);
    };
    if (domain === undefined) return refuse(MISDIRECTED);
    if (!isAllowed) return refuse({ status: 403, code: "origin" });
    const { network } = requestSourceOf(incoming, trustedProxyHops);
    if (!rateLimit.take(network)) return refuse(TOO_OFTEN);
    try {
      const body = await readBody(incoming, MAX_BYTES, BODY_TIMEOUT_MS);
      if (body === null) return refuse({ status: 413, code: "too-large" });
      // Counts only requests with a complete body, so slow senders do not keep others out.
      if (running >= MAX_CONCURRENT) return refuse({ status: 503, code: "busy", retryAfterSeconds: 1 });
      const clientId = codec.identify(fieldOf(incoming.headers["x-mte-relay"]));
      const offers = parseJson(body);
      // Each further pair takes a token, too.
      for (let more = 1; Array.isArray(offers) && more < offers.length; more++) {
        if (!rateLimit.take(network)) return refuse(TOO_OFTEN);
      }
      if (arePairsForOther(domain, offers)) return refuse(MISDIRECTED);
      const answers = await pair(offers, { clientId, origin, network });
      metrics.pairingEnded("paired");
      const text = JSON.stringify(answers);
      const lines = ["content-type", "application/json", "cache-control", "no-store", "content-length", `${text.length}`];
      for (const [name, value] of [...headers, ["x-mte-relay", clientId.signed] as const]) lines.push(name, value);
      outgoing.writeHead(200, lines);
      outgoing.end(text);
    } catch (error) {
      if (incoming.destroyed && !incoming.complete) return metrics.pairingEnded("client-left");
      if (error instanceof Refusal)
        return refuse(error.status === 503 ? { ...clearErrorOf(error), retryAfterSeconds: 1 } : clearErrorOf(error));
      if (error instanceof SlowBody) return refuse({ status: 408, code: "slow" });
      throw error;
    }
  };
}

function clearErrorOf({ status, code, details }: Refusal): ClearError {
  return { status, code, details };
}

/** The client id of `x-mte-relay`. The vendor's mobile clients send a list, of which only this first field has a meaning. */
export function fieldOf(relay: string | string[] | undefined): string | undefined {
  const id = `${relay ?? ""}`.split(",")[0]?.trim();
  return id === "" ? undefined : id;
}

/** Whether one of the offers is for another domain than the one that the request's host leads to. The codec refuses offers without an origin. */
function arePairsForOther(domain: Domain, offers: unknown): boolean {
  if (!Array.isArray(offers)) return false;
  return offers.some((offer: unknown) => {
    const { origin } = Object(offer) as { readonly origin?: unknown };
    const comparable = typeof origin === "string" ? comparableOrigin(origin) : undefined;
    return comparable !== undefined && domain.admits(comparable) === "foreign";
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Refusal(400, "pairing");
  }
}
