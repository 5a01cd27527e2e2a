import { report, type StackReport } from "./model/report.ts";
import { look } from "./preview-stack.ts";
import { reportText, type TextOptions } from "./text/text.ts";

export interface PreviewOptions extends TextOptions {
  /** Where `Pulumi.yaml` and the stacks' files are. */
  readonly directory: string;
  readonly stacks: readonly string[];
  /** True: one JSON document instead of text. */
  readonly json: boolean;
  readonly write: (text: string) => void;
}

/** Shows the stacks one after the other, as Pulumi's runtime is global. Returns the exit code: 1 when one of them is not well. */
export async function preview({ directory, stacks, json, write, ...options }: PreviewOptions): Promise<0 | 1> {
  const looks: StackReport[] = [];
  for (const stack of stacks) looks.push(await look(directory, stack));
  const all = report(looks);
  write(json ? `${JSON.stringify(all, undefined, 2)}\n` : reportText(all, options));
  return all.ok ? 0 : 1;
}
