import type { CheckedResource } from "../../rule.ts";
import { readStatements } from "../policy-document.ts";
import { known } from "../unknown-values.ts";
import { limits } from "./conditions.ts";
import { documentOf } from "./documents.ts";

const ACCOUNT_KEYS = /^aws:(source|resource|principal)account$/;
const ACCOUNT = /^\d{12}$/;

const accounts = new WeakMap<readonly CheckedResource[], string | undefined>();

/**
 * The account of the stack: the one that most of its policies limit themselves to, as a mistake in one of them must not count for the
 * others. Undefined: no policy names one.
 */
export function ownAccount(all: readonly CheckedResource[]): string | undefined {
  if (!accounts.has(all)) accounts.set(all, mostFrequent(all.flatMap(accountsNamedBy)));
  return accounts.get(all);
}

function accountsNamedBy(resource: CheckedResource): string[] {
  const document = known(() => documentOf(resource)?.document);
  if (document === undefined) return [];
  const clauses = readStatements(document).flatMap(({ conditions }) => conditions ?? []);
  const named = clauses
    .filter((clause) => limits([clause], ACCOUNT_KEYS, (value) => ACCOUNT.test(value)))
    .flatMap(({ values }) => values ?? []);
  return [...new Set(named)];
}

function mostFrequent(values: readonly string[]): string | undefined {
  const count = (value: string) => values.filter((other) => other === value).length;
  return [...new Set(values)].sort((a, b) => count(b) - count(a))[0];
}
