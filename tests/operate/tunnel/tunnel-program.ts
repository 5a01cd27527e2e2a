// `npm run tunnel` with a stack from the environment in place of Pulumi's state; all else is the real command.
import { processTerminal } from "../../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import { runTunnel, TUNNEL } from "../../../operate/tunnel/run-tunnel.ts";

const terminal = processTerminal();
const stack = JSON.parse(process.env.TEST_STACK ?? "");
const runtime = { openStack: async () => stack, openMs: Number(process.env.TEST_OPEN_MS ?? 60_000) };
process.exitCode = await runCommand(TUNNEL, process.argv.slice(2), terminal, (given) => runTunnel(given, terminal, runtime));
