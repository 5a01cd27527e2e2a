import { serviceTitle } from "../aws/services.ts";
import type { Architecture } from "../model/architecture/architecture.ts";
import type { Arrow, Outside } from "../model/architecture/arrows.ts";
import { type Box, inOrder } from "../model/architecture/boxes.ts";
import { type EarlierArchitecture, isEarlierArchitecture } from "../model/architecture/earlier-architecture.ts";
import type { PlannedStack } from "./plan.ts";
import type { ChangedResource, StackChanges } from "./stack-changes.ts";

export type ShownChange = "new" | "changed" | "replaced" | "deleted";

/** The picture of a stack with what changes since an earlier report. */
export interface ComparedArchitecture {
  /** What is planned, and what is deleted, in the place that it had. */
  readonly architecture: Architecture;
  /** What happens to a box, a range outside, an arrow, a service ("service S3") or the network ("vpc"). */
  readonly changeOf: (key: string) => ShownChange | undefined;
  /** Deleted resources that have no box and no arrow of their own. */
  readonly notDrawn: readonly ChangedResource[];
}

const WORDS = { create: "new", update: "changed", replace: "replaced", delete: "deleted" } as const;
const NOTHING: EarlierArchitecture = { boxes: [], outside: [], arrows: [], services: [] };

/** @param earlier the picture of the earlier report, as far as it has one */
export function comparedArchitecture(
  stack: PlannedStack,
  changes: StackChanges | undefined,
  earlier: unknown,
): ComparedArchitecture {
  const { architecture } = stack;
  if (changes === undefined) return { architecture, changeOf: () => undefined, notDrawn: [] };
  const deleted = changes.resources.filter(({ operation }) => operation === "delete");
  const gone = deletedParts(stack, new Set(deleted.map(({ urn }) => urn)), isEarlierArchitecture(earlier) ? earlier : NOTHING);
  const drawn = new Set([...gone.boxes, ...gone.arrows].flatMap(({ urns }) => urns));
  const found = plannedChanges(stack, changes);
  for (const { key } of [...gone.boxes, ...gone.outside, ...gone.arrows]) found.set(key, "deleted");
  for (const { title } of gone.services) found.set(`service ${title}`, "deleted");
  return {
    architecture: {
      ...architecture,
      boxes: inOrder([...architecture.boxes, ...gone.boxes]),
      outside: [...architecture.outside, ...gone.outside],
      arrows: [...architecture.arrows, ...gone.arrows],
      services: [...architecture.services, ...gone.services].sort((a, b) => (a.title < b.title ? -1 : 1)),
    },
    changeOf: (key) => found.get(key),
    notDrawn: deleted.filter(({ urn }) => !drawn.has(urn)),
  };
}

/**
 * A new main resource makes the whole box new. Anything else inside of it makes it changed, without its security group rules: those
 * are arrows.
 */
function plannedChanges({ architecture, details }: PlannedStack, { resources }: StackChanges): Map<string, ShownChange> {
  const byUrn = new Map(resources.map(({ urn, operation }) => [urn, WORDS[operation]]));
  const rules = new Set(details.filter(({ type }) => type.startsWith("aws:vpc/")).map(({ urn }) => urn));
  const { boxes, arrows, services, vpc } = architecture;
  const found = new Map<string, ShownChange>();
  const add = (key: string, urns: readonly string[]) => {
    const [main, ...others] = urns.map((urn) => byUrn.get(urn));
    if (main !== undefined) found.set(key, main);
    else if (others.some((change) => change !== undefined)) found.set(key, "changed");
  };
  for (const { key, urns } of boxes) {
    add(
      key,
      urns.filter((urn) => !rules.has(urn)),
    );
  }
  for (const { key, urns } of arrows) add(key, urns);
  const touched = new Set(resources.map(({ type }) => serviceTitle(type)));
  for (const { title, urns } of services) {
    if (!touched.has(title)) continue;
    found.set(`service ${title}`, urns.every((urn) => byUrn.get(urn) === "new") ? "new" : "changed");
  }
  const network = resources.filter(
    ({ type, urn }) => serviceTitle(type) === "VPC" && !type.startsWith("aws:vpc/") && !inBox(urn),
  );
  if (network.length > 0) found.set("vpc", byUrn.get(vpc.urns[0] ?? "") === "new" ? "new" : "changed");
  return found;

  function inBox(urn: string): boolean {
    return boxes.some(({ urns }) => urns.includes(urn));
  }
}

/** What the earlier picture has, and this plan deletes. */
function deletedParts(
  { architecture, snapshot }: PlannedStack,
  deleted: ReadonlySet<string>,
  earlier: EarlierArchitecture,
): EarlierArchitecture {
  const planned = new Set([...architecture.boxes, ...architecture.outside, ...architecture.arrows].map(({ key }) => key));
  const tiers = new Set(architecture.tiers.map(({ key }) => key));
  const boxes = earlier.boxes.flatMap(({ tier, ...box }): Box[] => {
    if (!deleted.has(box.urns[0] ?? "") || planned.has(box.key)) return [];
    return [tier !== undefined && tiers.has(tier) ? { ...box, tier } : box];
  });
  const gone = new Set(boxes.map(({ key }) => key));
  const outside = new Map<string, Outside>();

  /** The key that an end has now: it may have another address. */
  const endNow = (key: string): string | undefined => {
    if (planned.has(key) || gone.has(key)) return key;
    const range = earlier.outside.find((one) => one.key === key);
    if (range !== undefined) {
      outside.set(key, range);
      return key;
    }
    // An environment has two boxes: its load balancer and its instances.
    const box = earlier.boxes.find((one) => one.key === key);
    const now = snapshot.find(({ aliases }) => aliases?.includes(box?.urns[0] ?? ""))?.urn;
    return architecture.boxes.find(({ kind, urns }) => now !== undefined && kind === box?.kind && urns[0] === now)?.key;
  };
  const arrows = earlier.arrows.flatMap((arrow): Arrow[] => {
    const { key, urns } = arrow;
    const isGone = urns.length > 0 ? urns.every((urn) => deleted.has(urn)) : gone.has(arrow.to);
    if (!isGone || planned.has(key)) return [];
    const [from, to] = [endNow(arrow.from), endNow(arrow.to)];
    return from === undefined || to === undefined ? [] : [{ ...arrow, from, to }];
  });
  const titles = new Set(architecture.services.map(({ title }) => title));
  const services = earlier.services.filter(({ title, urns }) => !titles.has(title) && urns.some((urn) => deleted.has(urn)));
  const used = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  return { boxes, arrows, services, outside: [...outside.values()].filter(({ key }) => used.has(key)) };
}
