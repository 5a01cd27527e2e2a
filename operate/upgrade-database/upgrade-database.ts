// `npm run upgrade-database -- --stack nonprod --to 16.00 --step copy`: upgrades the SQL Server on a copy, which then takes its place.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { runUpgradeDatabase, UPGRADE_DATABASE } from "./run-upgrade-database.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(UPGRADE_DATABASE, process.argv.slice(2), terminal, (given) =>
  runUpgradeDatabase(given, terminal),
);
