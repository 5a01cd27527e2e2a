import * as pulumi from "@pulumi/pulumi";
import type { Peer } from "../infra/network/allow-traffic.ts";
import type { Subnets } from "../infra/network/network.ts";
import { Redis } from "../infra/redis.ts";
import { SecretParameter } from "../infra/secret-parameter.ts";
import { SqlServer } from "../infra/sql-server.ts";
import type { DeployedStack } from "./deployed/deployed-stack.ts";
import { sqlServerUpdate } from "./deployed/sql-server-facts.ts";
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
  readonly topicArn: pulumi.Output<string>;
  readonly deployed: DeployedStack;
}

/** The SQL Server of the three products, and the SSM parameter that holds the password of its login. */
export function database(
  settings: Settings,
  { prefix, ...shared }: SharedWithDatabase,
): DataStore & { username: string; passwordParameter: pulumi.Output<string> } {
  const { username, password, ...store } = findDatabase(settings, `${prefix}-database`, shared);
  const { parameterName } = new SecretParameter("database-password", {
    parameterName: `/${prefix}/database/password`,
    description: `Password of the SQL Server login ${username}`,
    value: password,
    kmsKeyId: shared.kmsKeyArn,
  });
  return { ...store, username, passwordParameter: parameterName };
}

function findDatabase({ sql }: Settings, identifier: string, { deployed, ...shared }: Omit<SharedWithDatabase, "prefix">) {
  if (sql.kind === "existing") {
    const { host, port, username, password, reach } = sql;
    return { host: pulumi.output(host), port, username, password, peer: reach };
  }
  const server = new SqlServer("database", { ...sql, ...shared, ...sqlServerUpdate(sql, deployed), identifier });
  const { host, port, username, password, securityGroup } = server;
  return { host, port, username, password, peer: securityGroup, identifier: pulumi.output(identifier) };
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
