// `npm run doctor -- --stack nonprod`: looks at a deployed stack, and says what is wrong and what to type.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { DOCTOR, runDoctor } from "./run-doctor.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(DOCTOR, process.argv.slice(2), terminal, (given) => runDoctor(given, terminal));
