import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Subnets } from "../network/network.ts";
import { trustPolicy } from "../trust-policy.ts";
import { reportDatabaseEvents } from "./database-events.ts";

export interface SqlServerArgs {
  accountId: string;
  region: string;
  /** Name of the instance, fixed: people and log groups use it. Letters, digits, hyphens. */
  identifier: string;
  network: Subnets;
  edition: "express" | "web" | "standard" | "enterprise";
  /**
   * "16.00" for SQL Server 2022, with AWS's minor upgrades; or a full version such as "16.00.4265.3.v1", which AWS does not
   * upgrade.
   */
  engineVersion: string;
  instanceClass: string;
  /** GiB. */
  allocatedStorage: number;
  /** GiB; limit of storage autoscaling. */
  maxAllocatedStorage: number;
  multiAz: boolean;
  /** Days, 1 to 35. */
  backupRetentionPeriod: number;
  /** UTC, "hh:mm-hh:mm". */
  backupWindow: string;
  /** UTC, "ddd:hh:mm-ddd:hh:mm". */
  maintenanceWindow: string;
  /** Days that server logs are kept. */
  logRetentionDays: number;
  kmsKeyArn: pulumi.Input<string>;
  /** SNS topic that receives the database's events, such as failures, failovers and low storage. */
  topicArn: pulumi.Input<string>;
  /** True: Pulumi and RDS both protect it from deletion. */
  durable: boolean;
  /** True: a deletion keeps a final snapshot and the automated backups. */
  finalSnapshot: boolean;
  /**
   * True: this update upgrades the deployed server to another major version, without waiting for the maintenance window. The new
   * parameter group belongs to the new version, and AWS refuses it for the old version while the upgrade is pending.
   */
  upgradesMajorVersion?: boolean;
  /** Login of the first user. A server that was restored from a snapshot keeps the snapshot's. */
  username?: string;
  /** True unless the update keeps a deployed server. */
  created?: boolean;
  /** Name or ARN of the snapshot that a new server is restored from. */
  snapshotIdentifier?: string | undefined;
  /** Of an option group; AWS's default one when left out. */
  optionGroupName?: pulumi.Input<string>;
  /** False for a server from the time before each edition had its own name of the final snapshot: it keeps its name. */
  bindSnapshotName?: boolean;
}

/** RDS's names of the editions. */
export const SQL_ENGINES = {
  express: "sqlserver-ex",
  web: "sqlserver-web",
  standard: "sqlserver-se",
  enterprise: "sqlserver-ee",
} as const;

/**
 * RDS for SQL Server: TLS only, encrypted, backed up, with an empty security group. XMPro's installers create the databases in
 * it.
 */
