import { describe, expect, it } from "vitest";
import { DeployedStack } from "../../stacks/deployed/deployed-stack.ts";
import type { NewSqlServer } from "../../stacks/settings/sql-server.ts";
import { checkSnapshot } from "../../stacks/snapshot.ts";
import { deploy } from "../support/program/deploy.ts";
import { exampleSettings } from "../support/program/example-settings.ts";

const FITTING = { engine: "sqlserver-ex", engineVersion: "16.00.4265.3.v1", allocatedStorage: 20, status: "available" };
const deployed = new DeployedStack([
  { type: "aws:rds/instance:Instance", name: "database", outputs: { engine: "sqlserver-ex", engineVersion: "16.00" } },
]);

/** What is asked of AWS, and the error, for a snapshot that AWS describes like this; text is AWS's refusal. */
async function checked(snapshot: object | string, sql: Partial<NewSqlServer> = {}, stack = new DeployedStack([])) {
  const asked: object[] = [];
  const lookUp = (_: string, inputs: object) => {
    asked.push(inputs);
    if (typeof snapshot === "string") throw new Error(snapshot);
    return { ...FITTING, ...snapshot };
  };
  const server: NewSqlServer = { ...(exampleSettings.sql as NewSqlServer), snapshotIdentifier: "first", ...sql };
  const message = await deploy(() => checkSnapshot({ ...exampleSettings, sql: server }, stack), { cloud: { lookUp } }).then(
    () => "",
    (error) => String(error.message),
  );
  return { asked, message };
}

describe("a snapshot for a new server", () => {
  it.each<[string, object, Partial<NewSqlServer>]>([
    ["of the edition, the version and the storage", {}, {}],
    ["whose server gets a newer minor version", { engineVersion: "16.00.4215.2.v1" }, {}],
    ["whose server gets a tenth more storage", {}, { allocatedStorage: 22 }],
    ["that cannot be looked up offline", { engine: "", status: "" }, {}],
  ])("is accepted if it is one %s", async (_, snapshot, sql) => {
    expect((await checked(snapshot, sql)).message).toBe("");
  });

  it.each<[string, object | string, Partial<NewSqlServer>, string]>([
    [
      "does not exist",
      "Your query returned no results",
      {},
      'xmpro:sqlSnapshotIdentifier must be an RDS snapshot of this account and region, or one that is shared with it by ARN, got "first"; AWS says: Your query returned no results',
    ],
    [
      "is not available",
      { status: "creating" },
      {},
      'xmpro:sqlSnapshotIdentifier must be a snapshot that is available, got "first", whose status is "creating"',
    ],
    [
      "is one of another engine",
      { engine: "postgres" },
      {},
      'xmpro:sqlSnapshotIdentifier must be a snapshot of RDS for SQL Server, got "first", which is of the engine postgres',
    ],
    [
      "is one of another edition",
      { engine: "sqlserver-se" },
      {},
      'xmpro:sqlEdition must be "standard", the edition of the snapshot first, which it keeps, got "express"',
    ],
    [
      "is older by a major version",
      { engineVersion: "15.00.4430.1.v1" },
      {},
      'xmpro:sqlEngineVersion must be "15.00", the major version of the snapshot first, got "16.00"; upgrade after it is restored',
    ],
    [
      "is larger",
      { allocatedStorage: 100 },
      {},
      "xmpro:sqlAllocatedStorage must be 100 (GiB, the storage of the snapshot first)",
    ],
    ["is hardly smaller", {}, { allocatedStorage: 21 }, 'or at least 22 (RDS allows no smaller increase), got "21"'],
  ])("is refused if it %s", async (_, snapshot, sql, problem) => {
    expect((await checked(snapshot, sql)).message).toContain(problem);
  });

  it("is refused with everything that does not fit at once", async () => {
    const { message } = await checked({ engine: "sqlserver-ee", engineVersion: "15.00.1.2.v1", allocatedStorage: 500 });
    expect(message).toMatch(/sqlEdition[\s\S]*sqlEngineVersion[\s\S]*sqlAllocatedStorage/);
  });

  it("of another account is found by its ARN alone", async () => {
    const arn = "arn:aws:rds:us-east-1:999999999999:snapshot:first";
    expect((await checked({}, { snapshotIdentifier: arn })).asked).toEqual([{ dbSnapshotIdentifier: arn, includeShared: true }]);
    expect((await checked({})).asked).toEqual([{ dbSnapshotIdentifier: "first" }]);
  });

  it("is looked up only while the server is created, as it may be deleted later", async () => {
    expect((await checked("gone", {}, deployed)).message).toBe("");
    expect((await checked("gone", { edition: "web" }, deployed)).message).toContain("must be an RDS snapshot");
    expect((await checked("gone", { snapshotIdentifier: undefined })).asked).toEqual([]);
  });
});
