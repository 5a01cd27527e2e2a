import { isObject } from "./nested.ts";
import { strings } from "./unknown-values.ts";

/** A statement of an IAM, key or bucket policy. Every single value is a list here. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** True for `Principal: "*"`, in whichever spelling, and for `NotPrincipal`. */
  readonly anybody: boolean;
  /** Operator -> key -> values, operators and keys in lower case. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The statements of a document in JSON or as an object, for `readStatement`; undefined if it is no policy document. */
export function statementsOf(document: unknown): readonly unknown[] | undefined {
  const parsed = typeof document === "string" ? parse(document) : document;
  if (!isObject(parsed)) return undefined;
  if (Array.isArray(parsed.Statement)) return parsed.Statement;
  return isObject(parsed.Statement) ? [parsed.Statement] : undefined;
}

/** Throws when a part is not known yet. */
export function readStatement(raw: Readonly<Record<string, unknown>>): Statement {
  return {
    allows: raw.Effect !== "Deny",
    actions: strings(raw.Action),
    notActions: strings(raw.NotAction),
    resources: strings(raw.Resource),
    notResources: strings(raw.NotResource),
    anybody: "NotPrincipal" in raw || isAnybody(raw.Principal),
    conditions: lowerCaseKeys(raw.Condition, (keys) => lowerCaseKeys(keys, (values) => texts(values))),
  };
}

/** The finding about a document that is no policy document. */
export function unreadable(property: string): string {
  return `${property} must be a policy document with statements, got something else`;
}

function isAnybody(principal: unknown): boolean {
  if (principal === "*") return true;
  return isObject(principal) && strings(principal.AWS).includes("*");
}

function texts(values: unknown): string[] {
  return [values].flat().map(String);
}

function lowerCaseKeys<T>(value: unknown, map: (inner: unknown) => T): Record<string, T> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.keys(value).map((key) => [key.toLowerCase(), map(value[key])]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
