import type { Registered } from "../../preview/engine/engine.ts";

/** A resource in the form in which a program registers it. The arguments name the resources that it refers to. */
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
    hooks: [],
    ...more,
    propertyDependencies,
  };
}
