import type { Registered } from "../engine/engine.ts";
import { Graph } from "../engine/graph.ts";
import { dependenciesOf } from "./critical-path.ts";
import { expectedSeconds } from "./durations.ts";
import type { MeasuredSeconds } from "./measured-seconds.ts";

/** When each resource of a first deployment would be created. */
export interface Timeline {
  readonly seconds: number;
  /** In the order of their starts. */
  readonly bars: readonly Bar[];
  /** How many bars have a measured duration. */
  readonly measured: number;
}

export interface Bar {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Seconds after the start of the deployment. */
  readonly start: number;
  readonly seconds: number;
  /** True when a delay here delays the end of the whole deployment. */
  readonly critical: boolean;
  /** Where the duration comes from: "expected", or "measured in nonprod". */
  readonly basis: string;
}

/** The engine creates a resource as soon as everything that it depends on exists. It has no other limit by default. */
export function timeline(resources: readonly Registered[], stack: string, measured?: MeasuredSeconds): Timeline {
  const graph = new Graph(resources);
  const bars = new Map<
    string,
    { readonly bar: Omit<Bar, "critical">; readonly end: number; readonly last: Registered | undefined }
  >();
  const visit = (resource: Registered): number => {
    const known = bars.get(resource.urn);
    if (known !== undefined) return known.end;
    let start = 0;
    let last: Registered | undefined;
    for (const dependency of dependenciesOf(resource, graph)) {
      const end = visit(dependency);
      if (end > start) [start, last] = [end, dependency];
    }
    const { seconds, basis } = durationOf(resource, stack, measured);
    const { urn, type, name } = resource;
    bars.set(urn, { bar: { urn, type, name, start, seconds, basis }, end: start + seconds, last });
    return start + seconds;
  };
  for (const resource of resources) visit(resource);
  const critical = new Set<string>();
  let end = resources.reduce<Registered | undefined>(
    (latest, one) => (visit(one) > (latest ? visit(latest) : 0) ? one : latest),
    undefined,
  );
  const seconds = end === undefined ? 0 : visit(end);
  for (; end !== undefined; end = bars.get(end.urn)?.last) critical.add(end.urn);
  const custom = resources
    .filter((resource) => resource.custom)
    .flatMap(({ urn }) => bars.get(urn)?.bar ?? [])
    .map((bar) => ({ ...bar, critical: critical.has(bar.urn) }))
    .sort((a, b) => a.start - b.start || b.seconds - a.seconds || (a.urn < b.urn ? -1 : 1));
  return { seconds, bars: custom, measured: custom.filter(({ basis }) => basis !== "expected").length };
}

function durationOf(resource: Registered, stack: string, measured: MeasuredSeconds | undefined): Pick<Bar, "seconds" | "basis"> {
  if (!resource.custom) return { seconds: 0, basis: "expected" };
  const found = measured?.of(stack, resource.type, resource.name);
  return found === undefined ? { seconds: expectedSeconds(resource), basis: "expected" } : found;
}
