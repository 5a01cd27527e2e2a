import type * as automation from "@pulumi/pulumi/automation/index.js";

/** Collects the types of all resources that an update creates, changes, replaces or deletes. */
export function touchedTypes(): {
  readonly types: ReadonlySet<string>;
  readonly onEvent: (event: automation.EngineEvent) => void;
} {
  const types = new Set<string>();
  return {
    types,
    onEvent: ({ resOutputsEvent }) => {
      const { op, type } = resOutputsEvent?.metadata ?? {};
      if (op !== undefined && op !== "same" && type !== undefined) types.add(type);
    },
  };
}
