import type { ErrorCode, Failure } from "../errors.ts";
import { networkFailure, type RelayError, RelayOutcomeUnknown, relayError } from "../errors.ts";
import type { RelayErrorCode } from "../mte-relay-client.d.mts";
import type { CallOptions } from "../options.ts";

/** A request that was sent and failed. */
export interface SentRequest {
  readonly method: string;
  /** It has an `Idempotency-Key`, so the upstream executes it only once. */
  readonly idempotent: boolean;
  readonly retryUnsafe: CallOptions["retryUnsafe"];
  readonly retrySafe?: CallOptions["retrySafe"];
  /** Whether the body can be sealed again. */
  readonly replayable: boolean;
  /** 0 for the first attempt. */
  readonly attempt: number;
  /** Milliseconds from sending to the failure. */
  readonly waitedMs: number;
}

/** RFC 9110, 9.2.1. Twice on purpose (`src/http/methods.ts`): of the service the client imports the format alone. */
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Refusals that another attempt would get, too. */
const PERMANENT_CODES = new Set<ErrorCode>(["origin", "form", "misdirected"]);
const PERMANENT_STATUSES = new Set([403, 413, 431]);
/** How long after sending the proof "I do not know this pair" is accepted: less than the relay keeps an unused pair. */
const PROOF_VALID_MS = 60_000;

/** After these the pair cannot be used any more. */
const PAIR_ENDING_CODES = new Set<ErrorCode>(["stale", "nopair", "open", "tag", "clientid"]);

/** Whether a request may be repeated: its method is safe, and its caller does not say otherwise. */
export function isSafe(method: string, { retrySafe }: Partial<Pick<CallOptions, "retrySafe">>): boolean {
  return SAFE_METHODS.has(method) && retrySafe !== "authenticated";
}

export function endsPair(failure: Failure): boolean {
  return PAIR_ENDING_CODES.has(failure.code);
}

/**
 * Undefined when the request may be sent again, otherwise the error for the caller. A request whose method is not safe is only
 * sent again when the relay has proved that it was not executed, or when executing it twice does no harm.
 */
export function errorUnlessRetryable(failure: Failure, sent: SentRequest): RelayError | undefined {
  const safe = isSafe(sent.method, sent);
  const harmless = safe || sent.idempotent;
  const notExecuted =
    failure.authentic && (failure.code !== "nopair" || (sent.retryUnsafe === "authenticated" && sent.waitedMs < PROOF_VALID_MS));
  const permanent = !failure.authentic && (PERMANENT_CODES.has(failure.code) || PERMANENT_STATUSES.has(failure.status ?? 0));
  const again = (harmless || notExecuted) && !permanent && sent.attempt < (failure.authentic ? 2 : 1);
  if (again && sent.replayable) return undefined;

  const why = `${explain(failure)}${again ? "; its body was a stream and cannot be sent again" : ""}`;
  if (safe || notExecuted) return (permanent ? relayError : networkFailure)(`the request failed: ${why}`, failure.code, failure);
  return new RelayOutcomeUnknown(
    `nobody knows whether the request was executed, and it was not sent again: ${why}`,
    failure.code,
    failure,
  );
}

const REASONS: { readonly [Code in RelayErrorCode]?: string } & { readonly __proto__: null } = {
  __proto__: null,
  network: "the connection failed",
  clear: "the answer was not sealed, so it is not the relay's",
  unopened: "the answer is not authentic",
  origin: "the relay does not allow this page's origin",
  busy: "the relay is busy",
  rate: "the relay is busy",
  redis: "the relay's store cannot be reached",
  replay: "the relay has seen this very request before",
  body: "the body did not arrive whole",
  misdirected: "the relay does not serve this host",
  form: "the relay does not understand the request; are client and relay of the same version?",
};

function explain(failure: Failure): string {
  const { code, status } = failure;
  if (status === 413) return "the body is too large for the relay (status 413)";
  if (status === 431) return "the headers are too large for the relay (status 431)";
  const suffix = status === undefined ? "" : ` (status ${status})`;
  const otherwise = endsPair(failure) ? "the relay does not know this pair of keys any more" : "the relay refused it";
  return `${REASONS[code as RelayErrorCode] ?? otherwise}${suffix}`;
}
