import table from "./replacing-arguments.json" with { type: "json" };

const TYPES: Readonly<Record<string, readonly string[]>> = table.types;

/** Another region is another resource, for every type of AWS that has this argument (@pulumi/aws 7). */
const REGION = "region";

/** True if a change of the argument replaces the resource. False for what the table does not know. */
export function replaces(type: string, argument: string): boolean {
  return (type.startsWith("aws:") && argument === REGION) || (TYPES[type] ?? []).includes(argument);
}
