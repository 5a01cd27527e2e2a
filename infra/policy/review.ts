import { currentDay, type Exemption } from "./exemptions/exemption.ts";
import { Ledger } from "./exemptions/ledger.ts";
import type { CheckedResource } from "./rule.ts";

export interface ReviewOptions {
  readonly exemptions?: readonly Exemption[];
  /** Such as "2026-11-30". Default: today. */
  readonly today?: string;
}

/** Decides which findings of one run stand. `findings.ts` asks it about each. */
export class Review {
  readonly #ledger: Ledger;

  constructor({ exemptions = [], today = currentDay() }: ReviewOptions = {}) {
    this.#ledger = new Ledger(exemptions, today);
  }

  /** False for a finding that is exempt. */
  stands(rule: string, urn: string): boolean {
    return !this.#ledger.exempts(rule, urn);
  }

  /** The exemptions that this run has needed. Call it after all checks. */
  exemptionsInUse(): readonly Exemption[] {
    return this.#ledger.inUse();
  }

  /** Exemptions that have ended or that nothing needs, with the address of their resource. Call it after all checks. */
  problems(resources: readonly CheckedResource[]): readonly { readonly resource: string; readonly problem: string }[] {
    return this.#ledger.problems(resources);
  }
}
