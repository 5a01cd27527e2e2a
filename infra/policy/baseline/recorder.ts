import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stackOf } from "../exemptions/exemption.ts";
import { PackFileError } from "../exemptions/pack-file-error.ts";
import { type KnownFinding, keyOf, readFindings } from "./baseline.ts";
import { findingIdentity } from "./finding-identity.ts";

/** Records the findings of one run as a baseline. Findings of other stacks stay in the file. */
export class Recorder {
  readonly file: string;
  readonly #before: readonly KnownFinding[];
  readonly #findings = new Map<string, KnownFinding>();

  /** @throws PackFileError if the file cannot be written, or exists and is no baseline: it may be another file of somebody. */
  constructor(file: string) {
    this.file = file;
    const exists = existsSync(file);
    try {
      accessSync(exists ? file : dirname(file), constants.W_OK);
    } catch (error) {
      throw new PackFileError([`${file} must be a file that can be written, got ${Object(error).code ?? error}`]);
    }
    this.#before = exists ? readFindings(file) : [];
  }

  record(rule: string, resource: string, finding: string): void {
    const known = { rule, resource, finding: findingIdentity(finding) };
    this.#findings.set(keyOf(known), known);
  }

  /**
   * Writes the file.
   *
   * @param urns of all resources of the run
   * @returns how many findings of this run it has.
   */
  write(urns: readonly string[]): number {
    const stacks = new Set(urns.map(stackOf));
    const others = this.#before.filter(({ resource }) => !stacks.has(stackOf(resource)));
    const findings = [...others, ...this.#findings.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    writeFileSync(this.file, `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`);
    return this.#findings.size;
  }
}
