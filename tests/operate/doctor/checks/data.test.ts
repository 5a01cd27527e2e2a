import { ReplicationGroupNotFoundFault } from "@aws-sdk/client-elasticache";
import { DBInstanceNotFoundFault } from "@aws-sdk/client-rds";
import { describe } from "vitest";
import { database } from "../../../../operate/doctor/checks/database.ts";
import { redis } from "../../../../operate/doctor/checks/redis.ts";
import { DATABASE, METRICS, metrics, NOW } from "../healthy-stack.ts";
import { itFinds } from "./broken.ts";

const DAY_MS = 86_400_000;
const withDatabase = (changes: object) => ({ DescribeDBInstances: () => ({ DBInstances: [{ ...DATABASE, ...changes }] }) });
const withMetrics = (values: Readonly<Record<string, number>>) => ({ GetMetricStatistics: metrics({ ...METRICS, ...values }) });
const STATUS = { subject: "xmpro-nonprod-database" } as const;

describe("the check of the database", () => {
  itFinds(database, [
    {
      title: "says that the database is gone, and where its snapshots are",
      ...STATUS,
      state: "wrong",
      answers: {
        DescribeDBInstances: () => {
          throw new DBInstanceNotFoundFault({ message: "no", $metadata: {} });
        },
      },
      says: /no such database/,
      types: /describe-db-snapshots --db-instance-identifier xmpro-nonprod-database --region us-east-1$/,
    },
    {
      title: "says that it is full",
      ...STATUS,
      state: "wrong",
      answers: withDatabase({ DBInstanceStatus: "storage-full" }),
      says: /storage-full/,
      types: /config set sqlAllocatedStorage 150 /,
    },
    {
      title: "says that somebody stopped it",
      ...STATUS,
      state: "wrong",
      answers: withDatabase({ DBInstanceStatus: "stopped" }),
      says: /is stopped/,
      types: /start-db-instance/,
    },
    {
      title: "says that it failed",
      ...STATUS,
      state: "wrong",
      answers: withDatabase({ DBInstanceStatus: "failed" }),
      says: /is failed/,
      types: /describe-events/,
    },
    {
      title: "does not know while it is modified",
      ...STATUS,
      state: "unknown",
      answers: withDatabase({ DBInstanceStatus: "modifying" }),
      says: /is modifying/,
      types: /describe-events/,
    },
    {
      title: "says that little storage is left which may not grow",
      state: "wrong",
      subject: "storage of the database",
      answers: { ...withMetrics({ FreeStorageSpace: 9 * 2 ** 30 }), ...withDatabase({ MaxAllocatedStorage: 105 }) },
      says: /has 9\.0 of 100 GiB free, and may not grow beyond 105 GiB/,
      types: /config set sqlMaxAllocatedStorage 158 /,
    },
    {
      title: "says that hardly any storage is left although it may grow",
      state: "wrong",
      subject: "storage of the database",
      answers: withMetrics({ FreeStorageSpace: 4 * 2 ** 30 }),
      says: /has 4\.0 of 100 GiB free, although/,
      types: /config set sqlAllocatedStorage 150 /,
    },
    {
      title: "says that its CPU is busy",
      state: "wrong",
      subject: "CPU of the database",
      answers: withMetrics({ CPUUtilization: 95 }),
      says: /95 %/,
      types: /sqlInstanceClass/,
    },
    {
      title: "does not know its CPU without a value of the metric",
      state: "unknown",
      subject: "CPU of the database",
      answers: { GetMetricStatistics: metrics({ FreeStorageSpace: 80 * 2 ** 30 }) },
      says: /no value of the metric CPUUtilization/,
    },
    {
      title: "names pending maintenance, and when AWS applies it",
      state: "wrong",
      subject: "maintenance of the database",
      answers: {
        DescribePendingMaintenanceActions: () => ({
          PendingMaintenanceActions: [
            {
              PendingMaintenanceActionDetails: [
                { Action: "system-update", Description: "New system", ForcedApplyDate: new Date("2027-03-20") },
              ],
            },
          ],
        }),
      },
      says: /system-update \(New system\)\. AWS applies it on 2027-03-20/,
      types: /apply-pending-maintenance-action .* --apply-action system-update --opt-in-type next-maintenance/,
    },
    {
      title: "says that the last backup is old",
      state: "wrong",
      subject: "backup of the database",
      answers: withDatabase({ LatestRestorableTime: new Date(NOW.getTime() - 3 * 3_600_000) }),
      says: /is 3 hours old/,
      types: /describe-events/,
    },
    {
      title: "says that there are no backups",
      state: "wrong",
      subject: "backup of the database",
      answers: withDatabase({ BackupRetentionPeriod: 0 }),
      says: /no backup/,
      types: /sqlBackupDays/,
    },
    {
      title: "says that support has ended",
      state: "wrong",
      subject: "version of the database",
      answers: withDatabase({ EngineVersion: "13.00.6475.1.v1" }),
      says: /SQL Server 2016 .* ended on 2026-07-14/,
      types: /sqlEngineVersion/,
    },
    {
      title: "says that support ends within a year",
      state: "wrong",
      subject: "version of the database",
      answers: withDatabase({ EngineVersion: "14.00.3515.1.v1" }),
      says: /SQL Server 2017 .* ends on 2027-10-12/,
      types: /sqlEngineVersion/,
    },
    {
      title: "does not know a version of the future",
      state: "unknown",
      subject: "version of the database",
      answers: withDatabase({ EngineVersion: "18.00.1.v1" }),
      says: /does not know how long/,
    },
    {
      title: "says that its certificate ends soon",
      state: "wrong",
      subject: "certificate of the database",
      answers: withDatabase({
        CACertificateIdentifier: "rds-ca-2019",
        CertificateDetails: { ValidTill: new Date(NOW.getTime() + 80 * DAY_MS) },
      }),
      says: /ends on 2027-05-20 \(rds-ca-2019\)/,
      types: /--ca-certificate-identifier rds-ca-rsa2048-g1/,
    },
    {
      title: "does not know a backup before the first one",
      state: "unknown",
      subject: "backup of the database",
      answers: withDatabase({ LatestRestorableTime: undefined }),
      says: /no backup yet/,
      types: /describe-events/,
    },
  ]);
});

