// `npm run certificates -- --stack nonprod`: makes, renews and checks the certificates that XMPro's packages fetch from the stack's bucket.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { CERTIFICATES, runCertificates } from "./run-certificates.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(CERTIFICATES, process.argv.slice(2), terminal, (given) => runCertificates(given, terminal));
