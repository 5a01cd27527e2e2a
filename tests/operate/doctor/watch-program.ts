// `npm run doctor -- --watch` over a stack that the test has made up, as a process of its own, so that a test may run it on a terminal.
import { processTerminal } from "../../../operate/command-line/process-terminal.ts";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import { openScreen } from "../../../operate/doctor/report/watch.ts";
import { DOCTOR, runDoctor } from "../../../operate/doctor/run-doctor.ts";
import { DATABASE, HEALTHY, sourcesOf } from "./healthy-stack.ts";

let looks = 0;
const terminal = processTerminal();
const runtime = {
  openStack: async () => HEALTHY,
  openSources: async () => {
    looks += 1;
    const status = looks === 1 ? "available" : "stopped";
    return (
      await sourcesOf({ answers: { DescribeDBInstances: () => ({ DBInstances: [{ ...DATABASE, DBInstanceStatus: status }] }) } })
    ).sources;
  },
  openScreen: () => openScreen(),
};
process.exitCode = await runCommand(DOCTOR, ["--stack", "nonprod", "--watch", "--every", "5"], terminal, (given) =>
  runDoctor(given, terminal, runtime),
);
