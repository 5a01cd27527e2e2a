// The command of `npm run prices`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PRICE_LIST, type PriceTable, renewPrices } from "./renew-prices.ts";

const HELP = `Renews infra/policy/cost/prices.json from AWS's public price list. It needs no account. The list of EC2 has some hundred megabytes.

  npm run prices                         renews all prices, and prints those that are other ones now
  npm run prices -- --check              writes nothing
  npm run prices -- --price-list URL     from another place than ${PRICE_LIST}
  npm run prices -- --table FILE         another table

A price that the list does not have stays as it was, and is a problem.

Exit code: 0 success, 1 problems, or other prices with --check, 2 wrong arguments.
`;

const OPTIONS = {
  check: { type: "boolean" },
  "price-list": { type: "string" },
  table: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const file = values.table ?? join(import.meta.dirname, "../../infra/policy/cost/prices.json");
  const table = JSON.parse(readFileSync(file, "utf8")) as PriceTable;
  const today = new Date().toISOString().slice(0, 10);
  const renewal = await renewPrices(table, today, values["price-list"]);
  for (const line of renewal.changed) process.stdout.write(`${line}\n`);
  for (const line of renewal.problems) process.stderr.write(`${line}\n`);
  if (renewal.changed.length + renewal.problems.length === 0) process.stdout.write("all prices are up to date\n");
  if (values.check !== true) writeFileSync(file, `${JSON.stringify(renewal.table, undefined, 2)}\n`);
  return renewal.problems.length > 0 || (values.check === true && renewal.changed.length > 0) ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!isArgumentError(error)) throw error;
  process.stderr.write(`${error.message}\nTry "npm run prices -- --help".\n`);
  process.exitCode = 2;
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
