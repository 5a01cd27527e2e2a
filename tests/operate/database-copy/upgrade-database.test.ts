import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseCommands, LIVE } from "./database-commands.ts";

const COPY = `${LIVE}-copy`;
const BEFORE = `${LIVE}-before`;
const TO_2022 = ["--to", "16.00", "--step", "copy"];
const SECOND_REGION = { replicatedBackups: { region: "us-west-2", kmsKeyArn: "arn:key:west" } };

let commands: DatabaseCommands;
beforeEach(async () => {
  commands = await new DatabaseCommands().start();
});
afterEach(() => {
  commands.stop();
  expect(commands.printed).not.toContain(commands.rds.password);
});

const idOf = (name: string) => commands.rds.named(name)?.DbiResourceId;

describe("a copy for an upgrade", () => {
  it("is restored from a new snapshot, with the new version, and the server in use is not touched", async () => {
    const before = structuredClone(commands.rds.named(LIVE));
    const { code, out } = await commands.upgrade(...TO_2022);
    expect(code).toBe(0);
    expect(commands.rds.named(LIVE)).toEqual(before);
    expect(commands.rds.named(COPY)).toMatchObject({ EngineVersion: "16.00.4265.3.v1", DBInstanceClass: "db.m6i.large" });
    expect(commands.rds.snapshots.map(({ details }) => details.DBSnapshotIdentifier)).toEqual([`${LIVE}-before-20261130-0130`]);
    expect(out).toContain(`Copy (upgrade to 16.00.4265.3.v1 on db.m6i.large): ${COPY}, 16.00.4265.3.v1`);
    expect(out).toContain("npm run upgrade-database -- --stack nonprod --step swap");
    expect(commands.pulumi).toEqual([]);
  });

  it("has what RDS does not take over: network, TLS, backups, windows, password, zones, protection and insights", async () => {
    await commands.upgrade(...TO_2022);
    expect(commands.rds.named(COPY)).toMatchObject({
      DBSubnetGroup: { DBSubnetGroupName: "isolated" },
      VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-1" }],
      KmsKeyId: "arn:key:stack",
      BackupRetentionPeriod: 14,
      PreferredBackupWindow: "22:00-23:00",
      MultiAZ: true,
      DeletionProtection: true,
      PerformanceInsightsEnabled: true,
      password: commands.rds.password,
      DBParameterGroups: [{ DBParameterGroupName: `${LIVE}-copy-16`, ParameterApplyStatus: "in-sync" }],
      OptionGroupMemberships: [{ OptionGroupName: "default:sqlserver-se-16-00" }],
    });
    expect(commands.rds.groups.get(`${LIVE}-copy-16`)).toEqual({
      family: "sqlserver-se-16.0",
      values: { "rds.force_ssl": "1" },
    });
  });

  it("may have another class alone, and keeps the stack's groups then", async () => {
    await commands.upgrade("--class", "db.m6i.2xlarge", "--step", "copy");
    expect(commands.rds.named(COPY)).toMatchObject({
      EngineVersion: "15.00.4430.1.v1",
      DBInstanceClass: "db.m6i.2xlarge",
      DBParameterGroups: [{ DBParameterGroupName: "database-1" }],
      OptionGroupMemberships: [{ OptionGroupName: "database-backups-1" }],
    });
  });

  it("is carried on wherever AWS failed, and is the same in the end", async () => {
    await commands.upgrade(...TO_2022);
    const expected = { ...commands.rds.named(COPY), DbiResourceId: "", TagList: [] };
    const writes = commands.rds.writes.length;
    expect(writes).toBeGreaterThan(8);
    for (let failing = 1; failing <= writes; failing++) {
      const other = await new DatabaseCommands().start();
      let count = 0;
      other.rds.refuse = (action) =>
        !action.startsWith("Describe") && ++count === failing ? { code: "InternalFailure", message: "try later" } : undefined;
      const first = await other.upgrade(...TO_2022);
      expect([failing, first.code, first.err]).toEqual([
        failing,
        1,
        expect.stringContaining("The same step goes on from there."),
      ]);
      const second = await other.upgrade(...TO_2022);
      expect([failing, second.code, second.err]).toEqual([failing, 0, expect.anything()]);
      expect({ ...other.rds.named(COPY), DbiResourceId: "", TagList: [] }).toEqual(expected);
      other.stop();
    }
  });

  it.each<[string, string[], number, string]>([
    ["an older version", ["--to", "15.00.4335.1.v1"], 1, "--to must be a version that AWS can upgrade 15.00.4430.1.v1 to"],
    ["a version that RDS does not have", ["--to", "17.00"], 1, "15.00.4480.2.v1, 16.00.4215.2.v1, 16.00.4265.3.v1"],
    [
      "a class that RDS does not offer",
      ["--class", "db.r9z.large"],
      1,
      "--class must be a class that RDS offers with sqlserver-se",
    ],
    ["no aim", [], 2, '--step copy needs a version such as "--to 16.00"'],
    ["a version in odd characters", ["--to", "16;reboot"], 2, '--to must be a version of SQL Server such as "16.00"'],
    ["a class in odd characters", ["--class", "db.$(id).x"], 2, "--class must be an RDS instance class"],
  ])("is refused for %s, before anything is made", async (_, options, code, problem) => {
    const run = await commands.upgrade(...options, "--step", "copy");
    expect([run.code, run.err]).toEqual([code, expect.stringContaining(problem)]);
    expect(commands.rds.writes).toEqual([]);
  });

  it("is refused while there is one with another aim", async () => {
    await commands.upgrade(...TO_2022);
    const run = await commands.upgrade("--class", "db.m6i.2xlarge", "--step", "copy");
    expect([run.code, run.err]).toEqual([1, expect.stringContaining("Delete it with --step discard first.")]);
  });

  it("says what it waits for, and ends when AWS does not come to an end", async () => {
    commands.rds.looks = 10_000;
    const run = await commands.upgrade(...TO_2022);
    expect([run.code, run.err]).toEqual([3, expect.stringContaining("After 180 minutes of waiting to find the snapshot")]);
    expect(run.err).toMatch(/waiting to find the snapshot \S+ available: creating, 0 % *, 100 min/);
  });

  it("ends at once when AWS gives the server up", async () => {
    commands.rds.refuse = (action) => {
      const copy = commands.rds.named(COPY);
      if (action === "DescribeDBInstances" && copy) copy.DBInstanceStatus = "incompatible-restore";
      return undefined;
    };
    commands.rds.looks = 0;
    const run = await commands.upgrade(...TO_2022);
    expect([run.code, run.err]).toEqual([3, expect.stringContaining("Look at its events in the RDS console.")]);
  });
});

