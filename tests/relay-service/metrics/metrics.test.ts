import { PerformanceObserver } from "node:perf_hooks";
import { expect, it, vi } from "vitest";
import { createMetrics } from "../../../relay-service/src/metrics/metrics.ts";

it("the process metrics have the names that dashboards use", async () => {
  const { registry } = createMetrics();
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  for (const name of [
    "nodejs_eventloop_lag_p99_seconds",
    "nodejs_heap_size_used_bytes",
    "nodejs_version_info",
    "process_cpu_seconds_total",
    "process_max_fds",
    "process_open_fds",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
  ]) {
    expect(names).toContain(name);
  }
});

it("no performance observer watches garbage collections, as it costs more than half as much as a small one", () => {
  using observe = vi.spyOn(PerformanceObserver.prototype, "observe");
  createMetrics();
  expect(observe).not.toHaveBeenCalled();
});

it("the metrics count requests and store round trips under both of their labels", async () => {
  const metrics = createMetrics();
  metrics.requestEnded("sealed", "answered", 0.01);
  metrics.requestEnded("sealed", "answered", 0.01);
  metrics.requestEnded("clear", "busy", 0.01);
  metrics.storeAnswered("use", "ok", 0.001);
  metrics.storeAnswered("use", "failed", 0.001);
  // Read twice, as reading resets it.
  await metrics.registry.metrics();
  const lines = (await metrics.registry.metrics()).split("\n");
  expect(lines).toContain('relay_requests_total{kind="sealed",outcome="answered"} 2');
  expect(lines).toContain('relay_requests_total{kind="clear",outcome="busy"} 1');
  expect(lines).toContain('relay_store_round_trips_total{operation="use",outcome="ok"} 1');
  expect(lines).toContain('relay_store_round_trips_total{operation="use",outcome="failed"} 1');
});
