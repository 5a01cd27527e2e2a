// `npm run tunnel -- --stack nonprod --to sql`: the stack's SQL Server or Redis on a port of this machine, over Session Manager.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { runTunnel, TUNNEL } from "./run-tunnel.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(TUNNEL, process.argv.slice(2), terminal, (given) => runTunnel(given, terminal));
