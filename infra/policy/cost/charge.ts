import type { CheckedResource } from "../rule.ts";

/** Hours in a month, as in AWS's calculator. */
export const HOURS = 730;

/** A part of the bill of one resource: a price of the table, and how many of its units are billed in a month. */
export interface Charge {
  readonly what: string;
  /** Key of a price in `prices.json`. A key that is not there makes the charge "unpriced". */
  readonly price: string;
  /** Units of the price in a month, such as hours, GB or requests. */
  readonly quantity: number;
  readonly kind: "fixed" | "use";
  readonly assumption?: string;
}

/**
 * What resources of one type cost; undefined where nobody knows.
 *
 * @param all the other resources of the stack, as some prices depend on them
 */
export type CostOf = (resource: CheckedResource, all: readonly CheckedResource[]) => readonly Charge[] | undefined;

export function fixed(what: string, price: string, quantity: number, assumption?: string): Charge {
  return { what, price, quantity, kind: "fixed", ...(assumption === undefined ? {} : { assumption }) };
}

export function byUse(what: string, price: string, quantity: number, assumption: string): Charge {
  return { what, price, quantity, kind: "use", assumption };
}
