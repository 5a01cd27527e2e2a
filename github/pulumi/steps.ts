import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import { reasonIn } from "../../operate/deployed-stack/pulumi-error.ts";
import { runPulumi, typeAndName, withoutValues } from "./run-pulumi.ts";

/** What an update would do to one resource. */
export interface Step {
  /** Pulumi's word: "create", "update", "replace", "delete" and some more. */
  readonly operation: string;
  readonly type: string;
  readonly name: string;
  /** Names of the arguments that differ. */
  readonly because: readonly string[];
}

/** Steps that change nothing in the account. */
const HARMLESS = ["same", "refresh", "read", "discard", "discard-replaced", "remove-pending-replace"];

/** Steps that together are a replacement; the engine names the replacement as well. */
const PARTS_OF_A_REPLACEMENT = ["create-replacement", "delete-replaced", "read-replacement", "import-replacement"];

/**
 * Previews a stack with the real engine: what it would change. Of each step it takes names; the values that the CLI prints beside them are dropped.
 *
 * @param options further options of `pulumi preview`
 * @throws CommandRefused when the program or the policy pack fails, CouldNotLook when Pulumi never came to that
 */
export async function previewSteps(stack: string, directory: string, options: readonly string[]): Promise<Step[]> {
  const lines: string[] = [];
  const { code, errors } = await runPulumi(["preview", "--json", ...options], stack, directory, (line) => lines.push(line));
  const document = documentIn(lines.join("\n"));
  if (document === undefined) throw new CouldNotLook(`Pulumi could not preview the stack "${stack}": ${reasonIn(errors)}`);
  const steps = (document.steps ?? []).filter(({ op }) => !HARMLESS.includes(op) && !PARTS_OF_A_REPLACEMENT.includes(op));
  const problems = (document.diagnostics ?? [])
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => withoutValues(message).trim());
  // With --expect-no-changes, steps alone make an exit code.
  const mayFail = options.includes("--expect-no-changes") && steps.length > 0;
  if (problems.length > 0 || (code !== 0 && !mayFail)) {
    const why = problems.length > 0 ? problems : [reasonIn(errors)];
    throw new CommandRefused([`The preview of the stack "${stack}" failed.`, ...why], EXIT_CODE.wrong);
  }
  return steps.map(({ op, urn, replaceReasons, diffReasons }) => {
    const [type, name] = typeAndName(urn);
    const because = replaceReasons?.length ? replaceReasons : (diffReasons ?? []);
    return { operation: op, type, name, because: [...new Set(because)].sort() };
  });
}

/** One line for a log. */
export function stepLine({ operation, type, name, because }: Step): string {
  return `${operation.padEnd(8)} ${name} (${type})${because.length === 0 ? "" : `: ${because.join(", ")}`}`;
}

interface PreviewDocument {
  readonly steps?: readonly {
    readonly op: string;
    readonly urn: string;
    readonly diffReasons?: readonly string[] | null;
    readonly replaceReasons?: readonly string[] | null;
  }[];
  readonly diagnostics?: readonly { readonly severity: string; readonly message: string }[];
}

/** A plug-in may write lines before the document. */
function documentIn(output: string): PreviewDocument | undefined {
  const start = output.search(/^\{/m);
  try {
    return start < 0 ? undefined : (JSON.parse(output.slice(start)) as PreviewDocument);
  } catch {
    return undefined;
  }
}
