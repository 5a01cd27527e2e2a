import type { CheckedResource } from "../../../infra/policy/rule.ts";
import { offlineCloud } from "../../../preview/aws/offline-cloud.ts";
import type { Cloud } from "../../../preview/engine/cloud.ts";
import { UNKNOWN } from "./checked-resource.ts";

/** Shorter texts, such as "443", are in arguments by accident. */
const MIN_LENGTH = 8;

/** An offline cloud of an account that remembers each value that only AWS knows: an output that is no argument. */
export function rememberingCloud(accountId: string): { readonly cloud: Partial<Cloud>; readonly onlyAws: ReadonlySet<string> } {
  const offline = offlineCloud({ accountId, region: "us-east-1" });
  const onlyAws = new Set<string>();
  const create: Cloud["create"] = (type, name, inputs, custom) => {
    const created = offline.create(type, name, inputs, custom);
    const known = new Set(textsIn(inputs));
    for (const text of textsIn([created.id, created.outputs])) {
      if (text.length >= MIN_LENGTH && !known.has(text)) onlyAws.add(text);
    }
    return created;
  };
  return { cloud: { create }, onlyAws };
}

/** The resources as a preview of the engine passes them before the first deployment: a text with a value that only AWS knows is unknown as a whole. */
export function previewed(resources: readonly CheckedResource[], onlyAws: ReadonlySet<string>): CheckedResource[] {
  const values = [...onlyAws];
  const mask = (value: unknown): unknown => {
    if (typeof value === "string") return values.some((own) => value.includes(own)) ? UNKNOWN : value;
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]));
  };
  // A mistake changes one resource. The others were seen before.
  const seen = masked.get(onlyAws) ?? new WeakMap<CheckedResource, CheckedResource>();
  masked.set(onlyAws, seen);
  return resources.map((resource) => {
    const one = seen.get(resource) ?? { ...resource, props: mask(resource.props) as CheckedResource["props"] };
    seen.set(resource, one);
    return one;
  });
}

/**
 * The same with one more unknown argument for each resource, which no rule reads: all arguments of all resources are then read through the
 * engine's guard, also those of a resource that is known.
 */
export function throughGuard(resources: readonly CheckedResource[]): CheckedResource[] {
  return resources.map((resource) => ({ ...resource, props: { ...resource.props, thatNoRuleReads: UNKNOWN } }));
}

const masked = new WeakMap<ReadonlySet<string>, WeakMap<CheckedResource, CheckedResource>>();

/** The same, where a list of such values is unknown as a whole: an output of a component, such as all its subnets. */
export function withUnknownLists(resources: readonly CheckedResource[]): CheckedResource[] {
  const mask = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length > 0 && value.every((one) => one === UNKNOWN) ? UNKNOWN : value.map(mask);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]));
  };
  return resources.map((resource) => ({ ...resource, props: mask(resource.props) as CheckedResource["props"] }));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
