import { isSecret, type Run } from "../engine/engine.ts";
import { type Counts, counts } from "./counts.ts";
import { type CriticalPath, criticalPath, waitsForPeople } from "./critical-path.ts";
import { type HostNames, hostNames } from "./host-names.ts";
import { type PolicyReport, policyReport } from "./policy-report.ts";
import { type Protection, protection } from "./protection.ts";
import { type TreeNode, tree } from "./tree.ts";
import { type WayIn, type WayOn, waysIn, waysOn } from "./ways-in.ts";

/** What `npm run preview -- --json` prints. Names and meanings stay as long as `version` does; new members may come. */
export interface Report {
  readonly version: 1;
  /** False when the settings of a stack are bad or a rule is broken. */
  readonly ok: boolean;
  readonly stacks: readonly StackReport[];
}

export type StackReport = RefusedStack | SeenStack;

/** A stack of which nothing can be shown. */
export interface RefusedStack {
  readonly stack: string;
  readonly state: "refused";
  readonly heading: string;
  /** All that is wrong with its settings. */
  readonly problems: readonly string[];
}

export interface SeenStack {
  readonly stack: string;
  readonly state: "seen";
  readonly accountId: string;
  readonly region: string;
  readonly tree: TreeNode;
  readonly counts: Counts;
  readonly hostNames: HostNames;
  /** From outside the stack. */
  readonly waysIn: readonly WayIn[];
  /** From a security group of the stack to another one, or out to a range. */
  readonly waysOn: readonly WayOn[];
  readonly protection: readonly Protection[];
  /** Expected, not measured: see `durations.ts`. */
  readonly firstDeployment: CriticalPath & { readonly waitsForPeople: readonly string[] };
  readonly policy: PolicyReport;
  readonly toDo: {
    /** Settings that are still the committed examples. */
    readonly examples: readonly string[];
    /** After the deployment, in order. */
    readonly nextSteps: readonly string[];
  };
}

export interface Place {
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
}

/** Everything that is said of one stack, from what its program registered. */
export function stackReport(place: Place, { resources, outputs }: Run, examples: readonly string[]): SeenStack {
  return {
    ...place,
    state: "seen",
    tree: tree(resources),
    counts: counts(resources),
    hostNames: hostNames(resources),
    waysIn: waysIn(resources),
    waysOn: waysOn(resources),
    protection: protection(resources),
    firstDeployment: { ...criticalPath(resources), waitsForPeople: waitsForPeople(resources) },
    policy: policyReport(resources),
    toDo: { examples, nextSteps: sentences(outputs.nextSteps) },
  };
}

export function report(stacks: readonly StackReport[]): Report {
  const ok = stacks.every((stack) => stack.state === "seen" && stack.policy.violations.length === 0);
  return { version: 1, ok, stacks };
}

/** The texts of a list; a secret is never one of them. */
function sentences(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => (isSecret(item) ? "(secret)" : String(item)));
}
