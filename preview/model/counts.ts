import { serviceTitle } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";

export interface Counts {
  /** Everything that the engine counts: the stack itself, components and resources. */
  readonly total: number;
  /** Components and the stack itself. They group resources and do not exist in the account. */
  readonly components: number;
  /** Resources protected from deletion. */
  readonly protected: number;
  /** AWS service to its resources, the largest first. */
  readonly services: Readonly<Record<string, number>>;
  /** Type token to its resources, in alphabetical order. */
  readonly types: Readonly<Record<string, number>>;
}

/** The number of resources of each service and type. */
export function counts(resources: readonly Registered[]): Counts {
  const inAccount = resources.filter(({ custom }) => custom);
  return {
    total: resources.length,
    components: resources.length - inAccount.length,
    protected: inAccount.filter(({ protect }) => protect).length,
    services: tally(
      inAccount.map(({ type }) => serviceTitle(type)),
      ([a, m], [b, n]) => n - m || (a < b ? -1 : 1),
    ),
    types: tally(
      inAccount.map(({ type }) => type),
      ([a], [b]) => (a < b ? -1 : 1),
    ),
  };
}

function tally(names: readonly string[], order: (a: [string, number], b: [string, number]) => number): Record<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return Object.fromEntries([...found].sort(order));
}
