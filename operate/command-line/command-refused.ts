import type { EXIT_CODE } from "./exit-code.ts";

/** A command does not do what it was asked to do. Each problem is a whole sentence for a person, and holds no secret. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  readonly problems: readonly string[];
  readonly exitCode: typeof EXIT_CODE.wrong | typeof EXIT_CODE.usage;

  constructor(problems: readonly string[], exitCode: CommandRefused["exitCode"]) {
    super(problems.join(" "));
    this.problems = problems;
    this.exitCode = exitCode;
  }
}
