import type { Registered } from "../engine/engine.ts";
import { Graph } from "../engine/graph.ts";
import { expectedSeconds } from "./durations.ts";

export interface Link {
  readonly type: string;
  readonly name: string;
  readonly seconds: number;
}

export interface CriticalPath {
  /** Seconds of the chain. The deployment cannot be faster, as each link depends on the previous one. */
  readonly seconds: number;
  readonly chain: readonly Link[];
}

/** The longest chain of dependencies of the first deployment, in the order of creation. Seconds are the expected ones by default. */
export function criticalPath(
  resources: readonly Registered[],
  secondsOf: (resource: Registered) => number = expectedSeconds,
): CriticalPath {
  const graph = new Graph(resources);
  const paths = new Map<string, CriticalPath>();
  const visiting = new Set<string>();

  const pathTo = (resource: Registered): CriticalPath => {
    const known = paths.get(resource.urn);
    if (known) return known;
    if (visiting.has(resource.urn)) throw new Error(`"${resource.name}" (${resource.type}) depends on itself`);
    visiting.add(resource.urn);
    const before = longest(dependenciesOf(resource, graph).map(pathTo));
    const seconds = secondsOf(resource);
    const path = resource.custom
      ? {
          seconds: before.seconds + seconds,
          chain: [...before.chain, { type: resource.type, name: resource.name, seconds }],
        }
      : before;
    visiting.delete(resource.urn);
    paths.set(resource.urn, path);
    return path;
  };
  return longest(resources.map(pathTo));
}

function longest(paths: readonly CriticalPath[]): CriticalPath {
  return paths.reduce((best, path) => (path.seconds > best.seconds ? path : best), { seconds: 0, chain: [] });
}

/** What must exist before the engine creates a resource, or before the plugin returns a remote component. */
export function dependenciesOf(resource: Registered, graph: Graph): Registered[] {
  const parent = graph.at(resource.parent);
  const owner = pluginOf(resource, graph);
  return [
    ...resource.dependencies.flatMap((urn) => graph.at(urn) ?? []),
    // A child waits for its parent's URN, which a resource has after its creation and a component at once.
    ...(parent?.custom ? [parent] : []),
    // A plugin receives a component's arguments only when they are known, so all children wait for them.
    ...(owner ? owner.dependencies.flatMap((urn) => graph.at(urn) ?? []) : []),
    ...(resource.remote ? childrenOf(resource, graph) : []),
  ];
}

function pluginOf(resource: Registered, graph: Graph): Registered | undefined {
  for (let above = graph.at(resource.parent); above; above = graph.at(above.parent)) {
    if (above.remote) return above;
  }
  return undefined;
}

function childrenOf(component: Registered, graph: Graph): Registered[] {
  return graph.resources.filter((resource) => pluginOf(resource, graph) === component);
}

/** What a person must do before the deployment can continue. Nobody can tell how long that takes. */
export function waitsForPeople(resources: readonly Registered[]): string[] {
  const graph = new Graph(resources);
  const validations = graph.ofType("aws:acm/certificateValidation:CertificateValidation");
  const zones = graph.ofType("aws:route53/zone:Zone");
  const images = graph.ofType("docker:index/image:Image");
  return [
    ...(validations.length > 0 && zones.length > 0
      ? [
          "New zones: for the first pulumi up, set waitForCertificate to false. AWS issues the certificate only after the DNS administrator has delegated the zones, and pulumi up would wait for that, 75 minutes at most.",
        ]
      : []),
    ...(images.length > 0
      ? [
          "Start a Docker engine: pulumi up builds the relay's image with it. Without one it fails before it creates anything of the relay that costs money. Set relayImage to use an existing image, or relayEnabled to false for no relay.",
        ]
      : []),
  ];
}
