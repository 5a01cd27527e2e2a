/** The promise's result, or the signal's reason if that comes first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}

/** Milliseconds; a relay that asks for more is not waited for any longer than this. */
const LONGEST_MS = 10_000;

/**
 * How long to wait after a busy answer: what its `Retry-After` says in seconds (RFC 9110, 10.2.3), else 0.25 s doubled with each
 * `attempt` (from 1). A random part keeps many clients from coming back at once.
 */
export function retryAfterMs(answer: Pick<Response, "headers">, attempt: number): number {
  const told = answer.headers.get("retry-after");
  const ms = told !== null && /^\d+$/.test(told) ? Number(told) * 1000 : 125 * 2 ** attempt;
  return Math.min(ms, LONGEST_MS) * (1 + Math.random() / 4);
}

/** Waits; rejects at once with the signal's reason when it is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
