import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nonprod } from "../../../stacks/nonprod.ts";
import { prod } from "../../../stacks/prod.ts";
import type { Defaults } from "../../../stacks/settings/schema.ts";
import type { Deployed } from "../../support/program/deploy.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { textOf } from "./promised.ts";

const PAGE = "docs/differences.md";
const NUMBERS: Readonly<Record<number, string>> = { 1: "one", 2: "two" };
const DAYS: Readonly<Record<string, string>> = { sat: "Saturday", sun: "Sunday" };
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const thousands = (value: number) => value.toLocaleString("en-US");

/** The expected text of each row of the page's first table, for the settings of a stack. */
const ROWS: Readonly<Record<string, (of: Defaults) => string>> = {
  Data: ({ dataProtection }) => `\`${dataProtection}\``,
  "Availability zones": ({ availabilityZones }) => `${availabilityZones}`,
  "NAT gateways": ({ natGateways }) => (natGateways === "single" ? "one" : "one in each zone"),
  "SQL Server": (of) =>
    `${capital(of.sqlEdition)}, \`${of.sqlInstanceClass}\`, ${of.sqlAllocatedStorage} to ${of.sqlMaxAllocatedStorage} GiB, in ${
      of.sqlAvailability === "multi-zone" ? "two zones" : "one zone"
    }, ${of.sqlBackupDays} days of backups`,
  Redis: ({ redisNodes, redisNodeType }) => `${NUMBERS[redisNodes]} \`${redisNodeType}\``,
  "AWS WAF": ({ webAcl }) => (webAcl === "on" ? "in front of every load balancer" : "none"),
  "App Designer's instance": ({ adInstanceType }) => `\`${adInstanceType}\``,
  Patches: (of) => {
    const { smPatchWindow, dsPatchWindow, adPatchWindow, sqlMaintenanceWindow, redisMaintenanceWindow } = of;
    const windows = [smPatchWindow, dsPatchWindow, adPatchWindow, sqlMaintenanceWindow, redisMaintenanceWindow];
    return [...new Set(windows.map((window) => DAYS[window.slice(0, 3).toLowerCase()]))].join();
  },
  "Relay: tasks": (of) => {
    const night = of.relayNight === "off" ? "" : `, one task at night (${of.relayNight.replace("-", " to ")} UTC)`;
    return `${of.relayMinTasks} to ${of.relayMaxTasks} of ${of.relayCpu / 1024} vCPU and ${of.relayMemory / 1024} GB${night}`;
  },
  "Relay: limits of the cache": ({ relayCacheMaxStorage, relayCacheMaxEcpu }) =>
    `${relayCacheMaxStorage} GB, ${thousands(relayCacheMaxEcpu)} ECPU a second`,
  Networks: ({ vpcCidr }) => vpcCidr,
};
/** Rows whose cells continue with a sentence. */
const EXPLAINED = ["Data", "Patches"];
/** Rows that are about no setting. */
const OTHERS = ["Endpoint of the EC2 API in the VPC", "Host names"];

/** The cells of the page's first table, by the first cell of their row. */
function rowsOfPage(): ReadonlyMap<string, readonly string[]> {
  const [, section = ""] = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), "utf8").split(/^## /m);
  const lines = section.split("\n").filter((line) => line.startsWith("| ") && !/^\| (---|\| )/.test(line));
  return new Map(lines.map((line) => line.slice(2, -2).split(" | ")).map(([what = "", ...cells]) => [what, cells]));
}

describe("the differences between production and non-production", () => {
  it("are on the page with the values of both stacks", () => {
    const rows = rowsOfPage();
    expect([...rows.keys()].filter((row) => row !== "").sort()).toEqual([...Object.keys(ROWS), ...OTHERS].sort());
    for (const [what, cell] of Object.entries(ROWS)) {
      for (const [column, values] of [prod, nonprod].entries()) {
        const onPage = rows.get(what)?.[column] ?? "";
        expect([what, EXPLAINED.includes(what) ? onPage.split(/[:,]/)[0] : onPage]).toEqual([what, cell(values)]);
      }
    }
  });

  it("are all on the page: no other setting has two values", () => {
    expect(textOf(PAGE)).toContain("No other setting has two values.");
    const named = new Set<string>();
    const watched = new Proxy(prod, {
      get(target, key) {
        named.add(String(key));
        return Reflect.get(target, key);
      },
    });
    for (const cell of Object.values(ROWS)) cell(watched);
    const keys = Object.keys(prod) as (keyof Defaults)[];
    expect(Object.keys(nonprod).sort()).toEqual([...keys].sort());
    expect(keys.filter((key) => prod[key] !== nonprod[key] && !named.has(key))).toEqual([]);
  });

  it("come from settings alone, except the endpoint of the EC2 API", async () => {
    expect(textOf(PAGE)).toContain("Only the endpoint of the EC2 API is not: production has it, non-production does not.");
    const same = Object.fromEntries(Object.entries(nonprod).filter(([key, value]) => prod[key as keyof Defaults] !== value));
    const [one, other] = [await deployStack("prod", same), await deployStack("nonprod")];
    const neutral = (made: Deployed) =>
      made.resources.map(({ type, name }) => `${type} ${name.replace("nonprod-", "").replace("nonprod", "prod")}`);
    const [ofProd, ofNonprod] = [neutral(one), neutral(other)];
    const endpoint = [
      "aws:ec2/securityGroup:SecurityGroup network-ec2",
      "aws:ec2/vpcEndpoint:VpcEndpoint network-ec2",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule network-ec2",
    ];
    expect(ofProd.filter((resource) => !ofNonprod.includes(resource)).sort()).toEqual(endpoint);
    expect(ofNonprod.filter((resource) => !ofProd.includes(resource))).toEqual([]);
  });
});
