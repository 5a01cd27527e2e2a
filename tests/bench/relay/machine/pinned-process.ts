import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Starts a program on one core. It ends with this process at the latest. `nice` 19 gives way to everything else on the core. */
export function startPinned(core: number, command: readonly string[], options: { nice?: number } = {}): ChildProcess {
  const { nice = 0 } = options;
  // Both programs turn into the next one, so that the child's process id is that of the command itself.
  const child = spawn("nice", ["-n", `${nice}`, "taskset", "-c", `${core}`, ...command], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Runs a program on one core to its end. Gives what it printed; rejects when it fails. */
export async function runPinned(core: number, command: readonly string[], options: { nice?: number } = {}): Promise<string> {
  const child = startPinned(core, command, options);
  let output = "";
  let errors = "";
  child.stdout?.on("data", (piece) => (output += piece));
  child.stderr?.on("data", (piece) => (errors += piece));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command.slice(0, 2).join(" ")} ended with ${code}: ${errors || output}`);
  return output;
}

/** Moves a running process with all its threads to the given cores. */
export function pin(pid: number, ...cores: number[]): void {
  execFileSync("taskset", ["-acp", cores.join(","), `${pid}`], { stdio: "ignore" });
}
