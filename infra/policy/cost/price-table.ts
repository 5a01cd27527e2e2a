import table from "./prices.json" with { type: "json" };

/** One price. */
export interface Price {
  /** USD for one unit. */
  readonly usd: number;
  /** "hour", "GB", "GB-month", "month", "million requests". */
  readonly unit: string;
  readonly region: string;
  /** The day on which somebody read the price in its source, or wrote the estimate down: "2026-11-30". */
  readonly date: string;
  /** "list": AWS's list price, from AWS or from a text that quotes AWS. "estimate": approximate, computed from another price, or remembered. */
  readonly basis: "list" | "estimate";
  /** Where the price was read. */
  readonly source: string;
  /** Where AWS's price list has it; `npm run prices` reads it there. */
  readonly offer: Offer;
}

/** A product in one of AWS's offer files. `match`: columns of the file and their values, which one product alone has. */
export interface Offer {
  readonly service: string;
  readonly match: Readonly<Record<string, string>>;
  /** How many units of the offer are one unit of the price: a million, where the offer has a price for one request. Default: 1. */
  readonly times?: number;
}

/** The price with this key; undefined when the table has none. */
export function priceOf(key: string): Price | undefined {
  return prices.get(key);
}

/** The region of all prices. */
export const priceRegion: string = table.region;

const prices: ReadonlyMap<string, Price> = new Map(
  Object.entries(table.prices as unknown as Readonly<Record<string, Omit<Price, "region">>>).map(([key, price]) => [
    key,
    { ...price, region: table.region },
  ]),
);
