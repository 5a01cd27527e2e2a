import table from "./replacing-arguments.json" with { type: "json" };

const TYPES: Readonly<Record<string, readonly string[]>> = table.types;

/** True if a change of the argument replaces the resource. False for what the table does not know. */
export function replaces(type: string, argument: string): boolean {
  return (TYPES[type] ?? []).includes(argument);
}
