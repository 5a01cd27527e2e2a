import { isIP } from "node:net";
import type { StackName } from "../../stacks/settings/domain.ts";
import { type CommandShape, type Given, JSON_OPTION, type OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { type DeployedStack, openDeployedStack, STACK_NAMES } from "../deployed-stack/deployed-stack.ts";
import type { Sources } from "./check.ts";
import { CHECKS } from "./checks.ts";
import { countsOf, type Report, reportDocument, reportLines } from "./report/report.ts";
import { checkReportFile, writeReport } from "./report/report-file.ts";
import { openScreen, type Screen, watch } from "./report/watch.ts";
import { runChecks } from "./run-checks.ts";
import { openSources } from "./sources/open-sources.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack to look at", required: true },
  quick: { help: "leave out what takes minutes: the drift of the settings, and the relay's smoke test" },
  watch: { help: "look again and again on a live screen, without what takes minutes; q or Ctrl-C ends it" },
  every: { value: "SECONDS", help: "time between two looks of --watch, 5 to 3600; 30 without it" },
  report: { value: "FILE", help: "write a report that you may send to support, without account, addresses and host names" },
  dns: { value: "ADDRESS", help: "IP address of the DNS server to ask, such as 1.1.1.1; the system's without it" },
  json: JSON_OPTION,
} as const satisfies OptionRows;

export const DOCTOR = {
  command: "npm run doctor --",
  purpose: "Looks at a deployed stack, says what is wrong and what to type. Changes nothing, in AWS or in Pulumi's state.",
  options: OPTIONS,
  examples: [
    "npm run doctor -- --stack nonprod",
    "npm run doctor -- --stack prod --watch",
    "npm run doctor -- --stack prod --report doctor.txt",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

const DEFAULT_EVERY_S = 30;

/** What a test gives in place of the real thing. */
export interface DoctorRuntime {
  readonly openStack: (name: StackName) => Promise<DeployedStack>;
  readonly openSources: (stack: DeployedStack, dnsServer: string | undefined) => Promise<Sources>;
  /** Undefined where there is no terminal to draw on. */
  readonly openScreen: (() => Screen) | undefined;
}

const REAL: DoctorRuntime = {
  openStack: openDeployedStack,
  openSources,
  openScreen: process.stdin.isTTY && process.stdout.isTTY ? () => openScreen() : undefined,
};

/** Runs the command and gives its exit code: 0 all good, 1 something is wrong, 3 nothing is wrong but something unknown. */
export async function runDoctor(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  runtime: DoctorRuntime = REAL,
): Promise<number> {
  const everyMs = checkOptions(given, runtime);
  terminal.err(`Reading the stack ${given.stack} from Pulumi's state …`);
  const stack = await runtime.openStack(given.stack as StackName);
  const isQuick = given.quick || given.watch;
  const ran = CHECKS.filter(({ isSlow }) => !(isQuick && isSlow));
  const leftOut = CHECKS.filter((check) => !ran.includes(check));
  const look = async (): Promise<Report> => {
    const sources = await runtime.openSources(stack, given.dns);
    const findings = await runChecks(ran, sources, ({ title, isSlow }) => {
      if (!given.watch && isSlow) terminal.err(`${title}: done.`);
    });
    return { stack: stack.name, region: stack.region, at: sources.now, ran, leftOut, findings };
  };
  if (!given.watch)
    terminal.err(
      isQuick ? "Looking …" : "Looking … The comparison of all settings with AWS takes some minutes; --quick leaves it out.",
    );
  const report = given.watch && runtime.openScreen ? await watch(runtime.openScreen(), everyMs, look, watchLines) : await look();
  if (report === undefined) return EXIT_CODE.unknown;
  if (given.report !== undefined) {
    await writeReport(given.report, report, stack);
    terminal.err(`The report is in ${given.report}. Read it before you send it.`);
  }
  if (given.json) terminal.out(jsonText(reportDocument(report)));
  else for (const line of reportLines(report)) terminal.out(printable(line));
  const { wrong, unknown } = countsOf(report.findings);
  return wrong > 0 ? EXIT_CODE.wrong : unknown > 0 ? EXIT_CODE.unknown : EXIT_CODE.good;
}

/** What is good comes last: not all of it fits on a screen. */
function watchLines(report: Report): string[] {
  const order = ["wrong", "unknown", "good"];
  const findings = report.findings.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const [head = "", ...lines] = reportLines({ ...report, findings });
  return [`${head}: ${lines.at(-1)}`, ...lines.slice(0, -1)].map(printable);
}

/** What can be seen of the options alone. Gives the milliseconds between two looks. */
function checkOptions(given: Given<typeof OPTIONS>, { openScreen: canDraw }: DoctorRuntime): number {
  const seconds = Number(given.every ?? DEFAULT_EVERY_S);
  const problems = [
    given.every !== undefined && !(/^\d+$/.test(given.every) && seconds >= 5 && seconds <= 3600)
      ? '--every must be a whole number of seconds from 5 to 3600 such as "--every 30"'
      : undefined,
    given.every !== undefined && !given.watch ? "--every says how often --watch looks: give both" : undefined,
    given.watch && given.json ? "--watch draws on a terminal, and --json is for a program: give one of them" : undefined,
    given.watch && canDraw === undefined ? "--watch needs a terminal; leave it out where there is none" : undefined,
    given.dns !== undefined && !isServer(given.dns)
      ? '--dns must be the IP address of a DNS server such as "--dns 1.1.1.1"'
      : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
  if (given.report !== undefined) checkReportFile(given.report);
  return seconds * 1000;
}

/** An address, or one with a port such as "127.0.0.1:5353". */
function isServer(text: string): boolean {
  return isIP(text) !== 0 || isIP(text.replace(/^\[(.*)\]:\d+$/, "$1").replace(/:\d+$/, "")) !== 0;
}
