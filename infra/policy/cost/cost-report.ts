/** What the resources of a stack cost in a month, in USD before tax and discounts. A month has 730 hours, as in AWS's calculator. */
export interface CostReport {
  /** Billed whether anybody uses the stack or not. */
  readonly fixed: number;
  /** Billed by use. Each of these lines says which use it assumes. */
  readonly byUse: number;
  /** The part of both sums whose prices are estimates, not read in AWS's list. */
  readonly estimated: number;
  readonly lines: readonly CostLine[];
  /** What costs something, and has no price in the table: "type name: what". Its cost is missing in the sums. */
  readonly unpriced: readonly string[];
  /** The region whose prices these are. Another region has other prices, which the table does not have. */
  readonly priceRegion: string;
  /** The earliest day on which a list price of these lines was read: "2026-11-30". "": no line has a list price. */
  readonly priceDate: string;
}

/** One entry of a bill. */
export interface CostLine {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** "2 instances t3.large with Windows". */
  readonly what: string;
  /** USD. */
  readonly monthly: number;
  /** "fixed": billed whether anybody uses it or not. */
  readonly kind: "fixed" | "use";
  /** What the line takes for granted: "20 GB a month". Always there for "use". */
  readonly assumption?: string;
  /** Where the price comes from. */
  readonly source: string;
  /** "estimate": nobody has read the price in AWS's list. */
  readonly basis: "list" | "estimate";
}
