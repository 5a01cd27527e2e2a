import type { CheckedResource } from "../rule.ts";
import { known } from "./unknown-values.ts";

/**
 * True if the argument `property` of `from` refers to `target`: by its id, ARN or name, or by the program's reference while these
 * are not known yet.
 */
export function pointsAt(from: CheckedResource, property: string, target: CheckedResource): boolean {
  if (urnsOf(from, property).includes(target.urn)) return true;
  const value = known(() => from.props[property]);
  return typeof value === "string" && ["id", "arn", "bucket"].some((key) => known(() => target.props[key]) === value);
}

/** URNs that an argument refers to. Where references are known for the whole resource only, all of them. */
function urnsOf(from: CheckedResource, property: string): readonly string[] {
  return (from.propertyDependencies ? from.propertyDependencies[property] : from.dependencies) ?? [];
}
