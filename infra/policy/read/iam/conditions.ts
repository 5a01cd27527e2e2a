import { isObject } from "../nested.ts";
import { known } from "../unknown-values.ts";
import { textsOf } from "./principals.ts";

/** One key of one operator. IAM wants all clauses of a statement to hold, and of a clause one value. */
export interface Clause {
  /** In lower case: "stringequals". */
  readonly operator: string;
  /** In lower case: "aws:sourcevpce". */
  readonly key: string;
  /** Undefined: not all are known yet. */
  readonly values: readonly string[] | undefined;
}

/** Throws when it is not known yet which conditions there are. */
export function readConditions(condition: unknown): Clause[] {
  if (!isObject(condition)) return [];
  return Object.keys(condition).flatMap((operator) => {
    const keys = known(() => condition[operator]);
    if (!isObject(keys)) return [];
    return Object.keys(keys).map((key) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: known(() => readAll(keys[key])),
    }));
  });
}

/** Throws when one of the values is not known yet. */
function readAll(values: unknown): string[] {
  return textsOf(Array.isArray(values) ? values.map((value) => value) : values);
}

/**
 * Operators that hold only for a request that has the key, with one of the values. Not among them: negated ones; those with "IfExists", and
 * "ForAllValues", which hold for a request without the key as well.
 */
const POSITIVE = /^(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)$/;

/** True if one of the keys limits the statement to values that `accepts` takes. A value that is not known yet counts as such. */
export function limits(clauses: readonly Clause[], key: RegExp, accepts: (value: string) => boolean): boolean {
  return clauses.some(
    (clause) =>
      POSITIVE.test(clause.operator) &&
      key.test(clause.key) &&
      (clause.values === undefined || (clause.values.length > 0 && clause.values.every(accepts))),
  );
}
