// `npm run plan-comment -- --run ID`: shows what a pull request would change as one comment.
import { processTerminal } from "../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { PLAN_COMMENT, runPlanComment } from "./run-plan-comment.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(PLAN_COMMENT, process.argv.slice(2), terminal, (given) => runPlanComment(given, terminal));
