import { describe, expect, it } from "vitest";
import { SqlServer, type SqlServerArgs } from "../../../infra/database/sql-server.ts";
import { offlineCloud } from "../../../preview/aws/offline-cloud.ts";
import { deploy, leaks } from "../../support/program/deploy.ts";
import { exampleNetwork } from "../../support/program/example-network.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";

const args: Omit<SqlServerArgs, "network"> = {
  accountId: "111122223333",
  region: "eu-west-1",
  identifier: "xmpro-test-database",
  edition: "standard",
  engineVersion: "16.00",
  instanceClass: "db.m6i.large",
  allocatedStorage: 100,
  maxAllocatedStorage: 500,
  multiAz: false,
  backupRetentionPeriod: 14,
  backupWindow: "22:00-23:00",
  maintenanceWindow: "sun:00:00-sun:01:00",
  logRetentionDays: 30,
  kmsKeyArn: "arn:key",
  topicArn: "arn:topic",
  durable: false,
  finalSnapshot: false,
};
const server = (more: Partial<SqlServerArgs> = {}) =>
  deploy(() => {
    const { host, port, username } = new SqlServer("database", { ...args, network: exampleNetwork(), ...more });
    return { host, port, username };
  });
/** The same server, restored from a snapshot whose login is "sqladmin". */
const restored = (more: Partial<SqlServerArgs> = {}) => {
  const cloud = offlineCloud({ accountId: "111122223333", region: "eu-west-1" });
  return deploy(
    () => {
      const { username } = new SqlServer("database", {
        ...args,
        network: exampleNetwork(),
        snapshotIdentifier: "first",
        ...more,
      });
      return { username };
    },
    {
      cloud: {
        create: (type, name, inputs, custom) => {
          const { id, outputs } = cloud.create(type, name, inputs, custom);
          return { id, outputs: type.includes(":Instance") ? { ...outputs, username: "sqladmin" } : outputs };
        },
      },
    },
  );
};

