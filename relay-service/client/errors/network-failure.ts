import { RelayError } from "./relay-error.ts";

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
