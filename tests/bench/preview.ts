// `npm run bench`: how long the preview of both stacks takes and how much memory, as a person runs it, against its budget.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const RUNS = 5;
const BUDGET = { seconds: 5, megabytes: 400 };

/** Runs the command and prints its peak memory to stderr when it ends, which the kernel knows of the process itself. */
const measured = `process.on("exit", () => console.error("maxRSS " + process.resourceUsage().maxRSS));
process.argv.splice(1, 1, ${JSON.stringify(join(ROOT, "preview", "main.ts"))}); await import(process.argv[1]);`;

function run(code: string): { seconds: number; megabytes: number } {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code, "-"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`the preview ended with ${status}: ${stderr}`);
  return { seconds, megabytes: Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024 };
}

const runs = Array.from({ length: RUNS }, () => run(measured));
const of = (key: "seconds" | "megabytes") => runs.map((each) => each[key]).sort((a, b) => a - b);
const row = (values: number[], budget: number) => ({
  minimum: values[0]?.toFixed(2),
  median: values[Math.floor(RUNS / 2)]?.toFixed(2),
  maximum: values[RUNS - 1]?.toFixed(2),
  budget,
});
console.log(`npm run preview, both stacks, ${RUNS} runs`);
console.table({ seconds: row(of("seconds"), BUDGET.seconds), megabytes: row(of("megabytes"), BUDGET.megabytes) });
const isSlow = (of("seconds")[Math.floor(RUNS / 2)] ?? 0) > BUDGET.seconds;
const isLarge = (of("megabytes")[RUNS - 1] ?? 0) > BUDGET.megabytes;
console.log(isSlow || isLarge ? "over budget" : "within budget");
// In CI the rehearsals run at the same time, so seconds mean nothing there.
process.exitCode = isLarge || (isSlow && process.env.CI !== "true") ? 1 : 0;
