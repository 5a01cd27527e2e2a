import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What a command wrote, and how it ended. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program without a shell. Its errors go to the terminal, as they are what a person reads. */
export async function run(program: string, args: readonly string[], directory: string): Promise<Ended> {
  const child = spawn(program, args, { cwd: directory, stdio: ["ignore", "pipe", "inherit"] });
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code: child.exitCode, output };
}

/** The JSON report of a checkout's preview; undefined where it wrote none. Its exit code is 1 for a report with a problem too. */
export async function previewOf(directory: string): Promise<unknown> {
  const { output } = await run("npm", ["run", "--silent", "preview", "--", "--json"], directory);
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
