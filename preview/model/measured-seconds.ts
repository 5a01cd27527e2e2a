// Reads how long each creation took from the events of Pulumi's engine, one JSON object a line, as `pulumi up --json` prints them
// and `--event-log` writes them. @pulumi/pulumi/automation/events.d.ts describes them; the timestamps are whole seconds.

/** How long the creation of resources took in real deployments. */
export interface MeasuredSeconds {
  /** Number of creations that were measured. */
  readonly count: number;
  /** Of this resource in this stack, else of the same one in another stack. Another resource of the type does not count. */
  of(stack: string, type: string, name: string): { readonly seconds: number; readonly basis: string } | undefined;
}

interface StepEvent {
  readonly metadata?: { readonly op?: unknown; readonly urn?: unknown };
  /** True in a preview, which creates nothing. */
  readonly planning?: unknown;
}

interface EngineEvent {
  readonly timestamp?: unknown;
  readonly resourcePreEvent?: StepEvent;
  readonly resOutputsEvent?: StepEvent;
}

/** The operations that create a resource. An update takes another time. */
const CREATIONS: readonly unknown[] = ["create", "create-replacement"];
const URN = /^urn:pulumi:([^:]+)::[^:]+::(?:.*\$)?([^$]+?)::(.+)$/;

/** Undefined when the text is no event log, or when it has no creation that ended. */
export function measuredSeconds(text: string): MeasuredSeconds | undefined {
  const started = new Map<string, number>();
  const seconds = new Map<string, Map<string, number>>();
  for (const { timestamp, resourcePreEvent, resOutputsEvent } of eventsOf(text)) {
    const step = resourcePreEvent ?? resOutputsEvent;
    const { op, urn } = step?.metadata ?? {};
    if (typeof urn !== "string" || typeof timestamp !== "number" || step?.planning === true || !CREATIONS.includes(op)) continue;
    if (resourcePreEvent !== undefined) {
      started.set(urn, timestamp);
      continue;
    }
    const start = started.get(urn);
    const [, stack, type, name] = URN.exec(urn) ?? [];
    if (start === undefined || stack === undefined || type === undefined || name === undefined || timestamp < start) continue;
    const key = `${type} ${name}`;
    const stacks = seconds.get(key) ?? new Map<string, number>();
    // A second of the same kind and name, in another component: the longer one is the safer guess.
    stacks.set(stack, Math.max(stacks.get(stack) ?? 0, timestamp - start));
    seconds.set(key, stacks);
  }
  if (seconds.size === 0) return undefined;
  return {
    count: [...seconds.values()].reduce((sum, stacks) => sum + stacks.size, 0),
    of(stack, type, name) {
      const stacks = seconds.get(`${type} ${name}`);
      const [from, took] = stacks?.has(stack) ? [stack, stacks.get(stack)] : ([...(stacks ?? [])][0] ?? []);
      return took === undefined ? undefined : { seconds: took, basis: `measured in ${from}` };
    },
  };
}

/** Lines that are no JSON objects are skipped: a deployment that was stopped leaves half of one. */
function* eventsOf(text: string): Generator<EngineEvent> {
  for (const line of text.split("\n")) {
    if (!line.startsWith("{")) continue;
    try {
      yield JSON.parse(line) as EngineEvent;
    } catch {
      // Half of a line.
    }
  }
}
