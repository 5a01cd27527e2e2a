// During a preview, some values are not known yet, as AWS chooses them. The engine passes markers for them, and reading one
// throws.
import * as policy from "@pulumi/policy";
import type { Findings } from "../rule.ts";

// Both are exported, but their declarations are stripped from the package.
const { unknownCheckingProxy, UnknownValueError } = policy as unknown as {
  unknownCheckingProxy: <T extends object>(props: T) => T;
  UnknownValueError: new (...args: never[]) => Error;
};

/** The arguments as the engine shows them to a policy: reading an unknown value throws. */
export const guardUnknown = unknownCheckingProxy;

/** What `read` returns, or undefined when it meets a value that is not known yet. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** The findings about each element of a list. An element that is not known yet is skipped. */
export function findEach(list: unknown, find: (element: Readonly<Record<string, unknown>>) => Findings): string[] {
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => known(() => [find(list[index])].flat()) ?? [])
    .flat()
    .filter((finding) => finding !== undefined);
}

/** The strings of a list, or a single string as a list, without values that are not known yet. */
export function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return typeof value === "string" ? [value] : [];
  return Array.from({ length: value.length }, (_, index) => known(() => value[index])).filter((text) => typeof text === "string");
}
