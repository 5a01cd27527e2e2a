import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts CPU time in hundredths of a second (USER_HZ, on every Linux). */
export const TICKS_A_SECOND = 100;

/** What the kernel reports about a process. */
export interface ProcessFigures {
  /** CPU time so far, of all its threads, in user and kernel mode; seconds. */
  readonly cpuSeconds: number;
  /** Resident memory now, and the most it ever was; MB (10^6 bytes). */
  readonly rss: number;
  readonly peakRss: number;
  /** Open files, sockets among them. */
  readonly files: number;
}

/** Reads /proc of a running process. Throws when it has ended. */
export function processFigures(pid: number): ProcessFigures {
  // The name in brackets may hold spaces: fields count from behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) => (Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024) / 1e6;
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    rss: megabytes("VmRSS"),
    peakRss: megabytes("VmHWM"),
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** The processes that a process has started, in that order. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}
