import { readFileSync } from "node:fs";
import type { MeasuredProxy } from "../load/traffic.ts";
import { processFigures, TICKS_A_SECOND } from "./process-figures.ts";

/**
 * Runs some work and returns the share of that time in which others used the proxy's core: with other processes, or, in a virtual
 * machine, with its host. Little of it spoils latencies, as a proxy that waits 3 ms for its core answers all of them late.
 */
export async function takenTime<Result>(
  core: number,
  { pid }: MeasuredProxy,
  work: () => Promise<Result>,
): Promise<[Result, share: number]> {
  const others = () => usedSeconds(core) - processFigures(pid).cpuSeconds;
  const [before, started] = [others(), performance.now()];
  const result = await work();
  return [result, Math.max(0, others() - before) / ((performance.now() - started) / 1000)];
}

/** In user and kernel mode and stolen; without interrupts, which the kernel counts for no process. */
function usedSeconds(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, "m").exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, _idle, _waiting, _interrupts, _softInterrupts, stolen = 0] = line.split(" ").map(Number);
  return (user + nice + system + stolen) / TICKS_A_SECOND;
}
