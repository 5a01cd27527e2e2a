import type { CostReport } from "../../infra/policy/cost/cost-report.ts";
import { monthlyCost } from "../../infra/policy/cost/monthly-cost.ts";
import { isSecret, type Run } from "../engine/engine.ts";
import { type AllowedTraffic, allowedTraffic, type InboundAccess, inboundAccess } from "./access.ts";
import type { Change } from "./changes.ts";
import { type Counts, counts } from "./counts.ts";
import { type CriticalPath, criticalPath, waitsForPeople } from "./critical-path.ts";
import { type HostNames, hostNames } from "./host-names.ts";
import { checkedResources, type PolicyReport, policyReport } from "./policy-report.ts";
import { type Protection, protection } from "./protection.ts";
import { type ResourceSnapshot, snapshot } from "./snapshot.ts";
import { type TreeNode, tree } from "./tree.ts";

/** What `npm run preview -- --json` prints. Names and meanings stay the same within a `version`. New members may be added. */
export interface Report {
  readonly version: 1;
  /** False when the settings of a stack are bad or a rule is broken. */
  readonly ok: boolean;
  readonly stacks: readonly StackReport[];
}

export type StackReport = RefusedStack | ReportedStack;

/** A stack whose settings are wrong, so that there is nothing to show. */
export interface RefusedStack {
  readonly stack: string;
  readonly state: "refused";
  readonly heading: string;
  /** All problems of its settings. */
  readonly problems: readonly string[];
}

export interface ReportedStack {
  readonly stack: string;
  readonly state: "seen";
  readonly accountId: string;
  readonly region: string;
  readonly tree: TreeNode;
  readonly counts: Counts;
  readonly hostNames: HostNames;
  /** Access from outside the stack. */
  readonly waysIn: readonly InboundAccess[];
  /** Traffic from a security group of the stack to another one, or to a range outside. */
  readonly waysOn: readonly AllowedTraffic[];
  readonly protection: readonly Protection[];
  /** Expected, not measured: see `durations.ts`. */
  readonly firstDeployment: CriticalPath & { readonly waitsForPeople: readonly string[] };
  readonly policy: PolicyReport;
  /** What it costs in a month. */
  readonly cost: CostReport;
  /** Its resources, so that a later report can say what has changed. */
  readonly snapshot: readonly ResourceSnapshot[];
  /** What has changed since the report that `--against` names, deletions first. Left out without one. */
  readonly changes?: readonly Change[];
  /** Why there is no comparison with the report that `--against` names, as a sentence. */
  readonly notCompared?: string;
  /** What the stack of that report costs in a month, in USD. */
  readonly costBefore?: { readonly fixed: number; readonly byUse: number };
  readonly toDo: {
    /** Settings that still have their example values. */
    readonly examples: readonly string[];
    /** After the deployment, in order. */
    readonly nextSteps: readonly string[];
  };
}

export interface StackTarget {
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
}

/** The report of one stack, from the resources that its program registered. */
export function stackReport(target: StackTarget, { resources, outputs }: Run, examples: readonly string[]): ReportedStack {
  return {
    ...target,
    state: "seen",
    tree: tree(resources),
    counts: counts(resources),
    hostNames: hostNames(resources),
    waysIn: inboundAccess(resources),
    waysOn: allowedTraffic(resources),
    protection: protection(resources),
    firstDeployment: { ...criticalPath(resources), waitsForPeople: waitsForPeople(resources) },
    policy: policyReport(resources),
    cost: monthlyCost(checkedResources(resources)),
    snapshot: snapshot(resources),
    toDo: { examples, nextSteps: sentences(outputs.nextSteps) },
  };
}

export function report(stacks: readonly StackReport[]): Report {
  const ok = stacks.every((stack) => stack.state === "seen" && stack.policy.violations.length === 0);
  return { version: 1, ok, stacks };
}

/** The texts of a list, without secrets. */
function sentences(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => (isSecret(item) ? "(secret)" : String(item)));
}
