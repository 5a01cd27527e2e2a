import { type CommandShape, type Given, type OptionRows, readArguments, usage } from "./arguments.ts";
import { CouldNotLook } from "./could-not-look.ts";
import { EXIT_CODE } from "./exit-code.ts";
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
 * Runs a command: arguments, `--help`, and what may go wrong. Gives the exit code. A failure that was not foreseen is thrown on, so that its
 * stack is seen; what AWS or Pulumi refuse arrives as {@link CouldNotLook}.
 */
export async function runCommand<const Options extends OptionRows>(
  shape: CommandShape<Options>,
  argv: readonly string[],
  terminal: Terminal,
  run: (given: Given<Options>) => Promise<number>,
): Promise<number> {
  const read = readArguments(shape, argv);
  switch (read.kind) {
    case "help":
      terminal.out(usage(shape));
      return EXIT_CODE.good;
    case "wrong":
      for (const problem of read.problems) terminal.err(printable(problem));
      terminal.err(`Try "${shape.command} --help".`);
      return EXIT_CODE.usage;
    case "run":
      try {
        return await run(read.given);
      } catch (error) {
        if (!(error instanceof CouldNotLook)) throw error;
        terminal.err(printable(error.message));
        return EXIT_CODE.unknown;
      }
  }
}
