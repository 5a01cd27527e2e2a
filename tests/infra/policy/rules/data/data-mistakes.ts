import type { Mistake } from "../../mistake.ts";

export const dataMistakes: readonly Mistake[] = [
  ["data-backed-up", "no snapshots of the relay's cache", { of: "ServerlessCache", props: { snapshotRetentionLimit: 0 } }],
  ["data-encrypted", "a relay's cache without the stack's key", { of: "ServerlessCache", props: { kmsKeyId: undefined } }],
  ["data-backed-up", "no backups of the database", { of: "Instance", props: { backupRetentionPeriod: 0 } }],
  ["data-backed-up", "no snapshots of the cache", { of: "ReplicationGroup", props: { snapshotRetentionLimit: 0 } }],
  ["data-encrypted", "an unencrypted database", { of: "Instance", props: { storageEncrypted: false } }],
  ["data-encrypted", "an unencrypted cache", { of: "ReplicationGroup", props: { atRestEncryptionEnabled: undefined } }],
  ["data-encrypted", "a key without rotation", { of: "Key", props: { enableKeyRotation: false } }],
  ["data-in-transit", "a cache without TLS", { of: "ReplicationGroup", props: { transitEncryptionEnabled: false } }],
  [
    "data-in-transit",
    "a database that accepts connections without TLS",
    { of: "ParameterGroup", name: "database", props: { parameters: [] } },
  ],
  ["data-protected", "a database without deletion protection", { of: "Instance", props: { deletionProtection: false } }],
  ["data-protected", "a database that Pulumi does not protect", { of: "Instance", opts: { protect: false } }],
  ["database-private", "a database on the internet", { of: "Instance", props: { publiclyAccessible: true } }],
  ["database-private", "a relay's cache in the default group", { of: "ServerlessCache", props: { securityGroupIds: [] } }],
  ["redis-not-clustered", "a cache that SignalR cannot use", { of: "ReplicationGroup", props: { clusterMode: "enabled" } }],
];
