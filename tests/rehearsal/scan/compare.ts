import { type Exemption, hasEnded, isOfScanner, stackOf } from "../../../infra/policy/exemptions/exemption.ts";
import type { Exported } from "../state.ts";
import type { Finding } from "./findings.ts";
import { Owners } from "./owners.ts";
import { REFUTATIONS } from "./refutations.ts";

export interface Comparison {
  /** Findings that are not exempt, and exemptions without a finding. Must be empty. */
  readonly problems: readonly string[];
  /** Failed checks that are exempt. */
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

/** Compares the scanner's findings about a stack with the exemptions. */
export function compare({ stack, findings, resources, exemptions, today }: Scanned): Comparison {
  const owners = new Owners(resources);
  const used = new Set<Exemption>();
  const problems = new Set<string>();
  for (const finding of findings) {
    const owner = owners.of(finding);
    if (owner === undefined) {
      // A resource with the stack's tags belongs to the stack, even if its owner is unknown. Checkov sees the stack alone.
      const isOurs = finding.tags.includes("managed-by=pulumi") || finding.rule.startsWith("checkov/");
      if (isOurs) problems.add(`${finding.rule} fails for ${finding.uid}, which is nobody's`);
      continue;
    }
    if (REFUTATIONS[finding.rule]?.(finding, owner, resources)) continue;
    const exemption = exemptions.find((one) => one.rule === finding.rule && one.resource === owner.urn);
    if (exemption === undefined) problems.add(`${finding.rule} (${finding.severity}) fails for ${owner.urn}`);
    else used.add(exemption);
    if (exemption !== undefined && /^(high|critical)$/.test(finding.severity))
      problems.add(`${finding.rule} is ${finding.severity}: no exemption holds for it`);
    if (exemption !== undefined && hasEnded(exemption, today))
      problems.add(`the exemption from ${finding.rule} ended on ${exemption.until}`);
  }
  const urns = new Set(resources.map(({ urn }) => urn));
  for (const exemption of exemptions.filter((one) => isOfScanner(one) && stackOf(one.resource).startsWith(`${stack}::`))) {
    const awaited = exemption.setting !== undefined && !urns.has(exemption.resource);
    if (!used.has(exemption) && !awaited)
      problems.add(`the exemption from ${exemption.rule} for ${exemption.resource} is not needed`);
  }
  return { problems: [...problems].sort(), exempt: [...new Set([...used].map(({ rule }) => rule))].sort() };
}
