/** Settles like the promise, or rejects with the reason of the signal if that is aborted first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}

/** Milliseconds; the client waits no longer, even when the relay asks for more. */
const MAX_WAIT_MS = 10_000;

/**
 * How long to wait after an answer of a busy relay: the seconds in its `Retry-After` (RFC 9110, 10.2.3), otherwise 0.25 s,
 * doubled with each `attempt` (from 1). A random part is added, so that many clients do not return at the same time.
 */
export function retryAfterMs(answer: Pick<Response, "headers">, attempt: number): number {
  const seconds = answer.headers.get("retry-after");
  const ms = seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : 125 * 2 ** attempt;
  return Math.min(ms, MAX_WAIT_MS) * (1 + Math.random() / 4);
}

/** Waits; rejects with the reason of the signal as soon as that is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
