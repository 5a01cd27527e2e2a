import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandRefused } from "../../command-line/command-refused.ts";
import { EXIT_CODE } from "../../command-line/exit-code.ts";
import { printable } from "../../command-line/printable.ts";
import type { DeployedStack } from "../../deployed-stack/deployed-stack.ts";
import { type Report, reportLines } from "./report.ts";

/** What makes a file unfit for the report, before anybody waits for the checks. */
export function checkReportFile(path: string): void {
  if (existsSync(path))
    throw new CommandRefused([`${path} exists already. Name another file with --report, or delete it.`], EXIT_CODE.usage);
}

/** Writes the report for somebody outside, readable by its owner alone until that person sends it. Never over another file. */
export async function writeReport(path: string, report: Report, stack: DeployedStack): Promise<void> {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, "..", "..", "..", "package.json"), "utf8")) as {
    version: string;
  };
  const lines = [
    `xmpro-aws ${version}, Node ${process.versions.node}, ${process.platform}`,
    "Account, addresses and host names are replaced. Values of parameters and passwords are never in a report.",
    "",
    ...reportLines(report),
  ];
  try {
    await writeFile(path, `${withoutNames(printable(lines.join("\n")), stack)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new CommandRefused(
      [`The report cannot be written to ${path}: ${code}. Name another file with --report.`],
      EXIT_CODE.wrong,
    );
  }
}

/** A text without what tells whose stack it is: account, mail and network addresses, host names. */
export function withoutNames(text: string, { accountId, outputs }: Pick<DeployedStack, "accountId" | "outputs">): string {
  const { hosts, sqlServer, redis, relay, relayDomainUrls = [] } = outputs;
  const domain = commonDomain(Object.values(hosts));
  const names: [string, string][] = [
    [accountId, "ACCOUNT"],
    [sqlServer.host, "SQL-SERVER"],
    [redis.host, "REDIS"],
    // Before the products, whose names they may hold.
    ...relayDomainUrls.map((url, index): [string, string] => [new URL(url).hostname, `RELAY-${index + 1}`]),
    ...(relay === undefined ? [] : [[new URL(relay.url).hostname, "RELAY"] as [string, string]]),
    ...Object.entries(hosts).map(([product, host]): [string, string] => [host, product.toUpperCase()]),
    ...(domain === undefined ? [] : [[domain, "DOMAIN"] as [string, string]]),
  ];
  const replaced = text.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "MAIL").replace(/\b\d{1,3}(\.\d{1,3}){3}(\/\d+)?\b/g, "ADDRESS");
  return names.reduce((result, [name, place]) => (name === "" ? result : result.replaceAll(name, place)), replaced);
}

/** "example.com" of "sm.example.com" and "ds.example.com"; a top-level domain alone tells nothing. */
function commonDomain(hosts: readonly string[]): string | undefined {
  const [first = [], ...others] = hosts.map((host) => host.split(".").reverse());
  const common = first.filter(
    (label, i) =>
      others.every((labels) => labels[i] === label) &&
      first.slice(0, i).every((each, j) => others.every((labels) => labels[j] === each)),
  );
  return common.length < 2 ? undefined : common.reverse().join(".");
}
