import type { Alias, Registered } from "../engine/engine.ts";

/**
 * Each resource's earlier URNs, by its URN: those of its own aliases, and those that follow from the aliases of its parents, as
 * Pulumi's engine derives them.
 */
export function earlierUrns(resources: readonly Registered[]): ReadonlyMap<string, readonly string[]> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const known = new Map<string, readonly string[]>();
  const of = (resource: Registered): readonly string[] => {
    const before = known.get(resource.urn);
    if (before !== undefined) return before;
    const parent = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
    const parents = [resource.parent, ...(parent === undefined ? [] : of(parent))];
    const own = resource.aliases.flatMap((alias) => urnsOf(alias, resource, parents));
    const inherited = parents.map((urn) =>
      urnOf(resource.urn, urn, resource.type, inheritedName(resource.name, parent?.name, urn)),
    );
    const all = [...new Set([...own, ...inherited])].filter((urn) => urn !== resource.urn);
    known.set(resource.urn, all);
    return all;
  };
  for (const resource of resources) of(resource);
  return known;
}

function urnsOf(alias: Alias, { urn, type, name }: Registered, parents: readonly (string | undefined)[]): string[] {
  if (alias.urn !== undefined) return [alias.urn];
  const from = alias.parent === undefined ? parents : [alias.parent];
  return from.map((parent) => urnOf(urn, parent, alias.type ?? type, alias.name ?? name));
}

/** A child named after its parent had the parent's earlier name in its own. */
function inheritedName(name: string, parent: string | undefined, earlier: string | undefined): string {
  if (parent === undefined || earlier === undefined || !name.startsWith(parent)) return name;
  return `${nameIn(earlier)}${name.slice(parent.length)}`;
}

/** "urn:pulumi:prod::xmpro::Parent$Type::name". The stack itself does not count as a parent there. */
function urnOf(sibling: string, parent: string | undefined, type: string, name: string): string {
  const [head = "", project = ""] = sibling.split("::");
  const parentType = parent?.split("::")[2] ?? "";
  const qualified = parentType === "" || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
  return [head, project, qualified, name].join("::");
}

function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
