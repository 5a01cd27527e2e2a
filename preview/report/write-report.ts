import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { ArgumentError } from "../arguments.ts";
import { page } from "../html/page/page.ts";
import { measuredSeconds } from "../model/measured-seconds.ts";
import { earlierPlan } from "./earlier-plan.ts";
import { plan } from "./plan.ts";

interface NamedText {
  readonly path: string;
  readonly text: string;
}

export interface ReportOptions {
  /** Directory of `Pulumi.yaml` and the stacks' files. */
  readonly directory: string;
  readonly stacks: readonly string[];
  readonly output: string;
  readonly earlier: NamedText | undefined;
  /** The event log of a deployment. */
  readonly events: NamedText | undefined;
  readonly write: (text: string) => void;
  readonly date: Date;
}

/**
 * Writes the report into a file. Returns the exit code: 1 when a stack has wrong settings or breaks a rule.
 *
 * @throws ArgumentError when a file is not what it should be, or when the output cannot be written
 */
export async function writeReport({ directory, stacks, output, earlier, events, write, date }: ReportOptions): Promise<0 | 1> {
  const before = earlier === undefined ? undefined : earlierPlan(earlier.text);
  if (earlier !== undefined && before === undefined)
    throw new ArgumentError(
      `--against must be a file that npm run report or npm run preview -- --json has written, got "${earlier.path}"`,
    );
  const measured = events === undefined ? undefined : measuredSeconds(events.text);
  if (events !== undefined && measured === undefined)
    throw new ArgumentError(
      `--events must be the output of pulumi up --json with at least one created resource, got "${events.path}"`,
    );
  const planned = await plan(directory, stacks, measured);
  const text = await page(planned, { date, earlier: before, earlierName: earlier && basename(earlier.path) });
  try {
    writeFileSync(output, text);
  } catch {
    throw new ArgumentError(`--output must be a file that can be written such as "report.html", got "${output}"`);
  }
  write(`${output}\n`);
  for (const stack of planned.stacks) {
    if (stack.state === "refused")
      write(`${stack.stack}: ${stack.heading}\n${stack.problems.map((one) => `  - ${one}\n`).join("")}`);
    else if (stack.policy.violations.length > 0)
      write(`${stack.stack}: ${stack.policy.violations.length} findings of mandatory policy rules\n`);
  }
  return planned.ok ? 0 : 1;
}
