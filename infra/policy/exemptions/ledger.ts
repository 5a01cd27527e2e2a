import { known } from "../read/unknown-values.ts";
import type { CheckedResource } from "../rule.ts";
import { type Exemption, hasEnded, isOfScanner, stackOf, typeAndNameOf } from "./exemption.ts";

/** The exemptions of one run: which of them are in use, and which do not hold any longer. */
export class Ledger {
  readonly #exemptions: readonly Exemption[];
  readonly #today: string;
  readonly #byFinding = new Map<string, Exemption>();
  readonly #used = new Set<Exemption>();

  /** @param today such as "2026-11-30" */
  constructor(exemptions: readonly Exemption[], today: string) {
    this.#exemptions = exemptions;
    this.#today = today;
    for (const exemption of exemptions) this.#byFinding.set(`${exemption.rule} ${exemption.resource}`, exemption);
  }

  /** True if the rule's findings about the resource are exempt. An exemption that has ended exempts nothing. */
  exempts(rule: string, urn: string): boolean {
    const exemption = this.#byFinding.get(`${rule} ${urn}`);
    if (exemption === undefined) return false;
    this.#used.add(exemption);
    return !hasEnded(exemption, this.#today);
  }

  /** The exemptions that hold, and that a finding of this run has needed. */
  inUse(): readonly Exemption[] {
    return this.#exemptions.filter((one) => this.#used.has(one) && !hasEnded(one, this.#today));
  }

  /** What is wrong with the exemptions for the stack of these resources, after all of them have been checked. Entries of other stacks are ignored. */
  problems(resources: readonly CheckedResource[]): readonly { readonly resource: string; readonly problem: string }[] {
    const stacks = new Set(resources.map(({ urn }) => stackOf(urn)));
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    return this.#exemptions
      .filter(({ resource }) => stacks.has(stackOf(resource)))
      .flatMap((exemption) => {
        const problem = this.#problem(exemption, byUrn);
        return problem === undefined ? [] : [{ resource: exemption.resource, problem }];
      });
  }

  #problem(exemption: Exemption, byUrn: ReadonlyMap<string, CheckedResource>): string | undefined {
    const { rule, resource, until, setting } = exemption;
    const [type, name] = typeAndNameOf(resource);
    const which = `The exemption from ${rule} for ${type} "${name}"`;
    const found = byUrn.get(resource);
    if (hasEnded(exemption, this.#today))
      return `${which} ended on ${until}. Fix the finding, or decide again and set a new date in exemptions.json.`;
    if (isOfScanner(exemption) || this.#used.has(exemption)) return undefined;
    if (found === undefined) {
      return setting === undefined
        ? `${which} is unused: the stack has no such resource. Remove it from exemptions.json, or name there the setting that creates the resource.`
        : undefined;
    }
    // During a preview, AWS has not chosen some values yet, so that a check could not run. The deployment runs it.
    if ([...byUrn.values()].some(({ props }) => known(() => JSON.stringify(props)) === undefined)) return undefined;
    return `${which} is unused: the rule has no finding about it. Remove it from exemptions.json.`;
  }
}
