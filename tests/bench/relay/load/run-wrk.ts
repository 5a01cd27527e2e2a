import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runPinned } from "../machine/pinned-process.ts";

export interface WrkOptions {
  readonly core: number;
  readonly url: string;
  readonly connections: number;
  /** wrk shares the connections out to them evenly. */
  readonly threads: number;
  /** Whole. */
  readonly seconds: number;
  /** Lua; its `done` prints `FIGURES` and a JSON object of numbers, with `bytes`, `refused` and `broken` (see {@link COUNTS}). */
  readonly script: string;
  /** The environment of the script. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly directory: string;
  /** Whether a run counts in which no answer was whole: of long ones, the end of the time may cut off all. */
  readonly cutAnswersCount?: boolean;
}

/** Lua that turns the summary of `done` into the first fields of the JSON object. */
export const COUNTS = `
local function counts(summary)
  local e = summary.errors
  return string.format('"requests":%d,"bytes":%d,"refused":%d,"broken":%d',
    summary.requests, summary.bytes, e.status, e.connect + e.read + e.write)
end
`;

/** Runs wrk. Gives the figures that the script prints; rejects when an answer is no success, a connection breaks, or nothing comes. */
export async function runWrk<Figure extends string>(options: WrkOptions): Promise<Record<Figure, number>> {
  const { core, url, connections, threads, seconds, script, settings, directory, cutAnswersCount = false } = options;
  const file = join(directory, "load.lua");
  writeFileSync(file, COUNTS + script);
  const environment = ["env", ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
  const wrk = ["wrk", `-t${threads}`, `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "-s", file, url];
  const output = await runPinned(core, [...environment, ...wrk]);
  const figures = JSON.parse(/FIGURES(.*)/.exec(output)?.[1] ?? "{}") as Record<string, number>;
  const { requests = 0, bytes = 0, refused, broken } = figures;
  // Callers divide by the number of answers, so it must not be zero.
  if (refused !== 0 || broken !== 0 || bytes === 0 || (requests === 0 && !cutAnswersCount)) {
    const came = `${requests} whole answers and ${bytes} bytes came`;
    throw new Error(`${url}: ${refused} answers were no success, ${broken} connections broke, ${came}`);
  }
  return figures;
}
