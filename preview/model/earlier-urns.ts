import type { Alias, Registered } from "../engine/engine.ts";

const STACK = "pulumi:pulumi:Stack";

/**
 * The earlier addresses of each resource in Pulumi's state, by its URN in this run: those of its own aliases, and those that
 * follow from the aliases of its parents. The engine derives them in the same way.
 *
 * @param urns address in the state by URN in this run
 */
export function earlierUrns(
  resources: readonly Registered[],
  urns: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const known = new Map<string, readonly string[]>();
  const inState = (urn: string) => urns.get(urn) ?? urn;

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
      return below.map((urn) => addressOf(resource.urn, urn && inState(urn), type, name));
    };
    const inherited = earlierParents.map((urn) =>
      addressOf(resource.urn, urn, resource.type, nameBelow(resource.name, parent?.name ?? "", urn)),
    );
    const all = [...new Set([...resource.aliases.flatMap(ofAlias), ...inherited])].filter((urn) => urn !== inState(resource.urn));
    known.set(resource.urn, all);
    return all;
  };
  for (const resource of resources) earlierOf(resource);
  return known;
}

/** "urn:pulumi:prod::xmpro::Parent$Type::name". The stack itself is not in it. */
function addressOf(sibling: string, parent: string | undefined, type: string, name: string): string {
  const [stack = "", project = ""] = sibling.split("::");
  const parentTypes = parent?.split("::")[2] ?? "";
  const types = parentTypes === "" || parentTypes === STACK ? type : `${parentTypes}$${type}`;
  return [stack, project, types, name].join("::");
}

/** The name below an earlier parent: a child named after its parent had the parent's earlier name in its own. */
function nameBelow(name: string, parent: string, earlier: string): string {
  if (parent === "" || !name.startsWith(parent)) return name;
  return `${earlier.split("::").slice(3).join("::")}${name.slice(parent.length)}`;
}
