import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Offer, Price } from "../../infra/policy/cost/price-table.ts";
import { findPrices } from "./find-prices.ts";

/** What `prices.json` holds. */
export interface PriceTable {
  readonly region: string;
  readonly currency: string;
  readonly prices: Readonly<Record<string, Omit<Price, "region">>>;
}

export interface Renewal {
  readonly table: PriceTable;
  /** A line for each price that is another one. */
  readonly changed: readonly string[];
  /** A line for each price that was not found. It stays as it was. */
  readonly problems: readonly string[];
}

/** AWS publishes its list prices here, for everybody, without credentials. */
export const PRICE_LIST = "https://pricing.us-east-1.amazonaws.com";

/**
 * The table with the prices of AWS's price list.
 *
 * @param today the day to write as the date of the prices: "2026-11-30"
 */
export async function renewPrices(table: PriceTable, today: string, priceList = PRICE_LIST): Promise<Renewal> {
  const prices: Record<string, Omit<Price, "region">> = { ...table.prices };
  const changed: string[] = [];
  const problems: string[] = [];
  for (const [service, offers] of byService(table)) {
    const url = `${priceList}/offers/v1.0/aws/${service}/current/${table.region}/index.csv`;
    try {
      const { published, prices: found } = await findPrices(await linesOf(url), offers);
      for (const [key, offer] of offers) {
        const before = prices[key];
        const [one, ...others] = found.get(key) ?? [];
        if (before === undefined || one === undefined || others.length > 0) {
          problems.push(
            `${key} must be one price in ${url}, got ${one === undefined ? "none" : others.length + 1}: ${JSON.stringify(offer.match)}`,
          );
          continue;
        }
        const usd = Number((one.usd * (offer.times ?? 1)).toPrecision(12));
        if (usd !== before.usd) changed.push(`${key}: ${before.usd} -> ${usd} USD for one ${before.unit}`);
        prices[key] = {
          ...before,
          usd,
          date: today,
          basis: "list",
          source: `AWS price list ${service}, ${table.region}, published ${published}, SKU ${one.sku}`,
        };
      }
    } catch (error) {
      problems.push(`${url} must be a price list of AWS, but ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { table: { ...table, prices }, changed, problems };
}

function byService({ prices }: PriceTable): ReadonlyMap<string, ReadonlyMap<string, Offer>> {
  const services = new Map<string, Map<string, Offer>>();
  for (const [key, { offer }] of Object.entries(prices)) {
    const offers = services.get(offer.service) ?? new Map<string, Offer>();
    services.set(offer.service, offers.set(key, offer));
  }
  return services;
}

/** The lines of a file as they arrive: that of EC2 has some hundred megabytes. */
async function linesOf(url: string): Promise<AsyncIterable<string>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`the answer was ${response.status}`);
  return createInterface({ input: Readable.fromWeb(response.body as ReadableStream), crlfDelay: Number.POSITIVE_INFINITY });
}
