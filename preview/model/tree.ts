import type { Registered } from "../engine/engine.ts";
import { Graph } from "../engine/graph.ts";
import { describeAll, describeMain, isNotable } from "./describe.ts";
import { className, counted } from "./nouns.ts";

/** A component, or several resources of one type. */
export interface TreeNode {
  /** "Environment", "4 hosted zones". */
  readonly label: string;
  /** Logical name of a component. */
  readonly name?: string;
  /** A short description. */
  readonly detail?: string;
  /** True when the resource of the line is protected from deletion. */
  readonly protected: boolean;
  /** Its other resources: "role, 4 ingress rules". */
  readonly with?: string;
  readonly children: readonly TreeNode[];
}

/** Order of the components. All others come last. */
const ORDER: readonly string[] = [
  "EncryptionKey",
  "Notifications",
  "Dns",
  "RequestedCertificate",
  "ImportedCertificate",
  "Network",
  "ExistingNetwork",
  "SqlServer",
  "Redis",
  "SecretParameter",
  "PrivateBucket",
  "Application",
  "Environment",
  "Relay",
  "Image",
  "Secrets",
  "ServerlessCache",
  "LoadBalancer",
  "Service",
];

/** The tree of components that would be created. Resources of the same type share a line. */
export function tree(resources: readonly Registered[]): TreeNode {
  const graph = new Graph(resources);
  const stack = resources.find(({ parent, custom }) => parent === undefined && !custom);
  if (stack === undefined) throw new Error("the run has no stack");
  return component(stack, graph);
}

function component(resource: Registered, graph: Graph): TreeNode {
  const below = graph.children(resource.urn);
  const own = below.filter(({ custom }) => custom).flatMap((child) => [child, ...allBelow(child, graph)]);
  const candidates = own.filter((one) => describeMain(one, graph) !== undefined);
  // With several candidates there is no main resource.
  const main = candidates.length === 1 ? candidates[0] : undefined;
  const types = byType(own.filter((one) => one !== main));
  const notable = types.filter(([type]) => isNotable(type));
  const rest = types.filter(([type]) => !isNotable(type));
  const components = below.filter(({ custom }) => !custom).sort((a, b) => rank(a) - rank(b));
  const words = [main && describeMain(main, graph), resource.remote ? "created by awsx" : undefined].filter(Boolean).join(", ");
  return {
    label: className(resource.type),
    name: resource.name,
    ...(words === "" ? {} : { detail: words }),
    protected: main?.protect ?? false,
    ...(rest.length === 0 ? {} : { with: rest.map(countedWithProtection).join(", ") }),
    children: [...components.map((child) => component(child, graph)), ...notable.map(([type, all]) => line(type, all, graph))],
  };
}

function line(type: string, all: readonly Registered[], graph: Graph): TreeNode {
  const detail = describeAll(all, graph);
  return {
    label: counted(type, all.length),
    ...(detail === "" ? {} : { detail }),
    protected: all.every(({ protect }) => protect),
    children: [],
  };
}

function countedWithProtection([type, all]: readonly [string, readonly Registered[]]): string {
  const mark = all.every(({ protect }) => protect) ? " [protected]" : "";
  return `${counted(type, all.length)}${mark}`;
}

function byType(resources: readonly Registered[]): (readonly [string, readonly Registered[]])[] {
  const types = new Map<string, Registered[]>();
  for (const resource of resources) types.set(resource.type, [...(types.get(resource.type) ?? []), resource]);
  // By name, as the order of registration depends on which values are known first.
  return [...types].sort(([a], [b]) => (className(a) < className(b) ? -1 : 1));
}

function allBelow(resource: Registered, graph: Graph): Registered[] {
  return graph.children(resource.urn).flatMap((child) => [child, ...allBelow(child, graph)]);
}

function rank({ type }: Registered): number {
  const at = ORDER.indexOf(className(type));
  return at < 0 ? ORDER.length : at;
}
