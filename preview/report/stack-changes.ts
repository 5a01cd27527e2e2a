import type { AllowedTraffic, InboundAccess } from "../model/access.ts";
import { type Change, changes, isLoss } from "../model/changes.ts";
import type { EarlierDetails, EarlierReport, EarlierStack } from "../model/earlier-report.ts";
import type { PlannedStack } from "./plan.ts";

type Access = Omit<InboundAccess, "users">;

/** What an update from an earlier plan to this one would do. */
export interface StackChanges {
  readonly resources: readonly ChangedResource[];
  readonly newAccess: readonly Access[];
  readonly removedAccess: readonly Access[];
  /** Allowed connections from one security group to another one or to a range, which the earlier plan does not have. */
  readonly newTraffic: readonly AllowedTraffic[];
  readonly removedTraffic: readonly AllowedTraffic[];
  /** USD a month: now minus earlier. */
  readonly cost: { readonly fixed: number; readonly byUse: number };
}

export interface ChangedResource extends Change {
  /** Values of the arguments that changed. None when the earlier plan has no values. */
  readonly values: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

/** Undefined when the earlier plan does not show the stack. */
export function stackChanges(stack: PlannedStack, earlier: EarlierReport | undefined): StackChanges | undefined {
  const before = earlier?.get(stack.stack);
  if (before?.state !== "seen") return undefined;
  return {
    resources: changes(before.snapshot, stack.snapshot).map((change) => ({ ...change, values: valuesOf(change, stack, before) })),
    newAccess: without(stack.waysIn, before.waysIn, accessKey),
    removedAccess: without(before.waysIn, stack.waysIn, accessKey),
    newTraffic: without(bySource(stack.waysOn), bySource(before.waysOn), trafficKey),
    removedTraffic: without(bySource(before.waysOn), bySource(stack.waysOn), trafficKey),
    cost: { fixed: stack.cost.fixed - before.cost.fixed, byUse: stack.cost.byUse - before.cost.byUse },
  };
}

/** What loses data, and what Pulumi refuses as it is protected. */
export function atRisk({ resources }: StackChanges): readonly ChangedResource[] {
  return resources.filter(isLoss);
}

/** Several sources with the same reason are one entry of a report. A comparison needs each for itself. */
function bySource(traffic: readonly AllowedTraffic[]): AllowedTraffic[] {
  return traffic.flatMap((entry) => entry.from.map((from) => ({ ...entry, from: [from] })));
}

/** The reason of a rule is only words. */
const accessKey = ({ kind, from, to, what }: Access) => JSON.stringify([kind, from, to, what]);
const trafficKey = ({ from, to, port }: AllowedTraffic) => JSON.stringify([from, to, port]);

function without<T>(all: readonly T[], known: readonly T[], key: (one: T) => string): T[] {
  const keys = new Set(known.map(key));
  return all.filter((one) => !keys.has(key(one)));
}

function valuesOf(change: Change, stack: PlannedStack, before: EarlierStack): ChangedResource["values"] {
  if (before.details === undefined || change.operation === "create" || change.operation === "delete") return [];
  const settings = (details: readonly EarlierDetails[], address: string) =>
    new Map(details.find(({ urn }) => urn === address)?.settings.map(({ name, value }) => [name, value]));
  const old = settings(before.details, change.earlierUrn ?? change.urn);
  const current = settings(stack.details, change.urn);
  const ignored = stack.snapshot.find(({ urn }) => urn === change.urn)?.ignored ?? [];
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((name) => !ignored.includes(name.split(/[.[ ]/)[0] ?? ""))
    .map((name) => ({ name, before: old.get(name) ?? "not set", after: current.get(name) ?? "not set" }))
    .filter((value) => value.before !== value.after);
}
