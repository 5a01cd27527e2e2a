/** What tells a process to end: Ctrl-C, `kill`, and a closed terminal. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The process was told to end. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * Does something that must be undone when the process is told to end: `work` receives a signal that says so, in place of the process's end. Ctrl-C
 * may come twice, from the terminal and from npm.
 */
export async function untilStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
