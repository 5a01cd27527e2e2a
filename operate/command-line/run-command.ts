import { type CommandShape, type Given, type OptionRows, readArguments, usage } from "./arguments.ts";
import { CommandRefused } from "./command-refused.ts";
import { CouldNotLook } from "./could-not-look.ts";
import { EXIT_CODE } from "./exit-code.ts";
import { jsonText } from "./json-text.ts";
import { printable } from "./printable.ts";

/** Where a command writes. A test gives its own. */
export interface Terminal {
  /** The result: what a program may read. */
  readonly out: (line: string) => void;
  /** Progress, questions and problems: what a person reads. */
  readonly err: (line: string) => void;
  /** Asks a person; undefined where there is no terminal to ask on. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/**
 * Runs a command: arguments, `--help`, and what may go wrong. Gives the exit code.
 *
 * Problems are written for a person. With `--json`, the result is one JSON document whatever happens: that of the command, or
 * `{ "problems": […] }` when it came to no result.
 */
export async function runCommand<const Options extends OptionRows>(
  shape: CommandShape<Options>,
  argv: readonly string[],
  terminal: Terminal,
  run: (given: Given<Options>) => Promise<number>,
): Promise<number> {
  const read = readArguments(shape, argv);
  if (read.kind === "help") {
    terminal.out(usage(shape));
    return EXIT_CODE.good;
  }
  const fail = (problems: readonly string[], exitCode: number) => {
    for (const problem of problems) terminal.err(printable(problem));
    if ("json" in shape.options && argv.includes("--json")) terminal.out(jsonText({ problems }));
    return exitCode;
  };
  if (read.kind === "wrong") return fail([...read.problems, `Try "${shape.command} --help".`], EXIT_CODE.usage);
  try {
    return await run(read.given);
  } catch (error) {
    if (error instanceof CommandRefused) return fail(error.problems, error.exitCode);
    if (error instanceof CouldNotLook) return fail([error.message], EXIT_CODE.unknown);
    terminal.err(printable(framesOf(error)));
    return fail(["The command failed in a way that it does not know. Please report the lines above."], EXIT_CODE.unknown);
  }
}

/** Where a failure happened that was not foreseen. Its message is left out: Node's own quote the value that they dislike, which may be secret. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return [`${error.name}${typeof code === "string" ? ` ${code}` : ""}`, ...frames].join("\n");
}
