import { guardUnknown, known } from "../read/unknown-values.ts";
import type { CheckedResource } from "../rule.ts";
import type { Charge } from "./charge.ts";
import { costOf } from "./cost-of.ts";
import type { CostLine } from "./cost-report.ts";
import { isFree } from "./free-types.ts";
import { priceOf } from "./price-table.ts";

/** What resources cost in a month, line by line. */
interface Bill {
  readonly lines: readonly CostLine[];
  readonly missing: readonly MissingPrice[];
  /** The days on which the list prices were read. */
  readonly dates: readonly string[];
}

/** Something that costs, and nobody knows how much. */
export interface MissingPrice {
  readonly type: string;
  readonly name: string;
  readonly why: string;
  /** The key that the table does not have. None for a type that the pack has no cost of. */
  readonly price?: string;
}

export function bill(resources: readonly CheckedResource[]): Bill {
  const all = resources.map((resource) => ({ ...resource, props: guardUnknown(resource.props) }));
  const lines: CostLine[] = [];
  const missing: MissingPrice[] = [];
  const dates: string[] = [];
  for (const resource of all) {
    const { urn, type, name } = resource;
    if (!resource.custom || isFree(type)) continue;
    const charges = known(() => costOf(type)?.(resource, all) ?? "nothing is known of its cost");
    if (charges === undefined || typeof charges === "string") {
      missing.push({ type, name, why: charges ?? "an argument that decides its cost is not known yet" });
      continue;
    }
    for (const charge of charges) {
      const price = priceOf(charge.price);
      if (price === undefined) {
        missing.push({ type, name, why: `${charge.what}: no price "${charge.price}"`, price: charge.price });
        continue;
      }
      // A wrong argument must not make the stack look cheaper.
      if (!(charge.quantity >= 0 && charge.quantity < Number.POSITIVE_INFINITY)) {
        missing.push({ type, name, why: `${charge.what}: its amount is no number`, price: charge.price });
        continue;
      }
      if (price.basis === "list") dates.push(price.date);
      lines.push({ urn, type, name, ...amount(charge, price.usd), source: price.source, basis: price.basis });
    }
  }
  return { lines, missing, dates };
}

/** The sum of the lines of one kind. */
export function total(lines: readonly CostLine[], kind: CostLine["kind"]): number {
  return sum(lines.filter((line) => line.kind === kind));
}

/** The sum of the lines whose prices are estimates. */
export function estimated(lines: readonly CostLine[]): number {
  return sum(lines.filter(({ basis }) => basis === "estimate"));
}

function sum(lines: readonly CostLine[]): number {
  return cents(lines.reduce((all, { monthly }) => all + monthly, 0));
}

function amount({ what, quantity, kind, assumption }: Charge, usd: number) {
  return { what, monthly: cents(usd * quantity), kind, ...(assumption === undefined ? {} : { assumption }) };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
