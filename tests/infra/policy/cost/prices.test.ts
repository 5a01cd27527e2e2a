import { describe, expect, it } from "vitest";
import { type Price, priceOf } from "../../../../infra/policy/cost/price-table.ts";
import table from "../../../../infra/policy/cost/prices.json" with { type: "json" };

const prices = Object.keys(table.prices).map((key) => [key, priceOf(key) as Price] as const);

describe.each(prices)("the price %s", (_, price) => {
  it("has an amount, a unit, a region, a day and a source", () => {
    expect(price.usd).toBeGreaterThan(0);
    expect(price.unit).toMatch(/\w/);
    expect(price.region).toBe("us-east-1");
    expect(price.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(price.source.length).toBeGreaterThan(20);
  });

  it("is an estimate if its source says so, and a list price otherwise", () => {
    const says = /approximate|about|as remembered|not read/.test(price.source);
    expect(price.basis).toBe(says ? "estimate" : "list");
  });

  it("says where AWS's price list has it", () => {
    expect(price.offer.service).toMatch(/^(Amazon|AWS|aws)\w+$/);
    expect(price.offer.match).toHaveProperty("usageType");
  });
});

it("a price that the table does not have is undefined, whatever its name", () => {
  expect(priceOf("constructor")).toBeUndefined();
  expect(priceOf("ec2-windows:x9.large")).toBeUndefined();
});

it("the product of each price is another one", () => {
  const offers = prices.map(([, { offer }]) => JSON.stringify(offer));
  expect(new Set(offers).size).toBe(offers.length);
});
