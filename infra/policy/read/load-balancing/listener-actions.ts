// What a load balancer does with a request. A listener has default actions, and rules with actions of their own.
import type { CheckedResource } from "../../rule.ts";
import { isObject } from "../nested.ts";
import { listenerRules, listeners } from "../resource-types.ts";
import { known, knownItems } from "../unknown-values.ts";

type Action = Readonly<Record<string, unknown>>;

/** Each action of a listener or of a rule that is known. */
export function actionsOf({ props }: CheckedResource): Action[] {
  return ["defaultActions", "actions"].flatMap((argument) => {
    const value = known(() => props[argument]);
    return (Array.isArray(value) ? knownItems(value) : [value]).filter(isObject);
  });
}

/** True if at least one action is not known yet. */
export function hasHiddenActions(resource: CheckedResource): boolean {
  const argument = listenerTypes.includes(resource.type) ? "defaultActions" : "actions";
  return known(() => JSON.stringify([resource.props[argument]])) === undefined;
}

/** A protocol that AWS will say: nothing can be said about it yet. */
export const NOT_YET_KNOWN = "not known yet";

/**
 * The protocol of the listener, in upper case; for a rule, of the listener that it belongs to. Undefined for a rule whose listener is
 * not of this stack.
 */
export function protocolOf(resource: CheckedResource, all: readonly CheckedResource[]): string | undefined {
  if (listenerTypes.includes(resource.type)) {
    const protocol = known(() => [resource.props.protocol]);
    return protocol === undefined ? NOT_YET_KNOWN : String(protocol[0] ?? "").toUpperCase();
  }
  const listener = all.find((other) => listenerTypes.includes(other.type) && isListenerOf(other, resource));
  return listener === undefined ? undefined : protocolOf(listener, all);
}

function isListenerOf(listener: CheckedResource, rule: CheckedResource): boolean {
  if (rule.propertyDependencies?.listenerArn?.includes(listener.urn)) return true;
  const arn = known(() => rule.props.listenerArn);
  return typeof arn === "string" && ["arn", "id"].some((key) => known(() => listener.props[key]) === arn);
}

const listenerTypes: readonly string[] = listeners;

export const ACTION_TYPES = [...listeners, ...listenerRules] as const;

/** An argument of an action in lower case, as AWS writes types in lower and protocols in upper case. */
export function lower(value: unknown): string {
  return String(value ?? "").toLowerCase();
}
