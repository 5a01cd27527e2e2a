import { isObject } from "../nested.ts";
import { known, knownItems } from "../unknown-values.ts";

/** What a rule of a web ACL does with a request that it finds. A rule that neither stops nor counts nor allows is not known yet. */
export interface WebAclRule {
  readonly name: unknown;
  /** It blocks the request or asks for a proof, or lets a group of rules do so. */
  readonly stops: boolean;
  readonly counts: boolean;
  /** It lets the request past all later rules. */
  readonly allows: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** The rules in the provider's form. */
export function rulesOf(rules: unknown): WebAclRule[] {
  return knownItems(rules).flatMap((rule) => (isObject(rule) ? [readRule(rule)] : []));
}

/** The rules in the form of AWS's API, as JSON text; undefined for a text that is no list of objects. */
export function rulesOfJson(text: string): WebAclRule[] | undefined {
  const list = parsed(text);
  return Array.isArray(list) && list.every(isObject) ? list.map((rule) => readRule(inProvidersForm(rule))) : undefined;
}

function readRule(rule: Fields): WebAclRule {
  const does = (field: string, ...actions: string[]) => {
    const action = known(() => rule[field]);
    return isObject(action) && actions.some((name) => (known(() => [action[name]]) ?? [{}]).some(isObject));
  };
  return {
    name: known(() => rule.name),
    stops: does("action", "block", "captcha", "challenge") || does("overrideAction", "none"),
    counts: does("action", "count") || does("overrideAction", "count"),
    allows: does("action", "allow"),
  };
}

/** "OverrideAction" is "overrideAction" there, at any depth. */
function inProvidersForm(rule: Fields): Fields {
  return Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [
      key.slice(0, 1).toLowerCase() + key.slice(1),
      isObject(value) && !Array.isArray(value) ? inProvidersForm(value) : value,
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
