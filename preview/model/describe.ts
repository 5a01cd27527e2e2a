// Short descriptions of resources for the tree.
import { resourceType } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";

/** Description on the line of the component whose main resource this is. */
export function describeMain(resource: Registered, graph: Graph): string | undefined {
  return resourceType(resource.type)?.summary?.(resource, graph);
}

/** True when resources of this type have a line of their own. */
export function isNotable(type: string): boolean {
  return resourceType(type)?.line !== undefined;
}

/** Descriptions of several resources of one type. Equal ones appear once, with their number. */
export function describeAll(resources: readonly Registered[], graph: Graph): string {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const words = resourceType(resource.type)?.line?.(resource, graph);
    if (words !== undefined) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, times]) => (times === 1 ? words : `${times} ${words}`)).join(", ");
}
