// `npm run bootstrap -- --stack prod --repository owner/name --repository-id N --owner-id N`: what GitHub Actions needs in the stack's account.
import { processTerminal } from "../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { BOOTSTRAP, runBootstrap } from "./run-bootstrap.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(BOOTSTRAP, process.argv.slice(2), terminal, (given) => runBootstrap(given, terminal));
