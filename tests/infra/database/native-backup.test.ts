import { describe, expect, it } from "vitest";
import { NativeBackup } from "../../../infra/database/native-backup.ts";
import { PrivateBucket } from "../../../infra/private-bucket.ts";
import { deploy } from "../../support/program/deploy.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";

const made = (engineVersion = "16.00", edition: "express" | "standard" = "express") =>
  deploy(() => {
    const { optionGroupName } = new NativeBackup("database-backups", {
      accountId: "111122223333",
      region: "eu-west-1",
      identifier: "xmpro-test-database",
      edition,
      engineVersion,
      bucket: new PrivateBucket("backups", { durable: false, keepVersionsDays: 90 }),
      kmsKeyArn: "arn:key",
    });
    return { optionGroupName };
  });

describe("native backup and restore", () => {
  it.each([
    ["express", "16.00", "sqlserver-ex", "16.00"],
    ["standard", "15.00.4480.2.v1", "sqlserver-se", "15.00"],
  ] as const)("has an option group of the engine: %s %s", async (edition, version, engineName, majorEngineVersion) => {
    const stack = await made(version, edition);
    expect(stack.the("rds.OptionGroup").inputs).toMatchObject({
      engineName,
      majorEngineVersion,
      // AWS refuses its deletion while a snapshot names it.
      skipDestroy: true,
      options: [{ optionName: "SQLSERVER_BACKUP_RESTORE", optionSettings: [{ name: "IAM_ROLE_ARN" }] }],
    });
    expect(stack.outputs.optionGroupName).toBe("database-backups");
  });

  it("lets only RDS use the role, for this database and its option group", async () => {
    expect(statementsOf((await made()).the("iam.Role"), "assumeRolePolicy")).toMatchObject({
      NativeBackupOfThisDatabase: {
        Principal: { Service: "rds.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: {
            "aws:SourceArn": [
              "arn:aws:rds:eu-west-1:111122223333:db:xmpro-test-database",
              "arn:aws:rds:eu-west-1:111122223333:og:database-backups-*",
            ],
          },
        },
      },
    });
  });

  it("reaches one bucket and one key, deletes nothing, and has its rights before RDS checks the role", async () => {
    const stack = await made();
    const statements = Object.values(statementsOf(stack.the("iam.RolePolicy")));
    expect(statements.map(({ Resource }) => Resource)).toEqual(["arn:aws:s3:::backups", "arn:aws:s3:::backups/*", "arn:key"]);
    expect(JSON.stringify(statements)).not.toMatch(/Delete|"\*"|:\*"/);
    expect(stack.the("rds.OptionGroup").dependencies).toContain(stack.the("iam.RolePolicy").urn);
  });
});
