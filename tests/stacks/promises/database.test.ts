import { describe, expect, it } from "vitest";
import { nonprod } from "../../../stacks/nonprod.ts";
import { prod } from "../../../stacks/prod.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { itHolds, PRODUCTS, type Promised, textOf } from "./promised.ts";

const PAGE = "docs/database.md";

const PROMISES: readonly Promised[] = [
  {
    sentence: "No role of the stack can read them: they are for the person who puts them into the connection string.",
    holds: (made, stack) => {
      const master = String(made.the("ssm.Parameter", "database-password").inputs.name);
      expect(master).toBe(`/xmpro-${stack}/database/password`);
      const readable = made
        .ofType("iam.RolePolicy")
        .flatMap((policy) => Object.values(statementsOf(policy)))
        .filter(({ Action }) => /"?ssm:GetParameter/.test(JSON.stringify(Action)))
        .flatMap(({ Resource }) => [Resource].flat() as string[]);
      expect(readable.length).toBeGreaterThanOrEqual(PRODUCTS.length);
      for (const product of PRODUCTS) {
        const name = `parameter/xmpro-${stack}/database/logins/${product}`;
        expect(
          readable.filter((arn) => arn === "*" || name.startsWith(arn.slice(arn.indexOf("parameter/")).replace(/\*$/, ""))),
        ).toEqual([]);
      }
    },
  },
];

describe("a promise of docs/database.md", () => {
  itHolds(PAGE, PROMISES);

  it("holds: backups are kept for the days that the settings name", () => {
    const page = textOf(PAGE);
    const row = (what: string, key: "sqlBackupDays" | "redisSnapshotDays") =>
      expect(page).toContain(`| ${what} | ${prod[key]} days | ${nonprod[key]} days | \`${key}\` |`);
    row("SQL Server: automatic backups", "sqlBackupDays");
    row("Redis: snapshots", "redisSnapshotDays");
    expect(page).toContain("| SQL Server: a copy in another zone | yes | no | `sqlAvailability` |");
    expect([prod.sqlAvailability, nonprod.sqlAvailability]).toEqual(["multi-zone", "single-zone"]);
  });
});
