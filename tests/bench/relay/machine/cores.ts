import { readFileSync } from "node:fs";

/** Where things run: the proxy under measurement alone on one core, load and upstream together on the other. */
export interface Cores {
  readonly proxy: number;
  readonly load: number;
}

/** The first two cores that this process may use; undefined where there is only one. */
export function twoCores(): Cores | undefined {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  const [proxy, load] = list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return proxy === undefined || load === undefined ? undefined : { proxy, load };
}
