import { services } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";
import { Graph, textOf } from "../engine/graph.ts";
import { noun } from "./nouns.ts";

// How the data of a stack is protected, from the registered resources.

export interface Protection {
  /** "SQL Server", "buckets". */
  readonly what: string;
  /** Names of all resources with the same protection. */
  readonly names: readonly string[];
  readonly strengths: readonly string[];
  /** Protections that are off, by choice or by mistake. */
  readonly gaps: readonly string[];
}

/** How each resource with data is protected. Resources of a type with the same protection are one entry. */
export function protection(resources: readonly Registered[]): Protection[] {
  const graph = new Graph(resources);
  const types = services.flatMap((service) => Object.entries(service.types));
  return types.flatMap(([type, { protection: factsOf }]) => {
    if (factsOf === undefined) return [];
    const groups = new Map<string, Protection>();
    for (const resource of graph.ofType(type)) {
      const facts = factsOf(resource, graph);
      const strengths = facts.flatMap(([holds, strength]) => (holds ? strength : []));
      const gaps = facts.flatMap(([holds, , gap]) => (holds ? [] : gap));
      const key = JSON.stringify([strengths, gaps]);
      const names = [...(groups.get(key)?.names ?? []), nameOf(resource)];
      groups.set(key, { what: noun(type, names.length), names, strengths, gaps });
    }
    return [...groups.values()];
  });
}

/** The domain of a hosted zone, else the logical name. */
function nameOf(resource: Registered): string {
  return (resource.type === "aws:route53/zone:Zone" ? textOf(resource, "name") : undefined) ?? resource.name;
}
