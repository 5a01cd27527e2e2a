import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { preferInstalledPulumi } from "../../operate/deployed-stack/prefer-installed-pulumi.ts";
import { reasonIn } from "../../operate/deployed-stack/pulumi-error.ts";

/** How a command of Pulumi ended. */
export interface PulumiEnd {
  readonly code: number | null;
  /** What it wrote to its standard error, without values of the program. */
  readonly errors: string;
}

/**
 * Runs a command of the Pulumi CLI for a stack, and gives each line of its output to `onLine`. It prints nothing: a log of a workflow has as many
 * readers as the repository, so the caller chooses. The stack is named, not selected: a person's next command must not be about another one.
 */
export async function runPulumi(
  words: readonly string[],
  stack: string,
  directory: string,
  onLine: (line: string) => void,
): Promise<PulumiEnd> {
  const child = spawn("pulumi", [...words, "--stack", stack, "--non-interactive", "--color", "never"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: preferInstalledPulumi(process.env.PATH ?? ""), PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on("line", onLine);
  try {
    const [errors] = await Promise.all([text(child.stderr), once(lines, "close"), once(child, "close")]);
    return { code: child.exitCode, errors: withoutValues(errors) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CouldNotLook("There is no pulumi on PATH. Start the command with npm, which brings it.");
  }
}

/** The whole output of a command that must succeed. @throws CouldNotLook with Pulumi's reason */
export async function pulumiOutput(words: readonly string[], stack: string, directory: string): Promise<string> {
  const lines: string[] = [];
  const { code, errors } = await runPulumi(words, stack, directory, (line) => lines.push(line));
  if (code === 0) return lines.join("\n");
  throw new CouldNotLook(`pulumi ${words[0]} of the stack "${stack}" failed: ${reasonIn(errors)}`);
}

/**
 * A message of the engine without values. When a program departs from its plan, the engine quotes both values of each argument, and secrets among them in
 * plain text (seen with 3.250).
 */
export function withoutValues(message: string): string {
  return message.replace(/(resource )?(urn:pulumi:\S+) violates plan.*/gs, (_all, _word, urn: string) => {
    const [type, name] = typeAndName(urn);
    return `${name} (${type}) differs from the plan. It was left as it is; what came before it may be deployed. Make a new plan.\n`;
  });
}

/** The last type and the name of an address such as "urn:pulumi:prod::xmpro::a:b:C$aws:rds/instance:Instance::database". */
export function typeAndName(urn: string): [type: string, name: string] {
  const [, , types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return [types.slice(types.lastIndexOf("$") + 1), name.join("::")];
}
