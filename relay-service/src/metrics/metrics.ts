import { Counter, Gauge, Registry } from "prom-client";
import { DurationHistogram } from "./duration-histogram.ts";
import type { Outcome } from "./outcome.ts";
import { collectProcessMetrics } from "./process-metrics.ts";
import { TwoLabelCounter } from "./two-label-counter.ts";

/** What the relay counts. No label contains a value that a client can choose, so the number of time series is bounded. */
export interface Metrics {
  readonly registry: Registry;
  requestEnded(kind: "sealed" | "clear", outcome: Outcome, seconds: number): void;
  refused(code: string): void;
  pairingEnded(outcome: string): void;
  storeAnswered(operation: string, outcome: "ok" | "failed", seconds: number): void;
  /** Registers the gauge of requests in flight; `size` is called at each scrape. */
  watchInFlight(size: () => number): void;
}

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STORE_SECONDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1];

/** The relay's Prometheus metrics, with those of the Node process (event loop lag, memory, CPU). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectProcessMetrics(registry);
  const ended = new TwoLabelCounter<"sealed" | "clear", Outcome>(registry, {
    name: "relay_requests_total",
    help: "Requests that the relay opened (sealed) or passed through (clear), by outcome",
    labelNames: ["kind", "outcome"],
  });
  const duration = new DurationHistogram<"sealed" | "clear">(registry, {
    name: "relay_request_duration_seconds",
    help: "Time from the opened head of the request to the last byte of the answer",
    labelName: "kind",
    bounds: REQUEST_SECONDS,
  });
  const refusals = new Counter({
    name: "relay_refusals_total",
    help: "Requests refused before they were dispatched to the upstream, by code",
    labelNames: ["code"],
    registers,
  });
  const pairings = new Counter({
    name: "relay_pairings_total",
    help: "Pairing requests, by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const trips = new TwoLabelCounter<string, "ok" | "failed">(registry, {
    name: "relay_store_round_trips_total",
    help: "Commands sent to the pair store, by operation and outcome",
    labelNames: ["operation", "outcome"],
  });
  const tripDuration = new DurationHistogram(registry, {
    name: "relay_store_round_trip_seconds",
    help: "Time that the pair store takes for a command",
    labelName: "operation",
    bounds: STORE_SECONDS,
  });
  return {
    registry,
    requestEnded: (kind, outcome, seconds) => {
      ended.inc(kind, outcome);
      duration.observe(kind, seconds);
    },
    refused: (code) => refusals.inc({ code }),
    pairingEnded: (outcome) => pairings.inc({ outcome }),
    storeAnswered: (operation, outcome, seconds) => {
      trips.inc(operation, outcome);
      tripDuration.observe(operation, seconds);
    },
    watchInFlight: (size) => {
      new Gauge({
        name: "relay_requests_in_flight",
        help: "Requests in flight",
        registers,
        collect() {
          this.set(size());
        },
      });
    },
  };
}
