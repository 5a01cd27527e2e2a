import { type Change, changes } from "../../preview/model/changes.ts";
import { isEverybody } from "../../preview/model/everybody.ts";
import type { RefusedStack, Report, ReportedStack, StackReport } from "../../preview/model/report.ts";
import type {
  NewAccess,
  PlanFinding,
  PlannedCost,
  PullRequestPlan,
  RefusedStackPlan,
  SeenStackPlan,
} from "./pull-request-plan.ts";

/** The report of a base, which another version of this project may have written: what it lacks is not compared. */
export interface BaseReport {
  readonly commit: string;
  readonly stacks: readonly (RefusedStack | Partial<Omit<ReportedStack, "state">>)[];
}

/** Takes the names and numbers of two reports that a plan has, and leaves every value behind. */
export function buildPlan(head: Report, commit: string, base: BaseReport | undefined): PullRequestPlan {
  const isComparable = base?.stacks.some((stack) => "snapshot" in stack && stack.snapshot !== undefined) === true;
  return {
    version: 1,
    head: commit,
    base: isComparable ? base.commit : null,
    stacks: head.stacks.map((stack) => (stack.state === "refused" ? refused(stack) : seen(stack, beforeOf(stack, base)))),
  };
}

function beforeOf({ stack }: StackReport, base: BaseReport | undefined): Partial<ReportedStack> | undefined {
  const found = base?.stacks.find((one) => one.stack === stack);
  return found === undefined || !("snapshot" in found) ? undefined : found;
}

/** A problem begins with the setting that it is about, and may quote its value behind that. */
function refused({ stack, problems }: RefusedStack): RefusedStackPlan {
  const settings = problems.flatMap((problem) => /^(?:xmpro|aws|pulumi):[A-Za-z0-9:._[\]-]{1,60}/.exec(problem)?.[0] ?? []);
  return { stack, state: "refused", problems: problems.length, settings: [...new Set(settings)] };
}

function seen(after: ReportedStack, before: Partial<ReportedStack> | undefined): SeenStackPlan {
  const named = ({ rule, type, name }: PlanFinding): PlanFinding => ({ rule, type: asName(type), name: asName(name) });
  const { violations, advisories, exemptions } = after.policy;
  return {
    stack: after.stack,
    state: "seen",
    resources: after.snapshot.length,
    changes: before?.snapshot === undefined ? null : changes(before.snapshot, after.snapshot).map(planned),
    cost: costOf(after, before),
    newAccess: before?.waysIn === undefined ? null : newAccess(after.waysIn, before.waysIn),
    violations: violations.map(named),
    advisories: advisories.map(named),
    exemptions: exemptions.map((one) => ({ ...named(one), reason: one.reason.slice(0, 500), until: one.until })),
  };
}

function planned({ operation, type, name, protected: isProtected, holdsData, because }: Change) {
  return { operation, type: asName(type), name: asName(name), protected: isProtected, holdsData, because: because.slice(0, 60) };
}

/** A name in the letters that a plan takes. A finding about the pack's own files has no resource to name. */
function asName(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9._:/-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  return letters.slice(0, 120) || "none";
}

function costOf({ cost }: ReportedStack, before: Partial<ReportedStack> | undefined): PlannedCost {
  const { fixed, byUse, unpriced } = cost;
  const earlier = before?.cost;
  return {
    fixed,
    byUse,
    unpriced: unpriced.length,
    before: earlier === undefined ? null : { fixed: earlier.fixed, byUse: earlier.byUse },
  };
}

/** What outsiders can reach that they could not reach before. The reason of a rule is only words. */
function newAccess(after: ReportedStack["waysIn"], before: ReportedStack["waysIn"]): NewAccess[] {
  const key = ({ kind, from, to, what }: ReportedStack["waysIn"][number]) => JSON.stringify([kind, from, to, what]);
  const known = new Set(before.map(key));
  return after
    .filter((way) => !known.has(key(way)))
    .map(({ kind, from, what }) => {
      if (kind === "bucket") return { from: "bucket", port: null };
      return { from: isEverybody(from) ? "internet" : "addresses", port: what };
    });
}
