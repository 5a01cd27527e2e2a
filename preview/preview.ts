import { comparedWith } from "./model/compared-with.ts";
import type { EarlierReport } from "./model/earlier-report.ts";
import { report, type StackReport } from "./model/report.ts";
import { previewStack } from "./preview-stack.ts";
import { reportText, type TextOptions } from "./text/text.ts";

export interface PreviewOptions extends TextOptions {
  /** Directory of `Pulumi.yaml` and the stacks' files. */
  readonly directory: string;
  readonly stacks: readonly string[];
  /** True: one JSON document instead of text. */
  readonly json: boolean;
  /** A report of an earlier run, to show what has changed since then. */
  readonly against?: EarlierReport | undefined;
  readonly write: (text: string) => void;
}

/**
 * Shows the stacks in sequence, as Pulumi's runtime is global. Returns the exit code: 1 when a stack has wrong settings or breaks
 * a rule.
 */
export async function preview({ directory, stacks, json, against, write, ...options }: PreviewOptions): Promise<0 | 1> {
  const reports: StackReport[] = [];
  for (const stack of stacks) {
    const seen = await previewStack(directory, stack);
    reports.push(against === undefined ? seen : comparedWith(seen, against));
  }
  const all = report(reports);
  write(json ? `${JSON.stringify(all, undefined, 2)}\n` : reportText(all, options));
  return all.ok ? 0 : 1;
}
