import { describe, expect, it } from "vitest";
import { backupCopies } from "../../../../operate/doctor/checks/backup-copies.ts";
import { look, NOW } from "../healthy-stack.ts";
import { itFinds } from "./broken.ts";

const HOUR_MS = 3_600_000;
const copy = (Status: string, hours: number) => ({
  DescribeDBInstanceAutomatedBackups: () => ({
    DBInstanceAutomatedBackups: [{ Status, RestoreWindow: { LatestTime: new Date(NOW.getTime() - hours * HOUR_MS) } }],
  }),
});

describe("the check of the backups in a second region", () => {
  const one = { state: "wrong", subject: "copy of the backups in eu-west-1" } as const;
  itFinds(backupCopies, [
    {
      ...one,
      title: "says that there are none",
      answers: { DescribeDBInstanceAutomatedBackups: () => ({}) },
      says: /is missing/,
      types: /pulumi up --refresh/,
    },
    {
      ...one,
      title: "says that they do not grow any more",
      answers: copy("retained", 1),
      says: /it is retained/,
      types: /pulumi up --refresh/,
    },
    {
      ...one,
      title: "says that they are old",
      answers: copy("replicating", 5),
      says: /is 5 hours old/,
      types: /--region eu-west-1$/,
    },
    {
      ...one,
      title: "does not know them before the first copy",
      state: "unknown",
      answers: { DescribeDBInstanceAutomatedBackups: () => ({ DBInstanceAutomatedBackups: [{ Status: "replicating" }] }) },
      says: /no time yet/,
      types: /automated-backups/,
    },
  ]);

  it("finds them good while they follow, and says nothing of a stack without them", async () => {
    expect((await look(backupCopies, { answers: copy("replicating", 1) })).map(({ state }) => state)).toEqual(["good"]);
    expect(await look(backupCopies, { outputs: { replicatedBackups: undefined as never } })).toEqual([]);
  });
});
