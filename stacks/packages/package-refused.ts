/** What is wrong with a package. It completes "must be <expected>, got <the setting's value>, <found>". */
export interface PackageProblem {
  readonly expected: string;
  readonly found: string;
}

/** The package cannot be looked at further, such as a file that is no zip. */
export class PackageRefused extends Error {
  readonly problem: PackageProblem;

  constructor(problem: PackageProblem) {
    super(`must be ${problem.expected}, got one ${problem.found}`);
    this.problem = problem;
  }
}
