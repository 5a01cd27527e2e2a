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
