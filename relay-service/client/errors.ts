/**
 * A call through the relay failed. It is a `TypeError`, as with `fetch`, so that code written for `fetch` treats it as a failed call.
 * The message is plain English and holds no url, header or body.
 */
export class RelayError extends TypeError {
  /** A word for programs, such as "network", "clear", "busy" or "identity". */
  readonly code: string;
  /** The status of the answer that caused it, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, code: string, options: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, Object.hasOwn(options, "cause") ? { cause: options.cause } : undefined);
    this.name = "RelayError";
    this.code = code;
    this.status = options.status;
  }
}

/** {@link RelayError} as a function. */
export function failed(...given: ConstructorParameters<typeof RelayError>): RelayError {
  return new RelayError(...given);
}

/**
 * The request was sent, and nothing authentic tells whether it was executed. It was not sent again, as executing it twice may do
 * harm: look at the server's state before you repeat it, or give such requests an `Idempotency-Key` header.
 */
export class RelayOutcomeUnknown extends RelayError {
  constructor(message: string, code: string, options: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, code, options);
    this.name = "RelayOutcomeUnknown";
  }
}

/**
 * The error of a call that can be made again without harm: nothing was executed, or the method is safe. Libraries such as ky, p-retry and
 * axios tell a failed connection by the name and the words that browsers give it, and by nothing else. What was thrown below is wrapped
 * once more, as axios shows its users nothing but the `cause`, where there is one.
 */
export function networkFailure(
  message: string,
  code: string,
  options: { status?: number | undefined; cause?: unknown } = {},
): RelayError {
  const { status, cause } = options;
  // Node's fetch says itself nothing but "fetch failed".
  const below = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const wrapped = below instanceof Error ? { cause: new RelayError(below.message, code, options) } : {};
  const error = new RelayError(`Failed to fetch (${message})`, code, { status, ...wrapped });
  error.name = "TypeError";
  return error;
}

/** Why a sealed request has no authentic answer. */
export interface Failure {
  /** As the relay named it, or "network", "clear" (an answer nobody has sealed), "unopened" (it cannot be opened). */
  readonly code: string;
  readonly status: number | undefined;
  /** The relay has proved that it said so; what it says so is never dispatched. */
  readonly authentic: boolean;
  readonly cause?: unknown;
}
