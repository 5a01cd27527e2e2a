import type { Registered } from "../engine/engine.ts";
import { Graph, textOf } from "../engine/graph.ts";

export interface HostName {
  readonly host: string;
  /** Record types, "A" and "AAAA". */
  readonly types: readonly string[];
  /** Environment of the load balancer. */
  readonly environment: string;
  readonly zone: string;
}

export interface HostNames {
  readonly hosts: readonly HostName[];
  /** Names of the new zones. The DNS administrator must delegate each. */
  readonly newZones: readonly string[];
}

/** The load balancer of each host name, from the alias records. */
export function hostNames(resources: readonly Registered[]): HostNames {
  const graph = new Graph(resources);
  const hosts = new Map<string, HostName>();
  for (const record of graph.ofType("aws:route53/record:Record")) {
    const [environment] = graph.referred(record, "aliases");
    if (record.inputs.aliases === undefined) continue;
    const host = textOf(record, "name") ?? record.name;
    const [zone] = graph.referred(record, "zoneId", "aws:route53/zone:Zone");
    hosts.set(host, {
      host,
      types: [...(hosts.get(host)?.types ?? []), textOf(record, "type") ?? "?"],
      environment: environment?.name ?? "an existing load balancer",
      zone: (zone && textOf(zone, "name")) ?? textOf(record, "zoneId") ?? "unknown",
    });
  }
  const newZones = graph.ofType("aws:route53/zone:Zone").map((zone) => textOf(zone, "name") ?? zone.name);
  return { hosts: [...hosts.values()], newZones };
}
