import type { CheckedResource } from "../rule.ts";
import { known } from "./unknown-values.ts";

/** Resources that something may name, by their types, and the arguments in which AWS returns the name. */
interface Named {
  readonly types: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Those of `names` that mean resources of the stack. Before AWS has named a resource, only the references of the argument say that it is meant. The engine
 * shows its name as unknown then. The offline preview makes one up: there the argument may have as many other names as it refers to resources without one.
 */
export function ownNames(
  names: readonly string[],
  { types, keys }: Named,
  from: CheckedResource,
  argument: string,
  all: readonly CheckedResource[],
): ReadonlySet<string> {
  const named = all.filter(({ type }) => types.includes(type));
  const namesOf = ({ props }: CheckedResource) => keys.map((key) => known(() => props[key])).filter(isName);
  const own = named.flatMap(namesOf);
  const others = new Set(names.filter((name) => !own.includes(name)));
  const referred = (from.propertyDependencies ? from.propertyDependencies[argument] : from.dependencies) ?? [];
  const isHidden = known(() => JSON.stringify([from.props[argument]])) === undefined;
  const unnamed = named.filter((resource) => referred.includes(resource.urn) && namesOf(resource).length === 0);
  return new Set(!isHidden && others.size <= unnamed.length ? names : names.filter((name) => own.includes(name)));
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
