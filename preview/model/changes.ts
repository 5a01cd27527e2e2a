import { byImportance } from "./holds-data.ts";
import { replaces } from "./replacing-arguments.ts";
import type { ResourceSnapshot } from "./snapshot.ts";

/** What pulumi up would do to one resource. */
export interface Change {
  /**
   * "replace": deleted and created again. The preview has no provider: it knows this of the arguments in
   * `replacing-arguments.json` only, and calls every other change an update.
   */
  readonly operation: "create" | "update" | "replace" | "delete";
  readonly urn: string;
  /** The address in the earlier run, where an alias of the resource names it. Left out where it is the same. */
  readonly earlierUrn?: string;
  readonly type: string;
  readonly name: string;
  /** True when it is protected from deletion now. */
  readonly protected: boolean;
  readonly holdsData: boolean;
  /** Names of the arguments that changed. Of a replacement, only those that cause it. */
  readonly because: readonly string[];
}

/**
 * What changed between two runs of the same stack: first what loses data or protection, then deletions, replacements, updates and
 * creations. A resource found by one of its aliases is the same.
 */
export function changes(before: readonly ResourceSnapshot[], after: readonly ResourceSnapshot[]): Change[] {
  const old = new Map(before.map((resource) => [resource.urn, resource]));
  const found = after.flatMap((resource): Change[] => {
    const urn = [resource.urn, ...(resource.aliases ?? [])].find((address) => old.has(address));
    const previous = urn === undefined ? undefined : old.get(urn);
    if (urn === undefined || previous === undefined) return [change("create", resource, [])];
    old.delete(urn);
    return changed(previous, resource).map((one) => (urn === resource.urn ? one : { ...one, earlierUrn: urn }));
  });
  const deleted = [...old.values()].map((resource) => change("delete", resource, []));
  return [...deleted, ...found].sort(
    (a, b) =>
      Number(isLoss(b)) - Number(isLoss(a)) ||
      Number(b.protected && isLoss(b)) - Number(a.protected && isLoss(a)) ||
      (isLoss(a) ? byImportance(a.type, b.type) : 0) ||
      ORDER.indexOf(a.operation) - ORDER.indexOf(b.operation),
  );
}

/** True if the change loses data, or if Pulumi refuses it as the resource is protected. */
export function isLoss({ operation, holdsData, ...change }: Change): boolean {
  return (operation === "delete" || operation === "replace") && (holdsData || change.protected);
}

const ORDER: readonly Change["operation"][] = ["delete", "replace", "update", "create"];

function changed(before: ResourceSnapshot, after: ResourceSnapshot): Change[] {
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])].sort();
  const different = names.filter(
    // An earlier report may know an argument that Pulumi ignores now.
    (name) => after.ignored?.includes(name) !== true && before.properties[name] !== after.properties[name],
  );
  const replacing = different.filter((name) => replaces(after.type, name));
  // What is protected before the change decides whether Pulumi refuses it.
  if (replacing.length > 0) return [{ ...change("replace", after, replacing), protected: before.protected }];
  return different.length > 0 ? [change("update", after, different)] : [];
}

function change(operation: Change["operation"], resource: ResourceSnapshot, because: readonly string[]): Change {
  const { urn, type, name, holdsData } = resource;
  return { operation, urn, type, name, protected: resource.protected, holdsData, because };
}
