import type { Change, Mistake } from "../../mistake.ts";

const database = (props: Record<string, unknown>): Change => ({ of: "Instance", name: "database", props });
const redis = (props: Record<string, unknown>): Change => ({ of: "ReplicationGroup", props });
const relayCache = (props: Record<string, unknown>): Change => ({ of: "ServerlessCache", props });
const extra = (type: string, props: Record<string, unknown>): Change => ({ of: "Key", extra: { type: `aws:${type}`, props } });
const gone = (of: string): Change => ({ of, name: "certificates", gone: true });

export const dataMistakes: readonly Mistake[] = [
  ["databases-private", "a database on the internet", database({ publiclyAccessible: true })],
  ["databases-encrypted", "an unencrypted database", database({ storageEncrypted: false })],
  ["databases-tls", "a database that takes plain connections", database({ parameterGroupName: "default.sqlserver-se-16.0" })],
  [
    "databases-tls",
    "a parameter group that forces nothing",
    { of: "ParameterGroup", name: "database", props: { parameters: [] } },
  ],
  ["databases-user-name", "a default user", database({ username: "admin" })],
  ["databases-backed-up", "no backups of the database", database({ backupRetentionPeriod: 0 })],
  ["databases-backed-up", "no backups, as text", database({ backupRetentionPeriod: "0" })],
  ["databases-tag-snapshots", "snapshots without tags", database({ copyTagsToSnapshot: false })],
  ["databases-kept", "a database without deletion protection", database({ deletionProtection: false })],
  ["databases-multi-az", "a database in one zone", database({ multiAz: false })],
  ["databases-monitored", "a database without monitoring", database({ monitoringInterval: 0 })],
  ["databases-log-exports", "a database that keeps its logs", database({ enabledCloudwatchLogsExports: [] })],
  ["databases-minor-versions", "a database without patches", database({ autoMinorVersionUpgrade: false })],
  ["changes-wait-for-window", "a database that restarts at once", database({ applyImmediately: true })],
  [
    "database-native-backup-role",
    "backups with a foreign role",
    extra("rds/optionGroup:OptionGroup", {
      options: [
        {
          optionName: "SQLSERVER_BACKUP_RESTORE",
          optionSettings: [{ name: "IAM_ROLE_ARN", value: "arn:aws:iam::444455556666:role/other" }],
        },
      ],
    }),
  ],
  ["caches-private", "a relay's cache in the default group", relayCache({ subnetIds: [] })],
  ["caches-encrypted", "an unencrypted cache", redis({ atRestEncryptionEnabled: undefined })],
  ["data-own-key", "a secret under AWS's key", { of: "Parameter", name: "redis-token", props: { keyId: "alias/aws/ssm" } }],
  ["data-own-key", "a relay's cache without the stack's key", relayCache({ kmsKeyId: undefined })],
  ["caches-tls", "a cache that also takes plain connections", redis({ transitEncryptionMode: "preferred" })],
  ["caches-authenticated", "a cache without a token", redis({ authToken: undefined })],
  ["caches-backed-up", "no snapshots of the cache", redis({ snapshotRetentionLimit: 0 })],
  ["caches-backed-up", "no snapshots of the relay's cache", relayCache({ snapshotRetentionLimit: 0 })],
  ["caches-minor-versions", "a cache without patches", redis({ autoMinorVersionUpgrade: "false" })],
  ["caches-in-one-region", "a cache in a global datastore", redis({ globalReplicationGroupId: "global" })],
  ["redis-not-clustered", "a cache that SignalR cannot use", redis({ clusterMode: "enabled" })],
  ["redis-survives-a-zone", "a cache in one zone", redis({ multiAzEnabled: false })],
  [
    "redis-evicts",
    "a cache that refuses writes",
    { of: "ParameterGroup", name: "redis", props: { parameters: [{ name: "maxmemory-policy", value: "noeviction" }] } },
  ],
  ["caches-cost-capped", "a relay's cache without a cap", relayCache({ cacheUsageLimits: undefined })],
  ["caches-log", "a cache without a log", redis({ logDeliveryConfigurations: [] })],
  ["data-protected", "a database that Pulumi does not protect", { of: "Instance", name: "database", opts: { protect: false } }],
  ["data-protected", "a bucket that is emptied", { of: "Bucket", name: "packages", props: { forceDestroy: "true" } }],
  ["volumes-encrypted", "new volumes without encryption", { of: "EncryptionByDefault", props: { enabled: false } }],
  ["keys-rotated", "a key without rotation", { of: "Key", props: { enableKeyRotation: false } }],
  ["buckets-versioned", "a bucket without versions", gone("BucketVersioning")],
  ["buckets-encrypted", "a bucket that says nothing", gone("BucketServerSideEncryptionConfiguration")],
  ["buckets-logged", "a bucket without a log", gone("BucketLogging")],
  ["buckets-lifecycle", "a bucket that grows", gone("BucketLifecycleConfiguration")],
  ["log-groups-expire", "logs that stay forever", { of: "LogGroup", name: "relay", props: { retentionInDays: 0 } }],
  ["log-groups-own-key", "logs without the stack's key", { of: "LogGroup", name: "relay", props: { kmsKeyId: undefined } }],
];
