import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NativeBackup } from "../infra/database/native-backup.ts";
import { ReplicatedBackups } from "../infra/database/replicated-backups.ts";
import { SqlServer } from "../infra/database/sql-server.ts";
import type { Peer } from "../infra/network/allow-traffic.ts";
import type { Subnets } from "../infra/network/network.ts";
import { PrivateBucket } from "../infra/private-bucket.ts";
import { Redis } from "../infra/redis.ts";
import { SecretParameter } from "../infra/secret-parameter.ts";
import type { DeployedStack } from "./deployed/deployed-stack.ts";
import { sqlServerUpdate } from "./deployed/sql-server-facts.ts";
import type { NewSqlServer } from "./settings/sql-server.ts";
import type { Settings } from "./settings.ts";

/** What the rest of the stack needs to know of a database or a cache, created or existing. */
export interface DataStore {
  /** Bare host name. */
  readonly host: pulumi.Output<string>;
  readonly port: number;
  readonly peer: Peer;
  /** What AWS calls it; undefined for an existing one. */
  readonly identifier?: pulumi.Output<string>;
}

interface Shared {
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly network: Subnets;
  readonly kmsKeyArn: pulumi.Output<string>;
  readonly logRetentionDays: number;
  readonly durable: boolean;
  readonly finalSnapshot: boolean;
}

interface SharedWithDatabase extends Shared {
  readonly accountId: string;
  readonly region: string;
  /** Tags that every resource of the stack has. */
  readonly tags: Readonly<Record<string, string>>;
  readonly topicArn: pulumi.Output<string>;
  readonly accessLogs: PrivateBucket;
  readonly deployed: DeployedStack;
}

interface Database extends DataStore {
  readonly username: pulumi.Output<string>;
  readonly passwordParameter: pulumi.Output<string>;
  /** Bucket of .bak files; undefined without one. */
  readonly backupBucket?: pulumi.Output<string>;
  /** Where the automatic backups are copied to; undefined without a second region. */
  readonly replicatedBackups?: { readonly region: string; readonly kmsKeyArn: pulumi.Output<string> };
}

/** The SQL Server of the three products, and the SSM parameter that holds the password of its login. */
export function database(settings: Settings, { prefix, ...shared }: SharedWithDatabase): Database {
  const { username, password, ...store } = findDatabase(settings, `${prefix}-database`, shared);
  const { parameterName } = new SecretParameter("database-password", {
    parameterName: `/${prefix}/database/password`,
    description: pulumi.interpolate`Password of the SQL Server login ${username}`,
    value: password,
    kmsKeyId: shared.kmsKeyArn,
  });
  return { ...store, username, passwordParameter: parameterName };
}

function findDatabase({ sql }: Settings, identifier: string, { deployed, ...shared }: Omit<SharedWithDatabase, "prefix">) {
  if (sql.kind === "existing") {
    const { host, port, username, password, reach } = sql;
    return { host: pulumi.output(host), port, username: pulumi.output(username), password, peer: reach };
  }
  const native = sql.nativeBackup ? nativeBackup(sql, identifier, shared) : {};
  const server = new SqlServer("database", { ...sql, ...shared, ...sqlServerUpdate(sql, deployed), ...native, identifier });
  const { host, port, username, password, securityGroup } = server;
  const replicated = sql.backupRegion === undefined ? {} : replicateBackups(sql, sql.backupRegion, server, identifier, shared);
  return { host, port, username, password, peer: securityGroup, identifier: pulumi.output(identifier), ...native, ...replicated };
}

type ForBackups = Omit<SharedWithDatabase, "prefix" | "deployed">;

function nativeBackup(sql: NewSqlServer, identifier: string, { accessLogs, durable, ...shared }: ForBackups) {
  const { accountId, region, kmsKeyArn } = shared;
  const bucket = new PrivateBucket("database-backups", {
    durable,
    keepVersionsDays: 90,
    accessLogs: { bucket: accessLogs, prefix: "buckets/database-backups/" },
  });
  const { optionGroupName } = new NativeBackup("database-backups", { ...sql, accountId, region, kmsKeyArn, identifier, bucket });
  return { optionGroupName, backupBucket: bucket.bucketName };
}

function replicateBackups(sql: NewSqlServer, region: string, server: SqlServer, identifier: string, shared: ForBackups) {
  const { accountId, tags, durable, finalSnapshot } = shared;
  // Pulumi gives the settings that begin with "aws:" to its own provider alone. This one is pinned to the same account.
  const { profile, assumeRoles } = aws.config;
  const provider = new aws.Provider("backup-region", {
    region: region as aws.Region,
    allowedAccountIds: [accountId],
    defaultTags: { tags },
    ...(profile === undefined ? {} : { profile }),
    ...(assumeRoles === undefined ? {} : { assumeRoles }),
  });
  const { kmsKeyArn } = new ReplicatedBackups(
    "replicated-backups",
    {
      accountId,
      region,
      databaseArn: server.arn,
      retentionPeriod: sql.backupRetentionPeriod,
      aliasName: `${identifier}-backups`,
      durable,
      retain: finalSnapshot,
    },
    provider,
  );
  return { replicatedBackups: { region, kmsKeyArn } };
}

/** The Redis of the three products, and the SSM parameter that holds its token. */
export function cache(
  settings: Settings,
  { prefix, ...shared }: Shared,
): DataStore & { tokenParameter: pulumi.Output<string>; nodeIds?: readonly pulumi.Output<string>[] } {
  const { authToken, ...store } = findCache(settings, shared);
  const { parameterName } = new SecretParameter("redis-token", {
    parameterName: `/${prefix}/redis/token`,
    description: "Token of the Redis that XMPro's SignalR and caches share",
    value: authToken,
    kmsKeyId: shared.kmsKeyArn,
  });
  return { ...store, tokenParameter: parameterName };
}

function findCache({ redis }: Settings, shared: Omit<Shared, "prefix">) {
  if (redis.kind === "existing") {
    const { host, port, authToken, reach } = redis;
    return { host: pulumi.output(host), port, authToken, peer: reach };
  }
  const { host, port, authToken, securityGroup, replicationGroupId, nodeIds } = new Redis("redis", { ...redis, ...shared });
  return { host, port, authToken, peer: securityGroup, identifier: replicationGroupId, nodeIds };
}
