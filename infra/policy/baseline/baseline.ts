import { PackFileError } from "../exemptions/pack-file-error.ts";
import { readJson } from "../exemptions/read-json.ts";
import { isObject } from "../read/nested.ts";
import { findingIdentity } from "./finding-identity.ts";

/** A finding that was there when the baseline was recorded. */
export interface KnownFinding {
  readonly rule: string;
  /** The address (URN) of the resource. */
  readonly resource: string;
  /** See `findingIdentity`. */
  readonly finding: string;
}

/** Findings that do not fail a run, because they are older than the change that it is about. */
export class Baseline {
  readonly #known: ReadonlySet<string>;

  constructor(findings: readonly KnownFinding[]) {
    this.#known = new Set(findings.map(keyOf));
  }

  /** @throws PackFileError with all problems of the file. */
  static read(file: string): Baseline {
    return new Baseline(readFindings(file));
  }

  has(rule: string, resource: string, finding: string): boolean {
    return this.#known.has(keyOf({ rule, resource, finding: findingIdentity(finding) }));
  }
}

/** The findings in the file of a baseline. @throws PackFileError */
export function readFindings(file: string): readonly KnownFinding[] {
  const content = readJson(file);
  const form = `${file} must be a baseline that POLICY_BASELINE_RECORD has written: {"version": 1, "findings": […]}`;
  if (!isObject(content) || content.version !== 1 || !Array.isArray(content.findings)) throw new PackFileError([form]);
  const problems = content.findings.flatMap((entry, index) =>
    ["rule", "resource", "finding"].every((field) => isObject(entry) && typeof entry[field] === "string")
      ? []
      : [`${file}, finding ${index + 1}: must have a rule, a resource and a finding, each a text`],
  );
  if (problems.length > 0) throw new PackFileError(problems);
  return content.findings;
}

export function keyOf({ rule, resource, finding }: KnownFinding): string {
  return JSON.stringify([rule, resource, finding]);
}
