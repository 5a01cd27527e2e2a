import type { Baseline } from "./baseline/baseline.ts";
import type { Recorder } from "./baseline/recorder.ts";
import { currentDay, type Exemption } from "./exemptions/exemption.ts";
import { Ledger } from "./exemptions/ledger.ts";
import type { CheckedResource } from "./rule.ts";

interface ReviewOptions {
  readonly exemptions?: readonly Exemption[];
  /** Findings that are older than the change. */
  readonly baseline?: Baseline | undefined;
  /** Writes all findings down instead of reporting them. */
  readonly recorder?: Recorder | undefined;
  /** Such as "2026-11-30". Default: today. */
  readonly today?: string;
}

/** Decides which findings of one run stand. `findings.ts` asks it about each. */
export class Review {
  readonly #ledger: Ledger;
  readonly #baseline: Baseline | undefined;
  readonly #recorder: Recorder | undefined;
  #older = 0;

  constructor({ exemptions = [], baseline, recorder, today = currentDay() }: ReviewOptions = {}) {
    this.#ledger = new Ledger(exemptions, today);
    this.#baseline = baseline;
    this.#recorder = recorder;
  }

  /** False for a finding that is exempt, that the baseline has, or that is recorded. */
  stands(rule: string, urn: string, finding: string): boolean {
    if (this.#ledger.exempts(rule, urn)) return false;
    if (this.#recorder !== undefined) {
      this.#recorder.record(rule, urn, finding);
      return false;
    }
    if (this.#baseline?.has(rule, urn, finding) !== true) return true;
    this.#older += 1;
    return false;
  }

  /** The exemptions that this run has needed. Call it after all checks. */
  exemptionsInUse(): readonly Exemption[] {
    return this.#ledger.inUse();
  }

  /** Exemptions that have ended or that nothing needs, with the address of their resource. Call it after all checks. */
  problems(resources: readonly CheckedResource[]): readonly { readonly resource: string; readonly problem: string }[] {
    return this.#ledger.problems(resources);
  }

  /**
   * What the run did with a baseline, as a sentence; undefined without one. It writes the baseline that is recorded. Call it once,
   * after all checks.
   */
  closeBaseline(resources: readonly CheckedResource[]): string | undefined {
    if (this.#recorder !== undefined) {
      const count = this.#recorder.write(resources.map(({ urn }) => urn));
      return `${findings(count)} recorded in ${this.#recorder.file}. This run has judged none.`;
    }
    return this.#baseline === undefined
      ? undefined
      : `${findings(this.#older)} of this run in the baseline. The baseline lets them pass.`;
  }
}

function findings(count: number): string {
  return count === 1 ? "1 finding" : `${count} findings`;
}
