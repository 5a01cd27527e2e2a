import type { CheckedResource, Rule } from "../../../infra/policy/rule.ts";
import { validate } from "../../../infra/policy/validate.ts";

/** The engine's marker for a text that is unknown until AWS returns it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";

/** A resource of the stack nonprod. The name distinguishes two resources of one type. */
export function checkedResource(
  type: string,
  props: Record<string, unknown>,
  more: Partial<CheckedResource> & { stack?: string } = {},
): CheckedResource {
  const name = more.name ?? "it";
  const urn = `urn:pulumi:${more.stack ?? "nonprod"}::xmpro-aws::${type}::${name}`;
  return { type, name, custom: true, urn, props, opts: { protect: false }, ...more };
}

/** The findings of one rule for these resources. */
export function findingsOf(rule: Rule, ...resources: CheckedResource[]): string[] {
  return validate([rule], resources).map(({ message }) => message);
}

/** Beanstalk's list of options from values by "namespace/name". Undefined omits an option. */
export function settings(values: Record<string, string | undefined>) {
  return Object.entries(values).flatMap(([key, value]) => {
    const cut = key.lastIndexOf("/");
    return value === undefined ? [] : [{ namespace: key.slice(0, cut), name: key.slice(cut + 1), value }];
  });
}
