import type { Alias, Registered } from "../engine/engine.ts";
import { urnBelow } from "../engine/urn-below.ts";

/**
 * The earlier addresses of each resource in Pulumi's state, by its address now: those of its own aliases, and those that follow
 * from the aliases of its parents. The engine derives them in the same way.
 */
export function earlierUrns(resources: readonly Registered[]): ReadonlyMap<string, readonly string[]> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const known = new Map<string, readonly string[]>();

  const earlierOf = (resource: Registered): readonly string[] => {
    const made = known.get(resource.urn);
    if (made !== undefined) return made;
    const parent = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
    const earlierParents = parent === undefined ? [] : earlierOf(parent);
    const ofAlias = (alias: Alias) => {
      if (alias.urn !== undefined) return [alias.urn];
      const { type = resource.type, name = resource.name } = alias;
      // Without a parent of its own, the alias is below the present parent or an earlier one of it.
      const below =
        alias.parent === undefined || alias.parent === resource.parent ? [resource.parent, ...earlierParents] : [alias.parent];
      return below.map((urn) => addressOf(resource.urn, urn, type, name));
    };
    const inherited = earlierParents.map((urn) =>
      addressOf(resource.urn, urn, resource.type, nameBelow(resource.name, parent?.name ?? "", urn)),
    );
    const all = [...new Set([...resource.aliases.flatMap(ofAlias), ...inherited])].filter((urn) => urn !== resource.urn);
    known.set(resource.urn, all);
    return all;
  };
  for (const resource of resources) earlierOf(resource);
  return known;
}

/** Below a parent, or below the stack, which a sibling names. */
function addressOf(sibling: string, parent: string | undefined, type: string, name: string): string {
  return urnBelow(parent || sibling.split("::", 2).join("::"), type, name);
}

/** The name below an earlier parent: a child named after its parent had the parent's earlier name in its own. */
function nameBelow(name: string, parent: string, earlier: string): string {
  if (parent === "" || !name.startsWith(parent)) return name;
  return `${earlier.split("::").slice(3).join("::")}${name.slice(parent.length)}`;
}
