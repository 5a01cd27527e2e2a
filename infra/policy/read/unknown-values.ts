// During a preview, some values are not known yet, as AWS chooses them. The engine passes markers for them, and reading one
// throws.
import * as policy from "@pulumi/policy";
import type { Findings } from "../rule.ts";

// Both are exported, but their declarations are stripped from the package.
const { unknownCheckingProxy, UnknownValueError } = policy as unknown as {
  unknownCheckingProxy: <T extends object>(props: T) => T;
  UnknownValueError: new (...args: never[]) => Error;
};

const guards = new WeakMap<object, object>();

/**
 * The arguments as the engine shows them to a policy: reading an unknown value throws. Arguments without one stay as they are, as a
 * guard changes nothing there and makes each read many times slower. The same arguments have the same guard, so that a rule can
 * remember what it read.
 */
export function guardUnknown<Props extends object>(props: Props): Props {
  const before = guards.get(props);
  if (before !== undefined) return before as Props;
  const proxy = unknownCheckingProxy(props);
  const guard = known(() => readAll(proxy)) === undefined ? proxy : props;
  guards.set(props, guard).set(guard, guard);
  return guard;
}

/** Reads every value at any depth, and throws at the first one that is not known yet. */
function readAll(value: unknown): true {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) readAll(inner);
  return true;
}

/** What `read` returns, or undefined when it meets a value that is not known yet. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** The elements of a list, without those that are not known yet. None of anything else. */
export function knownItems(list: unknown): unknown[] {
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => known(() => [list[index]]) ?? []).flat(1);
}

/** The findings about each element of a list. An element that is not known yet is skipped. */
export function findEach(list: unknown, find: (element: Readonly<Record<string, unknown>>) => Findings): string[] {
  return knownItems(list)
    .flatMap((element) => known(() => [find(element as Readonly<Record<string, unknown>>)].flat()) ?? [])
    .filter((finding) => finding !== undefined);
}

/** A text; undefined for anything else, and for a value that is not known yet. */
export function textOf(read: () => unknown): string | undefined {
  const value = known(read);
  return typeof value === "string" ? value : undefined;
}

/** The strings of a list, or a single string as a list, without values that are not known yet. */
export function strings(value: unknown): string[] {
  return (Array.isArray(value) ? knownItems(value) : [value]).filter((text) => typeof text === "string");
}