describe("the SQL Server", () => {
  it.each([
    ["express", "16.00", "sqlserver-ex", "sqlserver-ex-16.0", ["error"]],
    ["web", "16.00", "sqlserver-web", "sqlserver-web-16.0", ["agent", "error"]],
    ["standard", "15.00", "sqlserver-se", "sqlserver-se-15.0", ["agent", "error"]],
    ["enterprise", "16.00.4265.3.v1", "sqlserver-ee", "sqlserver-ee-16.0", ["agent", "error"]],
  ] as const)(
    "%s %s runs its engine with a parameter group of its family",
    async (edition, engineVersion, engine, family, logs) => {
      const made = await server({ edition, engineVersion });
      expect(made.the("rds.Instance").inputs).toMatchObject({ engine, engineVersion, enabledCloudwatchLogsExports: logs });
      expect(made.the("rds.ParameterGroup").inputs.family).toBe(family);
    },
  );

  it.each([
    ["16.00", true],
    ["15.00", true],
    ["16.00.4265.3.v1", false],
  ])("of version %s gets AWS's minor upgrades unless the version is complete", async (engineVersion, autoMinorVersionUpgrade) => {
    expect((await server({ engineVersion })).the("rds.Instance").inputs).toMatchObject({
      engineVersion,
      autoMinorVersionUpgrade,
    });
  });

  it("accepts only TLS connections", async () => {
    const made = await server();
    expect(made.the("rds.ParameterGroup").inputs.parameters).toEqual([
      { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
    ]);
    expect(made.the("rds.Instance").inputs.parameterGroupName).toBe("database");
  });

  it("is encrypted, has storage autoscaling and includes its licence", async () => {
    expect((await server()).the("rds.Instance").inputs).toMatchObject({
      storageEncrypted: true,
      kmsKeyId: "arn:key",
      storageType: "gp3",
      allocatedStorage: 100,
      maxAllocatedStorage: 500,
      licenseModel: "license-included",
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: 14,
      backupWindow: "22:00-23:00",
      maintenanceWindow: "sun:00:00-sun:01:00",
    });
  });

  it("has no database name, which RDS refuses for SQL Server", async () => {
    expect((await server()).the("rds.Instance").inputs.dbName).toBeUndefined();
  });

  it("has no inbound rules by default, and is not on the internet", async () => {
    const made = await server();
    expect(securityGroupRules(made)).toEqual([]);
    const { ingress, egress } = made.the("ec2.SecurityGroup").inputs;
    expect([ingress, egress]).toEqual([undefined, undefined]);
    expect(made.the("rds.Instance").inputs).toMatchObject({ publiclyAccessible: false, dbSubnetGroupName: "database" });
    expect(made.the("rds.SubnetGroup").inputs.subnetIds).toEqual(["isolated-1", "isolated-2"]);
  });

  it("never shows the password", async () => {
    const made = await server();
    expect(made.the("rds.Instance").inputs.password).toEqual({ secret: expect.stringMatching(/^generated-for-database/) });
    expect(leaks(made, "generated-for-")).toEqual([]);
  });

  it("has a password without characters that break a connection string", async () => {
    const { inputs } = (await server()).the("random.RandomPassword");
    expect(inputs).toMatchObject({ special: false, length: 32 });
  });

  it("has a user name that RDS allows", async () => {
    const { outputs } = await server();
    expect(outputs).toMatchObject({ username: "xmadmin", port: 1433 });
    expect(outputs.host).toMatch(/^xmpro-test-database\./);
  });

  it.each([
    [true, { deletionProtection: true, applyImmediately: false }],
    [false, { deletionProtection: false, applyImmediately: true }],
  ])("has deletion protection by Pulumi and AWS if it is durable: %s", async (durable, expected) => {
    const made = await server({ durable });
    const instance = made.the("rds.Instance");
    expect(instance.inputs).toMatchObject(expected);
    expect([instance.protect, made.the("random.RandomPassword").protect]).toEqual([durable, durable]);
  });

  it.each([true, false])("leaves a final snapshot and its backups if that is configured: %s", async (finalSnapshot) => {
    const { inputs } = (await server({ finalSnapshot })).the("rds.Instance");
    expect(inputs).toMatchObject({ skipFinalSnapshot: !finalSnapshot, deleteAutomatedBackups: !finalSnapshot });
    expect(inputs.finalSnapshotIdentifier).toBe("xmpro-test-database-final-00000000");
  });

  it.each([
    ["standard", true, ["node1/agent", "node1/error", "node2/agent", "node2/error"]],
    ["standard", false, ["node1/agent", "node1/error"]],
    ["express", false, ["node1/error"]],
  ] as const)(
    "of the edition %s, multi-AZ %s, has encrypted log groups with a retention before it starts",
    async (edition, multiAz, logs) => {
      const made = await server({ edition, multiAz });
      const groups = made.ofType("cloudwatch.LogGroup");
      expect(groups.map(({ inputs }) => inputs.name).sort()).toEqual(
        logs.map((log) => `/aws/rds/instance/xmpro-test-database.${log}`),
      );
      for (const { inputs } of groups) expect(inputs).toMatchObject({ retentionInDays: 30, kmsKeyId: "arn:key" });
      expect(made.the("rds.Instance").dependencies).toEqual(expect.arrayContaining(groups.map(({ urn }) => urn)));
      expect(made.the("rds.Instance").inputs.multiAz).toBe(multiAz);
    },
  );

  it("has enhanced monitoring with a role that only RDS's monitoring can assume", async () => {
    const made = await server();
    expect(made.the("rds.Instance").inputs.monitoringInterval).toBe(60);
    expect(statementsOf(made.the("iam.Role"), "assumeRolePolicy")).toMatchObject({
      MonitoringOfThisDatabase: {
        Principal: { Service: "monitoring.rds.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:rds:eu-west-1:111122223333:db:xmpro-test-database" },
        },
      },
    });
    expect(made.the("iam.RolePolicyAttachment").inputs.policyArn).toBe(
      "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    );
  });

  it("reports failures, failovers and low storage by EventBridge, without delaying other resources", async () => {
    const made = await server();
    // RDS event subscriptions cannot publish to an encrypted topic.
    expect(made.resources.filter(({ type }) => type.includes("eventSubscription"))).toEqual([]);
    const rule = made.the("cloudwatch.EventRule");
    expect(rule.dependencies).toEqual([]);
    expect(JSON.parse(rule.inputs.eventPattern)).toEqual({
      source: ["aws.rds"],
      "detail-type": ["RDS DB Instance Event", "RDS DB Parameter Group Event"],
      resources: [
        "arn:aws:rds:eu-west-1:111122223333:db:xmpro-test-database",
        { prefix: "arn:aws:rds:eu-west-1:111122223333:pg:database-" },
      ],
      detail: { EventCategories: expect.arrayContaining(["failover", "failure", "low storage", "configuration change"]) },
    });
    const { arn, inputTransformer } = made.the("cloudwatch.EventTarget").inputs;
    expect(arn).toBe("arn:topic");
    for (const name of inputTransformer.inputTemplate.match(/(?<=<)\w+(?=>)/g)) {
      expect(inputTransformer.inputPaths).toHaveProperty(name);
    }
  });

  it.each([
    ["db.t3.micro", false],
    ["db.t3.small", false],
    ["db.t3.medium", true],
    ["db.m6i.large", true],
  ])("of the class %s has Performance Insights: %s", async (instanceClass, has) => {
    const { inputs } = (await server({ instanceClass })).the("rds.Instance");
    expect(inputs.performanceInsightsEnabled ?? false).toBe(has);
    expect(inputs.performanceInsightsKmsKeyId).toBe(has ? "arn:key" : undefined);
  });

  it("is restored from a copy of the snapshot under the stack's key, as RDS keeps the key of a snapshot", async () => {
    const made = await restored();
    expect(made.the("rds.SnapshotCopy").inputs).toEqual({
      sourceDbSnapshotIdentifier: "arn:aws:rds:eu-west-1:111122223333:snapshot:first",
      targetDbSnapshotIdentifier: "xmpro-test-database-source",
      kmsKeyId: "arn:key",
    });
    expect(made.the("rds.Instance").inputs.snapshotIdentifier).toBe("xmpro-test-database-source");
  });

  it("does not depend on an output of the copy, as Pulumi would replace the server together with the copy", async () => {
    const made = await restored();
    const { propertyDependencies, dependencies } = made.the("rds.Instance");
    expect(propertyDependencies.snapshotIdentifier).toEqual([]);
    expect(dependencies).toContain(made.the("rds.SnapshotCopy").urn);
  });

  it("gives up the copy with the next update, and stays", async () => {
    const made = await restored({ created: false, username: "sqladmin" });
    expect(made.ofType("rds.SnapshotCopy")).toEqual([]);
    expect(made.the("rds.Instance").ignoreChanges).toEqual(["snapshotIdentifier"]);
    expect(made.outputs).toEqual({ username: "sqladmin" });
  });

  it("keeps the login of the snapshot, and gets the stack's password", async () => {
    const made = await restored();
    expect(made.outputs).toEqual({ username: "sqladmin" });
    expect(made.the("rds.Instance").inputs.password).toEqual({ secret: expect.stringMatching(/^generated-for-database/) });
  });

  it("stays when the snapshot leaves the settings, under the login that it has", async () => {
    const made = await server({ created: false, username: "sqladmin" });
    const { inputs, ignoreChanges } = made.the("rds.Instance");
    expect([inputs.username, ignoreChanges]).toEqual(["sqladmin", ["snapshotIdentifier"]]);
    expect(made.outputs).toMatchObject({ username: "sqladmin" });
  });

  it("is made of another snapshot, or of none, when it is replaced", async () => {
    expect((await restored({ created: true })).the("rds.Instance").ignoreChanges).toEqual([]);
  });

  it("has AWS's option group unless another one is given", async () => {
    expect((await server()).the("rds.Instance").inputs.optionGroupName).toBeUndefined();
    expect((await server({ optionGroupName: "backups" })).the("rds.Instance").inputs.optionGroupName).toBe("backups");
  });
});