describe("the check of Redis", () => {
  const NODE = { state: "wrong", subject: "redis-1-001", types: /redisNodeType/ } as const;
  itFinds(redis, [
    { title: "says that it throws cached data away", ...NODE, answers: withMetrics({ Evictions: 12 }), says: /evicted 12 keys/ },
    {
      title: "says that its memory is nearly full",
      ...NODE,
      answers: withMetrics({ DatabaseMemoryUsagePercentage: 91 }),
      says: /91 % of its memory/,
    },
    { title: "says that its CPU is busy", ...NODE, answers: withMetrics({ EngineCPUUtilization: 88 }), says: /88 % of its CPU/ },
    {
      title: "says that it is not available",
      state: "wrong",
      subject: "redis-1",
      answers: { DescribeReplicationGroups: () => ({ ReplicationGroups: [{ Status: "create-failed", MemberClusters: [] }] }) },
      says: /is create-failed/,
      types: /elasticache describe-events/,
    },
    {
      title: "says that it is gone",
      state: "wrong",
      subject: "redis-1",
      answers: {
        DescribeReplicationGroups: () => {
          throw new ReplicationGroupNotFoundFault({ message: "no", $metadata: {} });
        },
      },
      says: /no such Redis/,
      types: /pulumi up --refresh/,
    },
    {
      title: "does not know while it is modified",
      state: "unknown",
      subject: "redis-1",
      answers: { DescribeReplicationGroups: () => ({ ReplicationGroups: [{ Status: "modifying", MemberClusters: [] }] }) },
      says: /is modifying/,
      types: /elasticache describe-events/,
    },
  ]);
});
