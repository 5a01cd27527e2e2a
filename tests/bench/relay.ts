/**
 * `node tests/bench/relay.ts [--quick] [--strict]`: what the relay costs, as ratios to an nginx that does plain proxying in the same
 * run. A missed gate is printed and, as other work may share the machine, fails the run with `--strict` only; a wrong answer, a
 * crash, or twice the allowed memory always does.
 */
import { commandArguments } from "../../relay-service/command-arguments.ts";
import { measureBrowser } from "./relay/browser.ts";
import { measureCapacity } from "./relay/capacity.ts";
import { measureClientSize } from "./relay/client-size.ts";
import { measureLatency } from "./relay/latency.ts";
import { FULL, QUICK } from "./relay/load/extent.ts";
import { missingPrograms, setStage } from "./relay/machine/stage.ts";
import { measureMemory } from "./relay/memory.ts";
import { isFault, missed, printRows, type Row } from "./relay/row.ts";
import { measureShortcut } from "./relay/shortcut.ts";
import { measureWorkers } from "./relay/workers.ts";

const { options } = commandArguments({
  usage: `node tests/bench/relay.ts [--quick] [--strict]

Compares the relay with an nginx that only forwards. Needs nginx-light and wrk.

  --quick   a short run: it checks that every answer is right, and its figures say little
  --strict  a missed gate is a failure`,
  options: ["--quick", "--strict"],
});
const missing = missingPrograms();
if (missing !== undefined) {
  console.error(`the relay cannot be measured here. ${missing}`);
  process.exit(process.env.CI === "true" ? 1 : 0);
}

// CI checks that every answer is right; its machines are too noisy for figures.
const extent = options.has("--quick") || process.env.CI === "true" ? QUICK : FULL;
const started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
const rows: Row[] = [];
try {
  await using stage = await setStage();
  rows.push(...(await measureMemory(stage, extent)));
  console.log(`memory: after ${seconds()} s`);
  const shortcut = await measureShortcut(stage, extent);
  const capacity = await measureCapacity(stage, extent);
  console.log(`capacity: after ${seconds()} s`);
  rows.unshift(...capacity.rows);
  rows.push(...(await measureLatency(stage, extent, capacity.sealedCost)));
  console.log(`latency: after ${seconds()} s`);
  rows.push(...(await measureWorkers(stage, extent)));
  rows.push(...(await measureBrowser(extent)));
  console.log(`browser: after ${seconds()} s`);
  rows.push(...shortcut, ...measureClientSize());
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
if (rows.length > 0) printRows(rows);
console.log(
  `figure = nginx / relay in CPU time, relay / nginx in latency, else the relay's own; ${extent.rounds} rounds or more, ${seconds()} s`,
);
if (extent === QUICK) console.log("a short run: it checks that every answer is right, and its figures mean little");
const gated = rows.filter((row) => row.gate !== undefined);
console.log(`${gated.filter((row) => !missed(row)).length} of ${gated.length} gates are met`);
if (rows.some(isFault) || (options.has("--strict") && rows.some(missed))) process.exitCode = 1;
// Child processes that hang end with this process.
process.exit();