export class SqlServer extends pulumi.ComponentResource {
  /** Bare host name. */
  readonly host: pulumi.Output<string>;
  readonly port = 1433;
  readonly username: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(name: string, args: SqlServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:SqlServer", name, {}, opts);
    const engine = SQL_ENGINES[args.edition];
    const username = args.username ?? "xmadmin";
    this.securityGroup = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.network.vpcId, description: "SQL Server" },
      { parent: this },
    );
    // No special characters: they break connection strings and XMPro's scripts.
    this.password = new random.RandomPassword(
      name,
      { length: 32, special: false, minLower: 2, minUpper: 2, minNumeric: 2 },
      { parent: this, protect: args.durable },
    ).result;
    // Another edition is another server, whose final snapshot must not have the name of the previous one.
    const keepers = args.bindSnapshotName === false ? {} : { keepers: { engine } };
    const snapshotSuffix = new random.RandomId(`${name}-final-snapshot`, { byteLength: 4, ...keepers }, { parent: this });
    const copy = this.snapshotCopy(name, args);
    const instance = new aws.rds.Instance(
      name,
      {
        identifier: args.identifier,
        engine,
        engineVersion: args.engineVersion,
        licenseModel: "license-included",
        // No output of the copy: Pulumi would replace the server whenever it replaces the copy.
        ...(copy === undefined ? {} : { snapshotIdentifier: sourceName(args) }),
        instanceClass: args.instanceClass,
        storageType: "gp3",
        allocatedStorage: args.allocatedStorage,
        maxAllocatedStorage: args.maxAllocatedStorage,
        storageEncrypted: true,
        kmsKeyId: args.kmsKeyArn,
        multiAz: args.multiAz,
        username,
        password: this.password,
        port: this.port,
        dbSubnetGroupName: this.subnetGroup(name, args).name,
        parameterGroupName: this.parameterGroup(name, engine, args.engineVersion).name,
        ...(args.optionGroupName === undefined ? {} : { optionGroupName: args.optionGroupName }),
        vpcSecurityGroupIds: [this.securityGroup.id],
        publiclyAccessible: false,
        // A full version must stay: AWS would upgrade it, and the next update would try to downgrade it.
        autoMinorVersionUpgrade: !isFullVersion(args.engineVersion),
        // The version is an explicit setting, so a change of it is intended.
        allowMajorVersionUpgrade: true,
        backupRetentionPeriod: args.backupRetentionPeriod,
        backupWindow: args.backupWindow,
        maintenanceWindow: args.maintenanceWindow,
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: !args.finalSnapshot,
        deletionProtection: args.durable,
        skipFinalSnapshot: !args.finalSnapshot,
        finalSnapshotIdentifier: pulumi.interpolate`${args.identifier}-final-${snapshotSuffix.hex}`,
        enabledCloudwatchLogsExports: exportedLogs(args.edition),
        monitoringInterval: 60,
        monitoringRoleArn: this.monitoringRole(name, args),
        ...insights(args.instanceClass, args.kmsKeyArn),
        applyImmediately: !args.durable || args.upgradesMajorVersion === true,
      },
      {
        parent: this,
        protect: args.durable,
        // Two servers cannot have the same name at once.
        deleteBeforeReplace: true,
        // It says how the server was created. Without this, a removed setting would replace the server.
        ignoreChanges: args.created === false ? ["snapshotIdentifier"] : [],
        dependsOn: [...this.logGroups(name, args), ...(copy === undefined ? [] : [copy])],
        // RDS mirrors a Multi-AZ SQL Server after its creation, which at times takes longer than the provider's 40 minutes.
        customTimeouts: { create: "90m", update: "120m", delete: "60m" },
      },
    );
    const { accountId, region, identifier, topicArn } = args;
    reportDatabaseEvents(name, { accountId, region, identifier, parameterGroupPrefix: `${name}-`, topicArn }, this);
    this.host = instance.address;
    this.arn = instance.arn;
    this.username = copy === undefined ? pulumi.output(username) : instance.username;
    // The program reads it in later updates: AWS does not say what a server was restored from.
    const restoredFrom = args.snapshotIdentifier === undefined ? {} : { restoredFrom: args.snapshotIdentifier };
    this.registerOutputs({ host: this.host, ...restoredFrom });
  }

  /** RDS restores with the snapshot's key, or without one. So the server is restored from a copy under the stack's key. */
  private snapshotCopy(name: string, args: SqlServerArgs): aws.rds.SnapshotCopy | undefined {
    const { accountId, region, snapshotIdentifier } = args;
    // Once the server is there, nothing needs the copy, and the next update deletes it.
    if (snapshotIdentifier === undefined || args.created === false) return undefined;
    const isArn = snapshotIdentifier.startsWith("arn:");
    return new aws.rds.SnapshotCopy(
      name,
      {
        // AWS answers with the ARN, which the provider compares.
        sourceDbSnapshotIdentifier: isArn
          ? snapshotIdentifier
          : `arn:aws:rds:${region}:${accountId}:snapshot:${snapshotIdentifier}`,
        targetDbSnapshotIdentifier: sourceName(args),
        kmsKeyId: args.kmsKeyArn,
      },
      {
        parent: this,
        // Two snapshots cannot have the same name at once.
        deleteBeforeReplace: true,
        // A copy of hundreds of GiB takes longer than the provider's 20 minutes.
        customTimeouts: { create: "180m" },
      },
    );
  }

  private subnetGroup(name: string, args: SqlServerArgs) {
    return new aws.rds.SubnetGroup(name, { subnetIds: args.network.isolatedSubnetIds }, { parent: this });
  }

  private parameterGroup(name: string, engine: string, engineVersion: string) {
    return new aws.rds.ParameterGroup(
      name,
      {
        family: `${engine}-${engineVersion.split(".")[0]}.0`,
        // Static: takes effect with the start of the instance, so "immediate" is refused.
        parameters: [{ name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" }],
      },
      { parent: this },
    );
  }

  /** RDS checks the role's policy at once, so the ARN is known only after the policy is attached. */
  private monitoringRole(name: string, { accountId, region, identifier }: SqlServerArgs): pulumi.Output<string> {
    const role = new aws.iam.Role(
      `${name}-monitoring`,
      {
        assumeRolePolicy: trustPolicy({
          sid: "MonitoringOfThisDatabase",
          service: "monitoring.rds.amazonaws.com",
          accountId,
          sourceArn: `arn:aws:rds:${region}:${accountId}:db:${identifier}`,
        }),
      },
      { parent: this },
    );
    const policyArn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";
    const attached = new aws.iam.RolePolicyAttachment(`${name}-monitoring`, { role: role.name, policyArn }, { parent: this });
    return pulumi.all([role.arn, attached.id]).apply(([arn]) => arn);
  }

  /** Created before the instance: RDS would create them itself, without retention and without the stack's key. */
  private logGroups(name: string, args: SqlServerArgs): pulumi.Resource[] {
    const nodes = args.multiAz ? ["node1", "node2"] : ["node1"];
    return nodes.flatMap((node) =>
      exportedLogs(args.edition).map(
        (log) =>
          new aws.cloudwatch.LogGroup(
            `${name}-${node}-${log}`,
            {
              name: `/aws/rds/instance/${args.identifier}.${node}/${log}`,
              retentionInDays: args.logRetentionDays,
              kmsKeyId: args.kmsKeyArn,
            },
            { parent: this },
          ),
      ),
    );
  }
}

/** Name of the copy of the snapshot that a new server is restored from. */
function sourceName({ identifier }: SqlServerArgs): string {
  return `${identifier}-source`;
}

function isFullVersion(engineVersion: string): boolean {
  return engineVersion.split(".").length > 2;
}

/** Express has no SQL Server Agent, so it has no agent log. */
function exportedLogs(edition: SqlServerArgs["edition"]): string[] {
  return edition === "express" ? ["error"] : ["agent", "error"];
}

/** Database Insights needs more memory than the two smallest sizes have. */
function insights(instanceClass: string, kmsKeyArn: pulumi.Input<string>) {
  if (/\.(micro|small)$/.test(instanceClass)) return {};
  return { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 7, performanceInsightsKmsKeyId: kmsKeyArn };
}
