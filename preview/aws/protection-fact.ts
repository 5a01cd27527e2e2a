import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf } from "../engine/graph.ts";

/** One thing that may keep data, what to say when it does, and what when it does not. */
export type Fact = readonly [holds: boolean, strength: string, gap: string];

export function encrypted(resource: Registered, property: string, graph: Graph, holds: boolean): Fact {
  return [holds, `encrypted with ${keyOf(resource, property, graph)}`, "not encrypted with a key of ours"];
}

/** "the stack's key", or whose else an argument names. */
export function keyOf(resource: Registered, property: string, graph: Graph): string {
  const [key] = graph.referred(resource, property, "aws:kms/key:Key");
  if (key) return "the stack's key";
  const id = textOf(resource, property);
  return id === undefined ? "AWS's key" : `the key ${id}`;
}

export function kept({ protect }: Registered): Fact {
  return [protect, "destroy refuses to take it", "destroy takes it"];
}