describe("the swap", () => {
  let [original, copy]: unknown[] = [];
  beforeEach(async () => {
    await commands.upgrade(...TO_2022);
    [original, copy] = [idOf(LIVE), idOf(COPY)];
    commands.rds.writes.length = 0;
  });

  it("is not done without a terminal or --yes, and says what it costs", async () => {
    const run = await commands.upgrade("--step", "swap");
    expect([run.code, commands.rds.writes]).toEqual([1, []]);
    expect(run.err).toContain("The products have no database while both servers are renamed");
    expect(run.err).toContain("What was written since 2026-11-30T01:30:00.000Z stays on the previous server alone.");
    commands.answer = "no";
    expect((await commands.upgrade("--step", "swap")).out).toContain("Nothing is changed.");
    commands.answer = "yes";
    expect((await commands.upgrade("--step", "swap")).code).toBe(0);
  });

  it("gives the copy the server's name, keeps the previous server, and lets Pulumi's state follow", async () => {
    const run = await commands.upgrade("--step", "swap", "--yes");
    expect([run.code, idOf(LIVE), idOf(BEFORE), idOf(COPY)]).toEqual([0, copy, original, undefined]);
    expect(commands.state.server).toBe(copy);
    expect(commands.pulumi).toEqual(["stack export", "stack import", "refresh --stack"]);
    expect(run.out).toContain("npx pulumi config set sqlEngineVersion 16.00 --stack nonprod");
    // Only the stack's own tags, so the next preview has nothing to change about them.
    expect(commands.rds.tagsOf(LIVE)).toEqual({ project: "xmpro", "managed-by": "pulumi" });
    expect(commands.rds.tagsOf(BEFORE)).toMatchObject({ "database-copy": "original" });
    expect(commands.rds.named(LIVE)).toMatchObject({
      MonitoringInterval: 60,
      EnabledCloudwatchLogsExports: ["agent", "error"],
    });
  });

  it("is taken back by --step back, with the state", async () => {
    await commands.upgrade("--step", "swap", "--yes");
    const run = await commands.upgrade("--step", "back", "--yes");
    expect([run.code, idOf(LIVE), idOf(COPY), commands.state.server]).toEqual([0, original, copy, original]);
    expect(commands.rds.tagsOf(LIVE)).not.toHaveProperty("database-copy");
    expect((await commands.upgrade("--step", "swap", "--yes")).code).toBe(0);
    expect([idOf(LIVE), commands.state.server]).toEqual([copy, copy]);
  });

  it.each(["swap", "back"])("goes on wherever it stopped, forwards and with --step %s", async (second) => {
    await commands.upgrade("--step", "swap", "--yes");
    const writes = commands.rds.writes.length;
    for (let failing = 1; failing <= writes; failing++) {
      const other = await new DatabaseCommands().start();
      await other.upgrade(...TO_2022);
      const ids = [other.rds.named(LIVE)?.DbiResourceId, other.rds.named(COPY)?.DbiResourceId];
      let count = 0;
      other.rds.refuse = (action) =>
        !action.startsWith("Describe") && ++count === failing ? { code: "InternalFailure", message: "try later" } : undefined;
      expect([failing, (await other.upgrade("--step", "swap", "--yes")).code]).toEqual([failing, 1]);
      other.rds.refuse = () => undefined;
      const next = await other.upgrade("--step", second, "--yes");
      // Before the first rename there is nothing to take back.
      if (second === "back" && next.code === 1 && next.err.includes("does not fit now")) {
        expect(other.rds.names).toEqual([LIVE, COPY].sort());
      } else {
        expect([failing, next.code, next.err]).toEqual([failing, 0, expect.anything()]);
        const live = second === "swap" ? ids[1] : ids[0];
        expect([failing, other.rds.named(LIVE)?.DbiResourceId, other.state.server]).toEqual([failing, live, live]);
      }
      other.stop();
    }
  });

  it("goes on when Pulumi failed, whose state alone is missing then", async () => {
    for (const failing of ["stack export", "stack import", "refresh --stack"]) {
      const other = await new DatabaseCommands().start();
      await other.upgrade(...TO_2022);
      const id = other.rds.named(COPY)?.DbiResourceId;
      other.failPulumi = (call) => call === failing;
      expect((await other.upgrade("--step", "swap", "--yes")).code).not.toBe(0);
      other.failPulumi = () => false;
      expect([failing, (await other.upgrade("--step", "swap", "--yes")).code]).toEqual([failing, 0]);
      expect([other.rds.named(LIVE)?.DbiResourceId, other.state.server]).toEqual([id, id]);
      expect(other.rds.tagsOf(LIVE)).not.toHaveProperty("database-copy");
      other.stop();
    }
  });

  it("is refused while the copy is not ready", async () => {
    const details = commands.rds.named(COPY) as Record<string, unknown>;
    details.BackupRetentionPeriod = 0;
    const run = await commands.upgrade("--step", "swap", "--yes");
    expect([run.code, run.err]).toEqual([1, expect.stringContaining("it has not its backups yet")]);
  });

  it("moves the backups of the second region to the server in use, forwards and back", async () => {
    commands.outputs = SECOND_REGION;
    commands.rds.replicated.set(String(original), "arn:backups:old");
    await commands.upgrade("--step", "swap", "--yes");
    expect([...commands.rds.replicated.keys()]).toEqual([copy]);
    expect(commands.state.replication).toBe(commands.rds.replicated.get(String(copy)));
    await commands.upgrade("--step", "back", "--yes");
    expect([...commands.rds.replicated.keys()]).toEqual([original]);
    expect(commands.state.replication).toBe(commands.rds.replicated.get(String(original)));
  });
});

