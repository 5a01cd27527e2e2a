import { writeFileSync } from "node:fs";
import { ArgumentError } from "../arguments.ts";
import { page } from "../html/page/page.ts";
import type { EarlierReport } from "../model/earlier-report.ts";
import { measuredSeconds } from "../model/measured-seconds.ts";
import { plan } from "./plan.ts";

export interface ReportOptions {
  /** Directory of `Pulumi.yaml` and the stacks' files. */
  readonly directory: string;
  readonly stacks: readonly string[];
  readonly output: string;
  readonly earlier: { readonly name: string; readonly report: EarlierReport } | undefined;
  /** The event log of a deployment. */
  readonly events: { readonly path: string; readonly text: string } | undefined;
  readonly write: (text: string) => void;
  readonly date: Date;
}

/**
 * Writes the report into a file. Returns the exit code: 1 when a stack has wrong settings or breaks a rule.
 *
 * @throws ArgumentError when a file is not what it should be, or when the output cannot be written
 */
export async function writeReport({ directory, stacks, output, earlier, events, write, date }: ReportOptions): Promise<0 | 1> {
  const measured = events === undefined ? undefined : measuredSeconds(events.text);
  if (events !== undefined && measured === undefined)
    throw new ArgumentError(
      `--events must be the output of pulumi up --json with at least one created resource, got "${events.path}"`,
    );
  const planned = await plan(directory, stacks, measured);
  const text = await page(planned, { date, earlier: earlier?.report, earlierName: earlier?.name });
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
