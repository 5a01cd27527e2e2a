import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import table from "../../../infra/policy/cost/prices.json" with { type: "json" };
import { csvLine } from "../../../preview/prices/csv-line.ts";
import { fc } from "../../support/fast-check.ts";
import { directoryOf, ROOT } from "../settings-directory.ts";

const COLUMNS = ["SKU", "TermType", "StartingRange", "Unit", "PricePerUnit", "Currency", "Location", "usageType", "operation"];

/** A price list in AWS's form, with these rows: values in the order of `COLUMNS`. */
function priceList(rows: readonly (readonly string[])[], columns: readonly string[] = COLUMNS): string {
  const head = [
    ["FormatVersion", "v1.0"],
    ["Disclaimer", 'This list is for "information", all of it'],
    ["Publication Date", "2026-11-20T17:07:46Z"],
    ["Version", "20261120170746"],
    ["OfferCode", "AmazonVPC"],
    columns,
  ];
  const line = (fields: readonly string[]) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
  return `${[...head, ...rows].map(line).join("\n")}\n`;
}

const row = (sku: string, usd: string, usageType: string, more: { term?: string; from?: string; operation?: string } = {}) => [
  sku,
  more.term ?? "OnDemand",
  more.from ?? "0",
  "Hrs",
  usd,
  "USD",
  "US East (N. Virginia)",
  usageType,
  more.operation ?? "",
];

const price = (usd: number, offer: object) => ({
  usd,
  unit: "hour",
  date: "2026-01-01",
  basis: "estimate",
  source: "a guess of January",
  offer,
});
const nat = { service: "AmazonVPC", match: { usageType: "NatGateway-Hours", operation: "NatGateway" } };
const requests = { service: "AmazonSNS", match: { usageType: "Requests", StartingRange: "1000" }, times: 1_000_000 };

/** Runs the command with a small table against a server of price lists. */
async function renew(prices: Record<string, unknown>, lists: Record<string, string>, args: readonly string[] = []) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const service = /^\/offers\/v1\.0\/aws\/(\w+)\/current\/us-east-1\/index\.csv$/.exec(request.url ?? "")?.[1] ?? "";
    const list = lists[service];
    response.writeHead(list === undefined ? 404 : 200).end(list);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const file = join(directoryOf({}), "prices.json");
  writeFileSync(file, JSON.stringify({ region: "us-east-1", currency: "USD", prices }));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const result = await run(["--price-list", url, "--table", file, ...args]);
  return { ...result, asked, prices: JSON.parse(readFileSync(file, "utf8")).prices };
}

async function run(args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, "preview/prices/prices.ts"), ...args]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  const code = await new Promise((done) => child.once("close", done));
  return { code, out, err };
}