describe("the end", () => {
  it("deletes the previous server after a last snapshot, and what only the copy needed", async () => {
    await commands.upgrade(...TO_2022);
    await commands.upgrade("--step", "swap", "--yes");
    expect((await commands.upgrade("--step", "finish")).code).toBe(1);
    expect(commands.rds.names).toContain(BEFORE);
    const run = await commands.upgrade("--step", "finish", "--yes");
    expect([run.code, commands.rds.names]).toEqual([0, [LIVE]]);
    expect(commands.rds.snapshots.map(({ details }) => details.DBSnapshotIdentifier)).toContainEqual(
      expect.stringMatching(`^${BEFORE}-final-20261130-`),
    );
    // The next pulumi up gives the server the stack's own group.
    expect(run.err).toContain(`The parameter group ${LIVE}-copy-16 is still used.`);
    Object.assign(commands.rds.named(LIVE) ?? {}, { DBParameterGroups: [{ DBParameterGroupName: "database-2" }] });
    await commands.upgrade("--step", "finish", "--yes");
    expect(commands.rds.groups.has(`${LIVE}-copy-16`)).toBe(false);
  });

  it("is the copy's when it is discarded", async () => {
    await commands.upgrade(...TO_2022);
    expect((await commands.upgrade("--step", "discard", "--yes")).code).toBe(0);
    expect([commands.rds.names, commands.rds.groups.has(`${LIVE}-copy-16`)]).toEqual([[LIVE], false]);
  });

  it.each(["copy", "swap", "back", "finish", "discard"])("--step %s says what fits in its place", async (step) => {
    const none = await commands.upgrade("--step", step, ...(step === "copy" ? ["--to", "16.00"] : []), "--yes");
    const fits = step === "copy" || step === "finish";
    expect([step, none.code, none.err]).toEqual([
      step,
      fits ? 0 : 1,
      fits ? expect.anything() : expect.stringContaining("begin with --step copy"),
    ]);
  });

  it("of a deletion that was interrupted comes with the same step", async () => {
    await commands.upgrade(...TO_2022);
    await commands.upgrade("--step", "swap", "--yes");
    commands.rds.refuse = (action) => {
      const gone = commands.rds.named(BEFORE);
      return action === "DescribeDBInstances" && gone?.DBInstanceStatus === "deleting"
        ? { code: "Throttling", message: "slow" }
        : undefined;
    };
    expect((await commands.upgrade("--step", "finish", "--yes")).code).toBe(3);
    commands.rds.refuse = () => undefined;
    expect((await commands.upgrade("--step", "finish", "--yes")).code).toBe(0);
    expect(commands.rds.names).toEqual([LIVE]);
  });
});

