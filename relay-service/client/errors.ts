import type { RelayErrorCode } from "./mte-relay-client.d.mts";

declare const isUnlisted: unique symbol;

/**
 * The code of an error: a published one, or one that a newer relay has sent. The brand keeps string literals out, so that the compiler
 * refuses a code of the client's own that is not published.
 */
export type ErrorCode = RelayErrorCode | (string & { readonly [isUnlisted]: true });

/**
 * A call through the relay failed. It is a `TypeError`, as with `fetch`, so that code written for `fetch` treats it as a failed
 * call. The message is plain English and contains no url, header or body.
 */
export class RelayError extends TypeError {
  /** A word for programs. */
  readonly code: ErrorCode;
  /** The status of the response that caused it, if there was one. */
  readonly status: number | undefined;

  constructor(message: string, code: ErrorCode, options: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, Object.hasOwn(options, "cause") ? { cause: options.cause } : undefined);
    this.name = "RelayError";
    this.code = code;
    this.status = options.status;
  }
}

type RelayErrorArguments = ConstructorParameters<typeof RelayError>;

/**
 * The request was sent, and no authentic answer says whether it was executed. The client did not send it again, because executing
 * it twice may do harm: check the state of the server before you repeat it, or give such requests an `Idempotency-Key` header.
 */
export class RelayOutcomeUnknown extends RelayError {
  constructor(...given: RelayErrorArguments) {
    super(...given);
    this.name = "RelayOutcomeUnknown";
  }
}

/** {@link RelayError} as a function, for places that choose between it and {@link networkFailure}. */
export function relayError(...given: RelayErrorArguments): RelayError {
  return new RelayError(...given);
}

/**
 * The error of a call that may be repeated: nothing was executed, or the method is safe. Libraries such as ky, p-retry and axios
 * recognise a failed connection only by the error name and the message that browsers use, so it has both. The underlying error is
 * wrapped in a `RelayError`, because axios shows its users only the `cause`, if there is one.
 */
export function networkFailure(...[message, code, options = {}]: RelayErrorArguments): RelayError {
  const { status, cause } = options;
  // Node's own error only says "fetch failed"; the reason is in its cause.
  const underlying = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const wrapped = underlying instanceof Error ? { cause: new RelayError(underlying.message, code, options) } : {};
  const error = new RelayError(`Failed to fetch (${message})`, code, { status, ...wrapped });
  error.name = "TypeError";
  return error;
}

/** Why a sealed request has no authentic answer. */
export interface Failure {
  /** As the relay named it, or "network", "clear" (the answer is not sealed), "unopened" (it does not open). */
  readonly code: ErrorCode;
  readonly status: number | undefined;
  /** The relay has proved that this refusal is its own. It has not dispatched the request then. */
  readonly authentic: boolean;
  readonly cause?: unknown;
}
