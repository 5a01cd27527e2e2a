import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf } from "../engine/graph.ts";

/** One protection of data, with the text when it is on and the text when it is off. */
export type Fact = readonly [holds: boolean, strength: string, gap: string];

export function encrypted(resource: Registered, property: string, graph: Graph, holds: boolean): Fact {
  return [holds, `encrypted with ${keyOf(resource, property, graph)}`, "not encrypted with a KMS key of the stack"];
}

/** "the stack's key", or the key that an argument names. */
export function keyOf(resource: Registered, property: string, graph: Graph): string {
  const [key] = graph.referred(resource, property, "aws:kms/key:Key");
  if (key) return "the stack's key";
  const id = textOf(resource, property);
  return id === undefined ? "AWS's key" : `the key ${id}`;
}

export function protectedFromDestroy({ protect }: Registered): Fact {
  return [protect, "protected from destroy", "destroy deletes it"];
}
