import type { Registered } from "../../engine/engine.ts";
import { Graph } from "../../engine/graph.ts";
import { noun } from "../nouns.ts";
import { type ShownSetting, shownValues } from "./shown-values.ts";

/** One resource of the account with its arguments, as a person may read them. It reveals no secret. */
export interface ResourceDetails {
  readonly urn: string;
  readonly type: string;
  readonly noun: string;
  readonly name: string;
  /** Logical names of the components around it, the outermost first. */
  readonly within: readonly string[];
  readonly protected: boolean;
  readonly settings: readonly ShownSetting[];
}

/** The resources that exist in the account, and what the program gives each as arguments. */
export function resourceDetails(resources: readonly Registered[]): ResourceDetails[] {
  const graph = new Graph(resources);
  return resources
    .filter(({ custom }) => custom)
    .map((resource) => ({
      urn: resource.urn,
      type: resource.type,
      noun: noun(resource.type),
      name: resource.name,
      within: withinOf(resource, graph),
      protected: resource.protect,
      settings: shownValues(resource.inputs),
    }));
}

function withinOf(resource: Registered, graph: Graph): string[] {
  const names: string[] = [];
  for (let above = graph.at(resource.parent); above !== undefined; above = graph.at(above.parent)) {
    if (above.type !== "pulumi:pulumi:Stack") names.unshift(above.name);
  }
  return names;
}
