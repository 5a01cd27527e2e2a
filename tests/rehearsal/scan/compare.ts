import type { Exported } from "../state.ts";
import { covers, type Exemption, isFor } from "./exemptions.ts";
import type { Finding } from "./findings.ts";
import { Owners } from "./owners.ts";
import { REFUTATIONS } from "./refutations.ts";

export interface Comparison {
  /** Nothing may be here: findings that are not listed, and exemptions that nothing needs. */
  readonly problems: readonly string[];
  /** Checks that fail by an exemption. */
  readonly exempt: readonly string[];
}

export interface Scanned {
  readonly stack: string;
  readonly findings: readonly Finding[];
  readonly resources: readonly Exported[];
  readonly exemptions: readonly Exemption[];
  /** "2026-11-29". */
  readonly today: string;
}

/** Compares what a scanner found about a stack with the exemptions. */
export function compare({ stack, findings, resources, exemptions, today }: Scanned): Comparison {
  const owners = new Owners(resources);
  const used = new Set<Exemption>();
  const problems = new Set<string>();
  for (const finding of findings) {
    const owner = owners.of(finding);
    if (owner === undefined) {
      // What has our tags is ours, even where nobody knows what it belongs to.
      if (finding.tags.includes("managed-by=pulumi")) problems.add(`${finding.rule} fails for ${finding.uid}, which is nobody's`);
      continue;
    }
    if (REFUTATIONS[finding.rule]?.(finding, owner, resources)) continue;
    const exemption = exemptions.find((one) => one.rule === finding.rule && covers(one, owner.urn));
    if (exemption === undefined) problems.add(`${finding.rule} (${finding.severity}) fails for ${owner.urn}`);
    else used.add(exemption);
    if (exemption !== undefined && /^(high|critical)$/.test(finding.severity))
      problems.add(`${finding.rule} is ${finding.severity}: no exemption holds for it`);
    if (exemption !== undefined && exemption.until < today)
      problems.add(`the exemption from ${finding.rule} ended on ${exemption.until}`);
  }
  for (const exemption of exemptions.filter((one) => isFor(one, stack) && !used.has(one))) {
    problems.add(`the exemption from ${exemption.rule} for ${exemption.resource} is not needed`);
  }
  return { problems: [...problems].sort(), exempt: [...new Set([...used].map(({ rule }) => rule))].sort() };
}
