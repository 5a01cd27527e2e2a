// `npm run drift-issue -- --stack STACK`: one issue about what differs between program and account.
import { processTerminal } from "../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { DRIFT_ISSUE, runDriftIssue } from "./run-drift-issue.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(DRIFT_ISSUE, process.argv.slice(2), terminal, (given) => runDriftIssue(given, terminal));
