import type { InboundAccess } from "../model/access.ts";
import { type Change, changes } from "../model/changes.ts";
import type { EarlierPlan, EarlierStack } from "./earlier-plan.ts";
import type { PlannedStack } from "./plan.ts";

/** What an update from an earlier plan to this one would do. */
export interface StackChanges {
  readonly resources: readonly ChangedResource[];
  readonly newAccess: readonly InboundAccess[];
  readonly removedAccess: readonly InboundAccess[];
  /** USD a month: now minus earlier. Undefined when the earlier plan has no cost. */
  readonly cost: { readonly fixed: number; readonly byUse: number } | undefined;
  readonly earlier: Exclude<EarlierStack, { readonly state: "refused" }>;
}

export interface ChangedResource extends Change {
  /** Values of the arguments that changed. None when the earlier plan has no values. */
  readonly values: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

/** Undefined when the earlier plan does not have the stack. */
export function stackChanges(stack: PlannedStack, earlier: EarlierPlan | undefined): StackChanges | undefined {
  const before = earlier?.stacks.find((one) => one.stack === stack.stack);
  if (before === undefined || before.state === "refused") return undefined;
  return {
    resources: changes(before.snapshot, stack.snapshot).map((change) => ({ ...change, values: valuesOf(change, stack, before) })),
    newAccess: without(stack.waysIn, before.waysIn),
    removedAccess: without(before.waysIn, stack.waysIn),
    cost:
      before.cost === undefined
        ? undefined
        : { fixed: stack.cost.fixed - before.cost.fixed, byUse: stack.cost.byUse - before.cost.byUse },
    earlier: before,
  };
}

/** What is lost when the change is made: data of a resource that is deleted, or deleted and created again. */
export function dataAtRisk({ resources }: StackChanges): readonly ChangedResource[] {
  return resources.filter(({ operation, holdsData }) => holdsData && (operation === "delete" || operation === "replace"));
}

function without(all: readonly InboundAccess[], known: readonly InboundAccess[]): InboundAccess[] {
  const key = ({ kind, from, to, what }: InboundAccess) => JSON.stringify([kind, from, to, what]);
  const keys = new Set(known.map(key));
  return all.filter((access) => !keys.has(key(access)));
}

function valuesOf(change: Change, stack: PlannedStack, before: StackChanges["earlier"]): ChangedResource["values"] {
  if (before.details === undefined || change.operation === "create" || change.operation === "delete") return [];
  const settings = (details: PlannedStack["details"]) =>
    new Map(details.find(({ urn }) => urn === change.urn)?.settings.map(({ name, value }) => [name, value]));
  const old = settings(before.details);
  const current = settings(stack.details);
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((name) => ({ name, before: old.get(name) ?? "not set", after: current.get(name) ?? "not set" }))
    .filter((value) => value.before !== value.after);
}
