// `npm run import-secrets -- --stack nonprod --product sm "App Secrets.xml"`: stores what XMPro's installer wrote as SSM parameters.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { IMPORT_SECRETS, runImportSecrets } from "./run-import-secrets.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(IMPORT_SECRETS, process.argv.slice(2), terminal, (given) =>
  runImportSecrets(given, terminal),
);
