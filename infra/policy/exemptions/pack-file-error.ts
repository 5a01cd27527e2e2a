/** A file of the pack that cannot be used, with all its problems. The pack stops every run then. */
export class PackFileError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "PackFileError";
    this.problems = problems;
  }
}
