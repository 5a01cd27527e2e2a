// `npm run database-logins -- --stack nonprod`: a SQL login for each product, which owns its own database and nothing else.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { DATABASE_LOGINS, runDatabaseLogins } from "./run-database-logins.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(DATABASE_LOGINS, process.argv.slice(2), terminal, (given) =>
  runDatabaseLogins(given, terminal),
);
