import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { reportDatabaseEvents } from "./database-events.ts";
import type { Subnets } from "./network/network.ts";
import { trustPolicy } from "./trust-policy.ts";

export interface SqlServerArgs {
  accountId: string;
  region: string;
  /** Name of the instance, fixed: people and log groups know it. Letters, digits, hyphens. */
  identifier: string;
  network: Subnets;
  edition: "express" | "web" | "standard" | "enterprise";
  /** "16.00" for SQL Server 2022, with AWS's minor upgrades; or a whole version such as "16.00.4265.3.v1", which then stays. */
  engineVersion: string;
  instanceClass: string;
  /** GiB. */
  allocatedStorage: number;
  /** GiB; storage grows by itself up to here. */
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
  /** SNS topic that receives failures, fail-overs and low storage. */
  topicArn: pulumi.Input<string>;
  /** True: no deletion without lifting two protections first. */
  durable: boolean;
  /** True: a deletion leaves a final snapshot and the automated backups. */
  finalSnapshot: boolean;
  /**
   * True: an upgrade of the deployed server to another major version, which does not wait for the maintenance window: its parameter
   * group belongs to the new version, and AWS refuses it for the old one, however long the upgrade waits.
   */
  upgradesMajorVersion?: boolean;
  /** False for a server of before final snapshots got a name for each edition: it keeps the name that it has. */
  bindSnapshotName?: boolean;
}

const ENGINES = { express: "sqlserver-ex", web: "sqlserver-web", standard: "sqlserver-se", enterprise: "sqlserver-ee" } as const;

/** RDS for SQL Server: TLS only, encrypted, backed up, born closed. XMPro's installers make the databases in it. */
export class SqlServer extends pulumi.ComponentResource {
  /** Bare host name. */
  readonly host: pulumi.Output<string>;
  readonly port = 1433;
  readonly username = "xmadmin";
  readonly password: pulumi.Output<string>;
  readonly securityGroup: aws.ec2.SecurityGroup;

  constructor(name: string, args: SqlServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:SqlServer", name, {}, opts);
    const engine = ENGINES[args.edition];
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
    // Another edition is another server, whose final snapshot must not have the name of the one before.
    const keepers = args.bindSnapshotName === false ? {} : { keepers: { engine } };
    const snapshotSuffix = new random.RandomId(`${name}-final-snapshot`, { byteLength: 4, ...keepers }, { parent: this });
    const instance = new aws.rds.Instance(
      name,
      {
        identifier: args.identifier,
        engine,
        engineVersion: args.engineVersion,
        licenseModel: "license-included",
        instanceClass: args.instanceClass,
        storageType: "gp3",
        allocatedStorage: args.allocatedStorage,
        maxAllocatedStorage: args.maxAllocatedStorage,
        storageEncrypted: true,
        kmsKeyId: args.kmsKeyArn,
        multiAz: args.multiAz,
        username: this.username,
        password: this.password,
        port: this.port,
        dbSubnetGroupName: this.subnetGroup(name, args).name,
        parameterGroupName: this.parameterGroup(name, engine, args.engineVersion).name,
        vpcSecurityGroupIds: [this.securityGroup.id],
        publiclyAccessible: false,
        // A whole version is meant to stay: AWS would move on from it, and the next update would try to go back.
        autoMinorVersionUpgrade: !isWholeVersion(args.engineVersion),
        // The version is an explicit setting, so a change of it is meant.
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
        dependsOn: this.logGroups(name, args),
        // A Multi-AZ SQL Server is mirrored after its creation, which takes longer than the provider's 40 minutes at times.
        customTimeouts: { create: "90m", update: "120m", delete: "60m" },
      },
    );
    const { accountId, region, identifier, topicArn } = args;
    reportDatabaseEvents(name, { accountId, region, identifier, parameterGroupPrefix: `${name}-`, topicArn }, this);
    this.host = instance.address;
    this.registerOutputs({ host: this.host });
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

  /** RDS looks at the role's policy when it is handed over, so the ARN is known only when that is attached. */
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

  /** Made before the instance: RDS would make them itself, without an end and without the stack's key. */
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

function isWholeVersion(engineVersion: string): boolean {
  return engineVersion.split(".").length > 2;
}

/** Express has no SQL Server Agent, so no log of it. */
function exportedLogs(edition: SqlServerArgs["edition"]): string[] {
  return edition === "express" ? ["error"] : ["agent", "error"];
}

/** Database Insights needs more memory than the two smallest sizes have. */
function insights(instanceClass: string, kmsKeyArn: pulumi.Input<string>) {
  if (/\.(micro|small)$/.test(instanceClass)) return {};
  return { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 7, performanceInsightsKmsKeyId: kmsKeyArn };
}
