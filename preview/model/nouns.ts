// Readable names of resource types.
import { resourceType } from "../aws/services.ts";

/** "subnet group", or "subnet groups" for any other number than one. */
export function noun(type: string, count = 1): string {
  const [one, many] = resourceType(type)?.noun ?? fromToken(type);
  return count === 1 ? one : many;
}

/** "3 subnets", or just "subnet" for one. */
export function counted(type: string, count: number): string {
  return count === 1 ? noun(type) : `${count} ${noun(type, count)}`;
}

/** "SQL Server database", and just "Redis" for a Redis of that name. */
export function named(type: string, name: string): string {
  const what = noun(type);
  return what.toLowerCase().split(" ").at(-1) === name.toLowerCase() ? what : `${what} ${name}`;
}

/** The class in a type token: "SqlServer" for "xmpro-aws:infra:SqlServer". */
export function className(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

function fromToken(type: string): readonly [string, string] {
  const words = className(type).replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2");
  const one = words.toLowerCase();
  return [one, /[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : /(s|x|ch)$/.test(one) ? `${one}es` : `${one}s`];
}
