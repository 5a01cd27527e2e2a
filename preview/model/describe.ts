// What a person wants to know of a resource, in a few words.
import { resourceType } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";

/** Words for the line of the component that is there for this resource. */
export function describeMain(resource: Registered, graph: Graph): string | undefined {
  return resourceType(resource.type)?.summary?.(resource, graph);
}

/** True when resources of this type get a line. */
export function isNotable(type: string): boolean {
  return resourceType(type)?.line !== undefined;
}

/** Words for several resources of one type: what is said of more than one is said once, with a number. */
export function describeAll(resources: readonly Registered[], graph: Graph): string {
  const said = new Map<string, number>();
  for (const resource of resources) {
    const words = resourceType(resource.type)?.line?.(resource, graph);
    if (words !== undefined) said.set(words, (said.get(words) ?? 0) + 1);
  }
  return [...said].map(([words, times]) => (times === 1 ? words : `${times} ${words}`)).join(", ");
}
