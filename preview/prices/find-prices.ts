import type { Offer } from "../../infra/policy/cost/price-table.ts";
import { csvLine } from "./csv-line.ts";

/** What AWS's price list has for one offer. */
export interface FoundPrice {
  /** USD for one unit of the price list. */
  readonly usd: number;
  readonly sku: string;
}

export interface FoundPrices {
  /** Day of publication: "2026-10-01". */
  readonly published: string;
  /** By key, each with all different products that its offer matches. */
  readonly prices: ReadonlyMap<string, readonly FoundPrice[]>;
}

/** Rows before the header: format version, disclaimer, publication date, version, offer code. */
const METADATA_ROWS = 5;

/**
 * Finds offers in a price list of one service: a CSV file whose sixth row has the names of the columns, and which has one row for
 * each product and term.
 *
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 *
 * @throws if the file has another form.
 */
export async function findPrices(lines: AsyncIterable<string>, offers: ReadonlyMap<string, Offer>): Promise<FoundPrices> {
  const found = new Map<string, FoundPrice[]>([...offers.keys()].map((key) => [key, []]));
  let published = "";
  let columns: readonly string[] = [];
  let row = 0;
  for await (const line of lines) {
    if (line === "") continue;
    row += 1;
    const fields = csvLine(line);
    if (row <= METADATA_ROWS) {
      if (fields[0] === "Publication Date") published = fields[1]?.slice(0, 10) ?? "";
      continue;
    }
    if (row === METADATA_ROWS + 1) {
      columns = fields;
      checkColumns(columns, offers);
      continue;
    }
    const field = (name: string) => fields[columns.indexOf(name)] ?? "";
    const usd = Number(field("PricePerUnit"));
    // Free tiers have rows of their own.
    if (field("TermType") !== "OnDemand" || field("Currency") !== "USD" || !(usd > 0)) continue;
    for (const [key, { match }] of offers) {
      if (Object.entries(match).every(([column, value]) => field(column) === value)) add(found.get(key) ?? [], usd, field("SKU"));
    }
  }
  if (published === "" || columns.length === 0) throw new Error("it is no price list of AWS");
  return { published, prices: found };
}

function checkColumns(columns: readonly string[], offers: ReadonlyMap<string, Offer>): void {
  const needed = [
    "SKU",
    "TermType",
    "Currency",
    "PricePerUnit",
    ...[...offers.values()].flatMap(({ match }) => Object.keys(match)),
  ];
  const missing = [...new Set(needed)].filter((column) => !columns.includes(column));
  if (missing.length > 0) throw new Error(`it has no column ${missing.map((column) => `"${column}"`).join(", ")}`);
}

/** The same price of several products is one price. */
function add(prices: FoundPrice[], usd: number, sku: string): void {
  if (!prices.some((price) => price.usd === usd)) prices.push({ usd, sku });
}