describe("without a step, the command", () => {
  it("says where it is, and changes nothing", async () => {
    expect((await commands.upgrade()).out).toBe(
      `In use: ${LIVE}, 15.00.4430.1.v1, db.m6i.large, available, ${LIVE}.x.us-east-1.rds.amazonaws.com`,
    );
    await commands.upgrade(...TO_2022);
    await commands.upgrade("--step", "swap", "--yes");
    const writes = commands.rds.writes.length;
    const { out, code } = await commands.upgrade("--json");
    expect([code, commands.rds.writes.length]).toEqual([0, writes]);
    expect(JSON.parse(out)).toMatchObject({ phase: "swapped", original: { name: BEFORE }, copy: { name: LIVE } });
  });

  it("refuses servers that have the names of a copy, but were not made by it", async () => {
    commands.rds.add(COPY);
    const run = await commands.upgrade("--step", "swap", "--yes");
    expect([run.code, run.err]).toEqual([1, expect.stringContaining(`${COPY} (not made by these commands)`)]);
    expect(commands.rds.writes).toEqual([]);
  });

  it("refuses a stack without a SQL Server of its own", async () => {
    commands.outputs = { databaseIdentifier: undefined as unknown as string };
    const run = await commands.upgrade();
    expect([run.code, run.err]).toEqual([1, expect.stringContaining("has no SQL Server of its own")]);
  });

  it("says what AWS refuses to show", async () => {
    commands.rds.refuse = () => ({ code: "AccessDenied", message: "User is not authorized to perform: rds:DescribeDBInstances" });
    const run = await commands.upgrade();
    expect([run.code, run.err]).toEqual([3, expect.stringContaining("AccessDenied: User is not authorized to perform")]);
  });
});