describe("npm run prices", () => {
  it("writes the prices of AWS's price list, with their source and the day", async () => {
    const lists = {
      AmazonVPC: priceList([
        row("SKU1", "0.0450000000", "NatGateway-Hours", { operation: "NatGateway" }),
        row("SKU2", "0.0310000000", "NatGateway-Hours", { operation: "NatGateway", term: "Reserved" }),
        row("SKU3", "9.0000000000", "NatGateway-Hours", { operation: "Another" }),
      ]),
      AmazonSNS: priceList([row("SKU4", "0.0000000000", "Requests"), row("SKU5", "0.0000005000", "Requests", { from: "1000" })]),
    };
    const { code, out, err, prices, asked } = await renew({ nat: price(0.05, nat), requests: price(0.5, requests) }, lists);
    expect({ code, out, err }).toEqual({ code: 0, out: "nat: 0.05 -> 0.045 USD for one hour\n", err: "" });
    expect(asked).toEqual([
      "/offers/v1.0/aws/AmazonVPC/current/us-east-1/index.csv",
      "/offers/v1.0/aws/AmazonSNS/current/us-east-1/index.csv",
    ]);
    expect(prices.nat).toEqual({
      usd: 0.045,
      unit: "hour",
      date: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      basis: "list",
      source: "AWS price list AmazonVPC, us-east-1, published 2026-11-20, SKU SKU1",
      offer: nat,
    });
    expect(prices.requests).toMatchObject({ usd: 0.5, source: expect.stringContaining("SKU5") });
  });

  it.each([
    ["does not have it", [row("SKU1", "0.045", "Another")], "got none"],
    [
      "has two products of different prices that fit",
      [
        row("A", "0.045", "NatGateway-Hours", { operation: "NatGateway" }),
        row("B", "0.05", "NatGateway-Hours", { operation: "NatGateway" }),
      ],
      "got 2",
    ],
  ])("keeps a price and exits with 1 if the list %s", async (_, rows, expected) => {
    const { code, err, prices } = await renew({ nat: price(0.05, nat) }, { AmazonVPC: priceList(rows) });
    expect(code).toBe(1);
    expect(err).toContain(expected);
    expect(prices.nat).toEqual(price(0.05, nat));
  });

  it("takes the same price of two products as one", async () => {
    const rows = ["A", "B"].map((sku) => row(sku, "0.045", "NatGateway-Hours", { operation: "NatGateway" }));
    expect(await renew({ nat: price(0.045, nat) }, { AmazonVPC: priceList(rows) })).toMatchObject({
      code: 0,
      out: "all prices are up to date\n",
    });
  });

  it.each([
    ["there is none", {}, "the answer was 404"],
    ["it is something else", { AmazonVPC: "<html></html>" }, "it is no price list of AWS"],
    [
      "it has no such column",
      { AmazonVPC: priceList([], ["SKU", "TermType", "Currency", "PricePerUnit"]) },
      'no column "usageType", "operation"',
    ],
  ])("names the list if %s, and renews the others", async (_, lists, expected) => {
    const sns = { AmazonSNS: priceList([row("SKU5", "0.0000006000", "Requests", { from: "1000" })]) };
    const { code, err, prices } = await renew({ nat: price(0.05, nat), requests: price(0.5, requests) }, { ...lists, ...sns });
    expect(code).toBe(1);
    expect(err).toContain(expected);
    expect(err).toContain("/AmazonVPC/");
    expect([prices.nat.usd, prices.requests.usd]).toEqual([0.05, 0.6]);
  });

  it("writes nothing with --check, and exits with 1 if a price is another one", async () => {
    const lists = { AmazonVPC: priceList([row("A", "0.045", "NatGateway-Hours", { operation: "NatGateway" })]) };
    const { code, prices } = await renew({ nat: price(0.05, nat) }, lists, ["--check"]);
    expect(code).toBe(1);
    expect(prices.nat).toEqual(price(0.05, nat));
  });

  it("refuses an option that it does not know", async () => {
    expect(await run(["--chek"])).toMatchObject({ code: 2, err: expect.stringContaining("npm run prices -- --help") });
  });

  it("prints its options with --help", async () => {
    expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("npm run prices -- --check") });
  });

  it("finds each price of the committed table in a list that has its product", async () => {
    const lists: Record<string, string> = {};
    const entries = Object.entries(table.prices).map(([key, one]) => ({
      key,
      usd: one.usd,
      offer: one.offer as { service: string; match: Record<string, string>; times?: number },
    }));
    for (const service of new Set(entries.map(({ offer }) => offer.service))) {
      const own = entries.filter(({ offer }) => offer.service === service);
      const columns = [...new Set([...COLUMNS, ...own.flatMap(({ offer }) => Object.keys(offer.match))])];
      const rows = own.map(({ key, usd, offer }) => {
        const values: Record<string, string> = {
          SKU: key,
          TermType: "OnDemand",
          Currency: "USD",
          PricePerUnit: String(usd / (offer.times ?? 1)),
          ...offer.match,
        };
        return columns.map((column) => values[column] ?? "");
      });
      lists[service] = priceList(rows, columns);
    }
    const { code, out, err } = await renew(table.prices, lists, ["--check"]);
    expect({ code, out, err }).toEqual({ code: 0, out: "all prices are up to date\n", err: "" });
  });
});

describe("a line of CSV", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ maxLength: 8 }).filter((text) => !/[\r\n]/.test(text)),
          { minLength: 1, maxLength: 6 },
        ),
        (fields) => {
          expect(csvLine(fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(","))).toEqual(fields);
        },
      ),
    );
  });

  it("may have fields without quotes, also empty ones", () => {
    expect(csvLine('a,,"b,c",')).toEqual(["a", "", "b,c", ""]);
  });
});
