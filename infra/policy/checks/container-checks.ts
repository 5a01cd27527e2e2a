import { type Container, containersOf } from "../read/containers.ts";
import { taskDefinition } from "../read/resource-types.ts";
import { findEach, known } from "../read/unknown-values.ts";
import { type Check, type Findings, onResource } from "../rule.ts";

/** A check of each container of a task definition, of sidecars too. A container that is not known yet is skipped. */
export function onContainers(find: (container: Container) => Findings): Check {
  return onResource(taskDefinition, ({ containerDefinitions }) => findEach(containersOf(containerDefinitions), find));
}

/** The findings of several parts of one container. A part that is not known yet does not disable the others. */
export function findParts(...parts: readonly (() => Findings)[]): string[] {
  return parts.flatMap((part) => known(() => [part()].flat()) ?? []).filter((finding) => finding !== undefined);
}
