import { RunError } from "@pulumi/pulumi";

/**
 * Everything that is wrong with the settings of a stack, reported together. No problem holds the value of a secret. A `RunError`, so that
 * Pulumi prints the problems without a stack trace.
 */
export class SettingsError extends RunError {
  readonly problems: readonly string[];

  constructor(heading: string, problems: readonly string[]) {
    super([heading, ...problems.map((problem) => `- ${problem}`)].join("\n"));
    this.name = "SettingsError";
    this.problems = problems;
  }
}
