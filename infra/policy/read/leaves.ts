import { isObject } from "./nested.ts";
import { known } from "./unknown-values.ts";

/** One value that is neither a list nor an object, at any depth of a resource's arguments. */
export interface Leaf {
  /** The name of the argument that holds it. Elements of a list have the name of the list. */
  readonly key: string;
  /** Such as "mixedInstancesPolicy.overrides.0.instanceType". */
  readonly path: string;
  readonly value: string | number | boolean;
}

const read = new WeakMap<object, readonly Leaf[]>();

/** All values in the arguments of a resource that are known. */
export function leavesOf(props: Readonly<Record<string, unknown>>): readonly Leaf[] {
  const before = read.get(props);
  if (before !== undefined) return before;
  const leaves = within(props, "", "");
  read.set(props, leaves);
  return leaves;
}

function within(value: unknown, key: string, path: string): Leaf[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [{ key, path, value }];
  if (!isObject(value)) return [];
  const isList = Array.isArray(value);
  return Object.keys(value).flatMap((name) => {
    const inner = known(() => value[name]);
    return inner === undefined ? [] : within(inner, isList ? key : name, path === "" ? name : `${path}.${name}`);
  });
}
