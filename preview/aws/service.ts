import type { AccountRegion, ChildResource, Inputs } from "../engine/cloud.ts";
import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import type { Fact } from "./protection-fact.ts";

/** The outputs that AWS adds to the arguments of a resource, as far as the program reads them. */
export type Outputs = (name: string, inputs: Inputs, target: AccountRegion) => Record<string, unknown>;

/** A short description of one resource; undefined for none. */
export type Describe = (resource: Registered, graph: Graph) => string | undefined;

/** How long the first creation of a resource takes. */
export interface Duration {
  /** Only for resources with these arguments. Without it, for all that match no row above. */
  readonly when?: (inputs: Registered["inputs"]) => boolean;
  /** Seconds from the request until Pulumi continues. */
  readonly seconds: number;
  /** True when no source has the figure itself. */
  readonly estimate: boolean;
  readonly source: string;
}

/** All that the preview knows of one resource type. `{}` is enough for a type without outputs that the program reads. */
export interface ResourceType {
  /** The resource's id. Default: its logical name and "-id". */
  readonly id?: (name: string) => string;
  readonly outputs?: Outputs;
  /** The children that the component's plugin creates. */
  readonly children?: (name: string, inputs: Inputs) => readonly ChildResource[];
  /** Default: the words of the type token. */
  readonly noun?: readonly [one: string, many: string];
  /** The first row that matches counts. Default: see `durations.ts`. */
  readonly durations?: readonly Duration[];
  /** How its data is protected. */
  readonly protection?: (resource: Registered, graph: Graph) => readonly Fact[];
  /** Description on the line of the component whose main resource this is. */
  readonly summary?: Describe;
  /** Description on a line of its own below the component. Without it, the component's line only counts the type. */
  readonly line?: Describe;
}

/** One AWS service, or another provider. */
export interface Service {
  /** The service's name. */
  readonly title: string;
  readonly types: Readonly<Record<string, ResourceType>>;
  /** Results of the program's look-ups, by token. */
  readonly lookUps?: Readonly<Record<string, (inputs: Inputs, target: AccountRegion) => Record<string, unknown>>>;
}
