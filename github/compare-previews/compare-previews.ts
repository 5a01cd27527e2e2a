// `npm run compare-previews -- --base COMMIT --out FILE`: what this checkout would change against another commit.
import { processTerminal } from "../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { COMPARE_PREVIEWS, runComparePreviews } from "./run-compare-previews.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(COMPARE_PREVIEWS, process.argv.slice(2), terminal, (given) =>
  runComparePreviews(given, terminal),
);
