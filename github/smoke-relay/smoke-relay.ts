// `npm run smoke-relay -- --stack STACK`: the relay's smoke test, for a deployed stack.
import { processTerminal } from "../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { runSmokeRelay, SMOKE_RELAY } from "./run-smoke-relay.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(SMOKE_RELAY, process.argv.slice(2), terminal, (given) => runSmokeRelay(given, terminal));
