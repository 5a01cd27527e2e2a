// `npm run restore-database -- --stack nonprod --to-time 2026-11-30T01:00:00Z --step copy`: restores the SQL Server into a copy, which then takes its place.
import { processTerminal } from "../command-line/process-terminal.ts";
import { runCommand } from "../command-line/run-command.ts";
import { RESTORE_DATABASE, runRestoreDatabase } from "./run-restore-database.ts";

const terminal = processTerminal();
process.exitCode = await runCommand(RESTORE_DATABASE, process.argv.slice(2), terminal, (given) =>
  runRestoreDatabase(given, terminal),
);
