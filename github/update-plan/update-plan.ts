// `npm run update-plan -- save|apply --stack STACK --file FILE`: deploys what somebody has approved, and nothing else.
import { processTerminal } from "../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { runUpdatePlan, UPDATE_PLAN } from "./run-update-plan.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(UPDATE_PLAN, process.argv.slice(2), terminal, (given) => runUpdatePlan(given, terminal));
