import type { Registered } from "../../preview/engine/engine.ts";

/** A resource as if a program had registered it; what it refers to is given by argument. */
export function registered(type: string, name: string, more: Partial<Registered> = {}): Registered {
  const propertyDependencies = more.propertyDependencies ?? {};
  return {
    urn: `${type}::${name}`,
    type,
    name,
    custom: type.startsWith("aws:"),
    remote: false,
    inputs: {},
    dependencies: Object.values(propertyDependencies).flat(),
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    aliases: [],
    ...more,
    propertyDependencies,
  };
}
