import type { Judged } from "../rule.ts";
import { known } from "./unknown-values.ts";

/** True if the argument `property` of `from` names `target`: by what AWS calls it, or before that is known by the program's reference. */
export function pointsAt(from: Judged, property: string, target: Judged): boolean {
  if (referred(from, property).includes(target.urn)) return true;
  const value = known(() => from.props[property]);
  return typeof value === "string" && ["id", "arn", "bucket"].some((key) => known(() => target.props[key]) === value);
}

/** Addresses of what an argument refers to; where only the whole resource's references are known, all of those. */
function referred(from: Judged, property: string): readonly string[] {
  return (from.propertyDependencies ? from.propertyDependencies[property] : from.dependencies) ?? [];
}
