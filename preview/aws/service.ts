import type { Inputs, Part, Place } from "../engine/cloud.ts";
import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import type { Fact } from "./protection-fact.ts";

/** What AWS adds to the arguments of a resource, as far as the program reads it. */
export type Outputs = (name: string, inputs: Inputs, where: Place) => Record<string, unknown>;

/** Words for one resource; undefined where there is nothing to say. */
export type Describe = (resource: Registered, graph: Graph) => string | undefined;

/** How long the first creation of a resource takes. */
export interface Duration {
  /** Only for resources with these arguments; without it for all that no row above fits. */
  readonly when?: (inputs: Registered["inputs"]) => boolean;
  /** Seconds from the request until Pulumi goes on, in a quiet region. */
  readonly seconds: number;
  /** True when no source gives the figure itself. */
  readonly estimate: boolean;
  readonly source: string;
}

/** All that the preview knows of one type of resource. An empty object is a type that AWS adds nothing to. */
export interface ResourceType {
  /** What AWS calls the resource. Default: its logical name with "-id" behind it. */
  readonly id?: (name: string) => string;
  readonly outputs?: Outputs;
  /** What the component's plugin makes. */
  readonly parts?: (name: string, inputs: Inputs) => readonly Part[];
  /** Default: the words of the type token. */
  readonly noun?: readonly [one: string, many: string];
  /** Default: a moment. The first row that fits counts. */
  readonly durations?: readonly Duration[];
  /** What keeps the data in it. */
  readonly protection?: (resource: Registered, graph: Graph) => readonly Fact[];
  /** Words on the line of the component that is there for this resource. */
  readonly summary?: Describe;
  /** Words on a line of its own below the component; without it the type is only counted there. */
  readonly line?: Describe;
}

/** One AWS service, or another provider. */
export interface Service {
  /** As a person calls it. */
  readonly title: string;
  readonly types: Readonly<Record<string, ResourceType>>;
  /** Answers to what the program asks AWS, by the look-up's token. */
  readonly lookUps?: Readonly<Record<string, (inputs: Inputs, where: Place) => Record<string, unknown>>>;
}
