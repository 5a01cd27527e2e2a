import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseCommands, LIVE } from "./database-commands.ts";

const COPY = `${LIVE}-copy`;
const TIME = ["--to-time", "2026-11-30T00:45:00Z", "--step", "copy"];
const SNAPSHOT = ["--snapshot", "before-upgrade", "--step", "copy"];

let commands: DatabaseCommands;
beforeEach(async () => {
  commands = await new DatabaseCommands().start();
});
afterEach(() => {
  commands.stop();
  expect(commands.printed).not.toContain(commands.rds.password);
});

describe("a restored copy", () => {
  it("has the data of a point in time, and then takes the server's name", async () => {
    const original = commands.rds.named(LIVE)?.DbiResourceId;
    expect((await commands.restore(...TIME)).code).toBe(0);
    expect(commands.rds.writes).toContain(`RestoreDBInstanceToPointInTime ${COPY}`);
    expect(commands.rds.tagsOf(COPY)).toMatchObject({ "database-copy-data-until": "2026-11-30T00:45:00.000Z" });
    const copy = commands.rds.named(COPY)?.DbiResourceId;
    const run = await commands.restore("--step", "swap", "--yes");
    expect([run.code, commands.rds.named(LIVE)?.DbiResourceId]).toEqual([0, copy]);
    expect(commands.rds.named(`${LIVE}-before`)?.DbiResourceId).toBe(original);
    expect(run.out).toContain("npx pulumi preview --stack nonprod");
  });

  it("has the data of a snapshot under the stack's key", async () => {
    commands.rds.addSnapshot("before-upgrade");
    expect((await commands.restore(...SNAPSHOT)).code).toBe(0);
    expect(commands.rds.named(COPY)).toMatchObject({ BackupRetentionPeriod: 14, password: commands.rds.password });
    expect(commands.rds.writes.filter((write) => write.startsWith("CopyDBSnapshot"))).toEqual([]);
  });

  it.each([
    ["without encryption", { Encrypted: false, KmsKeyId: undefined }, "before-upgrade"],
    ["under another key", { KmsKeyId: "arn:key:other" }, "before-upgrade"],
    [
      "of another account",
      { DBSnapshotArn: "arn:aws:rds:us-east-1:999999999999:snapshot:before-upgrade" },
      "arn:aws:rds:us-east-1:999999999999:snapshot:before-upgrade",
    ],
  ])("comes from a copy under the stack's key of a snapshot %s, which is deleted at the end", async (_, more, name) => {
    commands.rds.addSnapshot("before-upgrade", more);
    expect((await commands.restore("--snapshot", name, "--step", "copy")).code).toBe(0);
    expect(commands.rds.named(COPY)?.KmsKeyId).toBe("arn:key:stack");
    const names = () => commands.rds.snapshots.map(({ details }) => details.DBSnapshotIdentifier);
    expect(names()).toContain(`${LIVE}-copy-source`);
    await commands.restore("--step", "discard", "--yes");
    expect(names()).not.toContain(`${LIVE}-copy-source`);
    expect(names()).toContain("before-upgrade");
  });

  it("of a snapshot before an upgrade has the older version, and TLS only too", async () => {
    Object.assign(commands.rds.named(LIVE) ?? {}, { EngineVersion: "16.00.4265.3.v1" });
    commands.rds.groups.set("database-1", { family: "sqlserver-se-16.0", values: { "rds.force_ssl": "1" } });
    commands.rds.addSnapshot("before-upgrade");
    commands.rds.refuse = () => undefined;
    const run = await commands.restore(...SNAPSHOT);
    expect([run.code, run.err]).toEqual([0, expect.anything()]);
    expect(commands.rds.named(COPY)).toMatchObject({
      EngineVersion: "15.00.4430.1.v1",
      DBParameterGroups: [{ DBParameterGroupName: `${LIVE}-copy-15` }],
    });
    expect(commands.rds.groups.get(`${LIVE}-copy-15`)?.values).toEqual({ "rds.force_ssl": "1" });
    const swapped = await commands.restore("--step", "swap", "--yes");
    expect(swapped.out).toContain("npx pulumi config set sqlEngineVersion 15.00 --stack nonprod");
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "of another engine",
      { Engine: "postgres" },
      "is of postgres, and the stack's server of sqlserver-se. RDS cannot change that.",
    ],
    ["with another login", { MasterUsername: "sqladmin" }, "has the login sqladmin, and the stack's server xmadmin."],
    ["that is not available", { Status: "failed" }, 'is "failed", not available.'],
  ])("is refused for a snapshot %s, before anything is made", async (_, more, problem) => {
    commands.rds.addSnapshot("before-upgrade", more);
    const run = await commands.restore(...SNAPSHOT);
    expect([run.code, run.err]).toEqual([1, expect.stringContaining(problem)]);
    expect(commands.rds.writes).toEqual([]);
  });

  it.each<[string, string[], number, string]>([
    ["neither time nor snapshot", [], 2, "--step copy needs either a time"],
    ["both", ["--to-time", "2026-11-30T00:45:00Z", "--snapshot", "x"], 2, "--step copy needs either a time"],
    ["a local time", ["--to-time", "2026-11-30 00:45"], 2, "--to-time must be a time in UTC"],
    ["a day that does not exist", ["--to-time", "2026-13-30T00:45:00Z"], 2, "--to-time must be a time in UTC"],
    ["a time without a backup", ["--to-time", "2026-11-30T01:29:00Z"], 1, "the latest is 2026-11-30T01:00:00.000Z"],
    ["a snapshot that does not exist", ["--snapshot", "none"], 1, "There is no snapshot none in the stack's account and region."],
    ["a name in odd characters", ["--snapshot", "x; rm -rf ~"], 2, "--snapshot must be the name or the ARN"],
    ["a name with control characters", ["--snapshot", "x\u001b[2J"], 2, "--snapshot must be the name or the ARN"],
  ])("is refused for %s", async (_, options, code, problem) => {
    const run = await commands.restore(...options, "--step", "copy");
    expect([run.code, run.err]).toEqual([code, expect.stringContaining(problem)]);
    expect(commands.rds.writes).toEqual([]);
  });

  it("is refused while there is a copy for an upgrade", async () => {
    await commands.upgrade("--to", "16.00", "--step", "copy");
    const run = await commands.restore(...TIME);
    expect([run.code, run.err]).toEqual([1, expect.stringContaining("was made to upgrade to 16.00.4265.3.v1")]);
  });
});
