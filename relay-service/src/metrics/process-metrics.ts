import type { Registry } from "prom-client";
import eventLoopLag from "prom-client/lib/metrics/eventLoopLag.js";
import heapSizeAndUsed from "prom-client/lib/metrics/heapSizeAndUsed.js";
import heapSpacesSizeAndUsed from "prom-client/lib/metrics/heapSpacesSizeAndUsed.js";
import osMemoryHeap from "prom-client/lib/metrics/osMemoryHeap.js";
import processCpuTotal from "prom-client/lib/metrics/processCpuTotal.js";
import processMaxFileDescriptors from "prom-client/lib/metrics/processMaxFileDescriptors.js";
import processOpenFileDescriptors from "prom-client/lib/metrics/processOpenFileDescriptors.js";
import processResources from "prom-client/lib/metrics/processResources.js";
import processStartTime from "prom-client/lib/metrics/processStartTime.js";
import version from "prom-client/lib/metrics/version.js";

const COLLECTORS = [
  eventLoopLag,
  heapSizeAndUsed,
  heapSpacesSizeAndUsed,
  osMemoryHeap,
  processCpuTotal,
  processMaxFileDescriptors,
  processOpenFileDescriptors,
  processResources,
  processStartTime,
  version,
];

/** Sampling interval of the event loop lag, and so its precision. */
const LAG_INTERVAL_MS = 10;

/**
 * The metrics of Node and its process: prom-client's defaults, under their usual names, without the durations of garbage collections. Node
 * reports each collection as an object, which takes more than half as long as a young collection. prom-client cannot leave these metrics out,
 * so its collectors are called one by one. A long collection shows as event loop lag.
 */
export function collectProcessMetrics(registry: Registry): void {
  for (const collect of COLLECTORS) collect(registry, { eventLoopMonitoringPrecision: LAG_INTERVAL_MS });
}
