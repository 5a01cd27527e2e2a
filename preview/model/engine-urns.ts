import type { Registered } from "../engine/engine.ts";

const STACK = "pulumi:pulumi:Stack";

/**
 * The address that Pulumi's engine gives to each resource, by the address in this run. It has the types of all parents but the
 * stack, where the mocks of the SDK have the type of one.
 */
export function engineUrns(resources: readonly Registered[]): ReadonlyMap<string, string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const types = new Map<string, string>();
  const typesOf = ({ urn, type, parent }: Registered): string => {
    const made = types.get(urn);
    if (made !== undefined) return made;
    const above = parent === undefined ? undefined : byUrn.get(parent);
    const all = above === undefined || above.type === STACK ? type : `${typesOf(above)}$${type}`;
    types.set(urn, all);
    return all;
  };
  return new Map(
    resources.map((resource) => {
      const [stack, project] = resource.urn.split("::", 2);
      if (stack?.startsWith("urn:pulumi:") !== true) return [resource.urn, resource.urn];
      return [resource.urn, `${stack}::${project}::${typesOf(resource)}::${resource.name}`];
    }),
  );
}

/** The same resources with the engine's addresses, also where they refer to each other. */
export function withEngineUrns(resources: readonly Registered[]): Registered[] {
  const urns = engineUrns(resources);
  const engineUrn = (urn: string) => urns.get(urn) ?? urn;
  return resources.map((resource) => ({
    ...resource,
    urn: engineUrn(resource.urn),
    parent: resource.parent === undefined ? undefined : engineUrn(resource.parent),
    dependencies: resource.dependencies.map(engineUrn),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, targets]) => [property, targets.map(engineUrn)]),
    ),
  }));
}
