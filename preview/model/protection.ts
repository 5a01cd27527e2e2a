import { services } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";
import { Graph, textOf } from "../engine/graph.ts";
import { noun } from "./nouns.ts";

// What keeps the data of a stack, read off the registered resources and from nowhere else.

export interface Protection {
  /** "SQL Server", "buckets": what is protected. */
  readonly what: string;
  /** Names of all that are protected in the same way. */
  readonly names: readonly string[];
  readonly strengths: readonly string[];
  /** What is left out, by choice or by mistake. */
  readonly gaps: readonly string[];
}

/** What data is protected how; things of a type that are protected alike are one entry. */
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

/** Zones are known by their domain, everything else by its logical name. */
function nameOf(resource: Registered): string {
  return (resource.type === "aws:route53/zone:Zone" ? textOf(resource, "name") : undefined) ?? resource.name;
}
