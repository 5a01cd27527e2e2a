import { processFigures } from "../bench/relay/machine/process-figures.ts";

/** The state of a running relay at one moment. */
export interface Sample {
  readonly minutes: number;
  /** Resident memory, and the part of it that holds JavaScript objects; MB (10^6 bytes). */
  readonly rss: number;
  readonly heap: number;
  /** Open files, sockets among them. */
  readonly files: number;
  readonly inFlight: number;
  /** 99th percentile of the event loop's delay since the previous sample; milliseconds. */
  readonly lag: number;
}

/** Reads the kernel's figures and the relay's own metrics. */
export async function takeSample(pid: number, metricsPort: number, minutes: number): Promise<Sample> {
  const { rss, files } = processFigures(pid);
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { headers: { connection: "close" } });
  const text = await answer.text();
  const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  return {
    minutes,
    rss,
    heap: metric("nodejs_heap_size_used_bytes") / 1e6,
    files,
    inFlight: metric("relay_requests_in_flight"),
    lag: metric("nodejs_eventloop_lag_p99_seconds") * 1000,
  };
}
