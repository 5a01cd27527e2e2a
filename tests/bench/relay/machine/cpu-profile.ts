/** What V8's sampler wrote (`--cpu-prof`), as far as it is read here. Times in microseconds. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Shares of the busy time, the largest first. */
export type Shares = readonly (readonly [name: string, share: number])[];

/** Sums up self times of the last `seconds` of a profile, by function and by file. Idle time does not count. */
export function selfTimes(profile: CpuProfile, seconds: number): { functions: Shares; files: Shares } {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  let left = seconds * 1e6;
  let busy = 0;
  for (let index = profile.samples.length - 1; index >= 0 && left > 0; index--) {
    const time = profile.timeDeltas[index] as number;
    left -= time;
    const frame = frames.get(profile.samples[index] as number);
    if (frame === undefined || frame.functionName === "(idle)") continue;
    busy += time;
    const file = fileOf(frame);
    add(files, file, time);
    add(functions, `${frame.functionName || "(anonymous)"} ${file}:${frame.lineNumber + 1}`, time);
  }
  const shares = (times: Map<string, number>): Shares =>
    [...times].sort(([, a], [, b]) => b - a).map(([name, time]) => [name, time / busy]);
  return { functions: shares(functions), files: shares(files) };
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

/** A short name: a path in the relay, a file of a package, or a module of Node. V8's own work has no file. */
function fileOf({ functionName, url }: { functionName: string; url: string }): string {
  if (url === "") return functionName.startsWith("(") ? functionName : "(native)";
  return url.replace(/^.*\/node_modules\//, "").replace(/^.*\/relay-service\//, "");
}
