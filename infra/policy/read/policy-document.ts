import type { Findings } from "../rule.ts";
import { type Clause, readConditions } from "./iam/conditions.ts";
import { parseJson } from "./iam/json.ts";
import { type Principals, readPrincipals, textsOf } from "./iam/principals.ts";
import { isObject } from "./nested.ts";
import { findEach, known, knownItems } from "./unknown-values.ts";

/** A statement of an IAM, key or bucket policy. Every single value is a list here. What is not known yet is left out. */
export interface Statement {
  readonly sid: string | undefined;
  /** True for any effect but "Deny". */
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Undefined: not known yet. */
  readonly principals: Principals | undefined;
  /** Undefined: not known yet. */
  readonly conditions: readonly Clause[] | undefined;
}

const ELEMENTS: readonly string[] = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
];

/** The findings about each statement that is readable. A part that is not known yet is skipped. */
export function findInStatements(document: unknown, find: (statement: Statement) => Findings): string[] {
  return findEach(statementsOf(document) ?? [], (raw) => (isReadable(raw) ? find(readStatement(raw)) : undefined));
}

/** The findings about a document, or statements of it, that IAM refuses or that can be read in two ways. One rule for each type asks for it. */
export function findUnreadable(property: string, document: unknown): Findings {
  const statements = statementsOf(document);
  if (statements === undefined) return `${property} must be a policy document with statements, got something else`;
  return findEach(statements, (raw) =>
    isReadable(raw) ? undefined : `${property} must have statements of IAM's elements, each once, got something else`,
  );
}

/** The statements of a document, those left out that are not readable or not known yet. */
export function readStatements(document: unknown): Statement[] {
  const statements = known(() => statementsOf(document)) ?? [];
  return knownItems(statements).flatMap((raw) => known(() => (isReadable(raw) ? [readStatement(raw)] : [])) ?? []);
}

function statementsOf(document: unknown): readonly unknown[] | undefined {
  const parsed = typeof document === "string" ? parseJson(document) : document;
  if (!isObject(parsed)) return undefined;
  if (Array.isArray(parsed.Statement)) return parsed.Statement;
  return isObject(parsed.Statement) ? [parsed.Statement] : undefined;
}

/** False for what IAM refuses, and for keys that differ in their case only: nobody knows which one AWS takes. */
function isReadable(raw: unknown): raw is Readonly<Record<string, unknown>> {
  if (!isObject(raw) || Array.isArray(raw) || !Object.keys(raw).every((key) => ELEMENTS.includes(key))) return false;
  const condition = known(() => raw.Condition);
  if (condition === undefined || condition === null) return true;
  if (!isObject(condition) || !areDistinct(Object.keys(condition))) return false;
  return Object.keys(condition).every((operator) => {
    const keys = known(() => condition[operator]);
    return keys === undefined || (isObject(keys) && areDistinct(Object.keys(keys)));
  });
}

function areDistinct(keys: readonly string[]): boolean {
  return new Set(keys.map((key) => key.toLowerCase())).size === keys.length;
}

function readStatement(raw: Readonly<Record<string, unknown>>): Statement {
  const list = (element: string) => textsOf(known(() => raw[element]));
  const sid = known(() => raw.Sid);
  return {
    sid: typeof sid === "string" ? sid : undefined,
    allows: raw.Effect !== "Deny",
    actions: list("Action"),
    notActions: list("NotAction"),
    resources: list("Resource"),
    notResources: list("NotResource"),
    principals: known(() => readPrincipals(raw)),
    conditions: known(() => readConditions(raw.Condition)),
  };
}
