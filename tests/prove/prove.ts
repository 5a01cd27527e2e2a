/**
 * `npm run prove`: lets Verifpal check every model of the relay, and every change to one, against what is expected of it.
 * `npm run prove -- pinned` runs only those whose name contains "pinned". Ends with 1 when a verdict differs.
 */
import { availableParallelism } from "node:os";
import { commandArguments } from "../../relay-service/command-arguments.ts";
import { CHANGES, changed } from "./changes.ts";
import { findVerifpal, INSTALL, verify } from "./verifpal.ts";
import { allModels, type VerifpalModel } from "./verifpal-model.ts";

const { words } = commandArguments({
  usage: `npm run prove [-- part]

Lets Verifpal check every model of the relay, and every change to one, against what is expected of it. With a part of a name, such as
"pinned", it checks only the models whose name contains it. Exit code: 1 when a verdict differs.`,
  words: { max: 1, expected: "part of a model's name", example: "pinned", fits: (word) => word !== "" },
});
const verifpal = findVerifpal();
if (verifpal === undefined) {
  console.error(`verifpal is missing. Install it (5 minutes) with: ${INSTALL}`);
  process.exit(1);
}

const models = allModels();
const wanted = words[0] ?? "";
const queue: VerifpalModel[] = [...models, ...CHANGES.map((change) => changed(original(change.of), change))].filter((model) =>
  model.name.includes(wanted),
);
if (queue.length === 0) {
  console.error(`the filter must be part of a model's name such as "pinned", got "${wanted}"`);
  process.exit(2);
}

let differences = 0;
const started = performance.now();
await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, worker));
console.log(`${differences === 0 ? "All verdicts are as expected." : `${differences} differences.`} ${seconds(started)} s`);
process.exitCode = differences === 0 ? 0 : 1;

function original(name: string): VerifpalModel {
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined) throw new Error(`a change names the model "${name}", which is not there`);
  return model;
}

async function worker(): Promise<void> {
  for (let model = queue.shift(); model !== undefined; model = queue.shift()) {
    const begun = performance.now();
    const rows = await table(verifpal as string, model);
    console.log(`\n${model.name}  (${model.sessions} sessions, ${seconds(begun)} s)\n${rows.join("\n")}`);
  }
}

async function table(program: string, model: VerifpalModel): Promise<readonly string[]> {
  try {
    const found = await verify(program, model);
    return [...new Set([...model.expected.keys(), ...found.keys()])].map((query) => {
      const [verdict, expected] = [found.get(query) ?? "missing", model.expected.get(query) ?? "nothing"];
      if (verdict === expected) return `  ok    ${verdict.padEnd(8)}${query}`;
      differences++;
      return `  WRONG ${verdict.padEnd(8)}${query}  (expected: ${expected})`;
    });
  } catch (error) {
    differences++;
    return [`  WRONG ${error instanceof Error ? error.message : String(error)}`];
  }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
