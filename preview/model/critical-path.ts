import type { Registered } from "../engine/engine.ts";
import { Graph } from "../engine/graph.ts";
import { expectedSeconds } from "./durations.ts";

export interface Link {
  readonly type: string;
  readonly name: string;
  readonly seconds: number;
}

export interface CriticalPath {
  /** Seconds of the chain: nothing can be faster, as each link waits for the one before it. */
  readonly seconds: number;
  readonly chain: readonly Link[];
}

/** The chain of resources that bounds the first deployment, the one that is made first in front. */
export function criticalPath(resources: readonly Registered[]): CriticalPath {
  const graph = new Graph(resources);
  const paths = new Map<string, CriticalPath>();
  const onTheWay = new Set<string>();

  const pathTo = (resource: Registered): CriticalPath => {
    const known = paths.get(resource.urn);
    if (known) return known;
    if (onTheWay.has(resource.urn)) throw new Error(`"${resource.name}" (${resource.type}) waits for itself`);
    onTheWay.add(resource.urn);
    const before = longest(waitsFor(resource, graph).map(pathTo));
    const seconds = expectedSeconds(resource);
    const path = resource.custom
      ? {
          seconds: before.seconds + seconds,
          chain: [...before.chain, { type: resource.type, name: resource.name, seconds }],
        }
      : before;
    onTheWay.delete(resource.urn);
    paths.set(resource.urn, path);
    return path;
  };
  return longest(resources.map(pathTo));
}

function longest(paths: readonly CriticalPath[]): CriticalPath {
  return paths.reduce((best, path) => (path.seconds > best.seconds ? path : best), { seconds: 0, chain: [] });
}

/** What must be there before the request for a resource is sent; for a plugin's component, before its answer comes. */
function waitsFor(resource: Registered, graph: Graph): Registered[] {
  const parent = graph.at(resource.parent);
  const owner = pluginOf(resource, graph);
  return [
    ...resource.dependencies.flatMap((urn) => graph.at(urn) ?? []),
    // A child waits for its parent's address, which a resource gets when it is made and a component at once.
    ...(parent?.custom ? [parent] : []),
    // The plugin hears of a component's arguments only when they are known; all its parts wait for that.
    ...(owner ? owner.dependencies.flatMap((urn) => graph.at(urn) ?? []) : []),
    ...(resource.remote ? partsOf(resource, graph) : []),
  ];
}

function pluginOf(resource: Registered, graph: Graph): Registered | undefined {
  for (let above = graph.at(resource.parent); above; above = graph.at(above.parent)) {
    if (above.remote) return above;
  }
  return undefined;
}

function partsOf(component: Registered, graph: Graph): Registered[] {
  return graph.resources.filter((resource) => pluginOf(resource, graph) === component);
}

/** Where a deployment stands still, or stops, until a person outside has done something; no duration can be given. */
export function waitsForPeople(resources: readonly Registered[]): string[] {
  const graph = new Graph(resources);
  const validations = graph.ofType("aws:acm/certificateValidation:CertificateValidation");
  const zones = graph.ofType("aws:route53/zone:Zone");
  const images = graph.ofType("docker:index/image:Image");
  return [
    ...(validations.length > 0 && zones.length > 0
      ? [
          "New zones: for the first pulumi up, set waitForCertificate to false. AWS issues the certificate only after the DNS administrator has delegated the zones, and pulumi up would stand still for that, 75 minutes at most.",
        ]
      : []),
    ...(images.length > 0
      ? [
          "Start a Docker engine: pulumi up builds the relay's image with it. Without one it stops before anything of the relay costs money; relayImage takes an image that is there, relayEnabled false does without.",
        ]
      : []),
  ];
}
