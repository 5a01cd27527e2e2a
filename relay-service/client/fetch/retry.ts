import type { Failure } from "../errors.ts";
import { failed, networkFailure, type RelayError, RelayOutcomeUnknown } from "../errors.ts";
import type { MessageOptions } from "../options.ts";

/** What the decision depends on. */
export interface Sent {
  readonly method: string;
  /** It has an `Idempotency-Key`: the upstream itself sees to it that it is executed once. */
  readonly idempotent: boolean;
  readonly retryUnsafe: MessageOptions["retryUnsafe"];
  /** Whether the body can be sealed once more. */
  readonly replayable: boolean;
  /** 0 for the first try. */
  readonly attempt: number;
  /** Milliseconds from sending to the failure. */
  readonly waitedMs: number;
}

/** RFC 9110, 9.2.1. */
export const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Refusals that another try would get as well. */
const LASTING = new Set(["origin", "form"]);
const LASTING_STATUS = new Set([403, 413, 431]);
/** The proof "I do not know this pair" counts for so long only: shorter than a pair lives unused. */
const PROOF_MS = 60_000;

/** After these the pair is of no use any more. */
const PAIR_IS_LOST = new Set(["stale", "nopair", "open", "tag", "clientid"]);

export function losesPair(failure: Failure): boolean {
  return PAIR_IS_LOST.has(failure.code);
}

/**
 * Undefined when the request may be sent once more, else the error for the caller. A request that is not safe (RFC 9110, 9.2.1) is only
 * sent again when it is proved that it was not executed, or when executing it twice does no harm.
 */
export function judge(failure: Failure, sent: Sent): RelayError | undefined {
  const safe = SAFE.has(sent.method);
  const harmless = safe || sent.idempotent;
  const neverRan =
    failure.authentic && (failure.code !== "nopair" || (sent.retryUnsafe === "authenticated" && sent.waitedMs < PROOF_MS));
  const lasting = !failure.authentic && (LASTING.has(failure.code) || LASTING_STATUS.has(failure.status ?? 0));
  const again = (harmless || neverRan) && !lasting && sent.attempt < (failure.authentic ? 2 : 1);
  if (again && sent.replayable) return undefined;

  const why = `${explain(failure)}${again ? "; its body was a stream and cannot be sent again" : ""}`;
  if (safe || neverRan) return (lasting ? failed : networkFailure)(`the request failed: ${why}`, failure.code, failure);
  return new RelayOutcomeUnknown(
    `nobody knows whether the request was executed, and it was not sent again: ${why}`,
    failure.code,
    failure,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  network: "the connection failed",
  clear: "the answer was not sealed, so it is not the relay's",
  unopened: "the answer is not authentic",
  origin: "the relay does not allow this page's origin",
  busy: "the relay is busy",
  rate: "the relay is busy",
  redis: "the relay's store cannot be reached",
  replay: "the relay has seen this very request before",
  body: "the body did not arrive whole",
  clientid: "the relay does not know this client any more",
  form: "the relay does not understand the request; are client and relay of the same version?",
};

function explain({ code, status }: Failure): string {
  if (status === 413) return "the body is too large for the relay (status 413)";
  if (status === 431) return "the headers are too large for the relay (status 431)";
  const suffix = status === undefined ? "" : ` (status ${status})`;
  return `${Object.hasOwn(REASONS, code) ? REASONS[code] : "the relay does not know this pair of keys any more"}${suffix}`;
}
