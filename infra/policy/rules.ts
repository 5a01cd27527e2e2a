import type { Rule } from "./rule.ts";
import { balancersGuarded } from "./rules/balancers-guarded.ts";
import { containersGuarded } from "./rules/containers-guarded.ts";
import { dataBackedUp } from "./rules/data-backed-up.ts";
import { dataEncrypted } from "./rules/data-encrypted.ts";
import { dataProtected } from "./rules/data-protected.ts";
import { databasePrivate } from "./rules/database-private.ts";
import { environmentsStickyHttps } from "./rules/environments-sticky-https.ts";
import { instancesGuarded } from "./rules/instances-guarded.ts";
import { leastPrivilege } from "./rules/least-privilege.ts";
import { networkGuarded } from "./rules/network-guarded.ts";
import { noAnonymousBucketRead } from "./rules/no-anonymous-bucket-read.ts";
import { noPublicIngress } from "./rules/no-public-ingress.ts";
import { redisNotClustered } from "./rules/redis-not-clustered.ts";
import { secretsByReference } from "./rules/secrets-by-reference.ts";
import { tlsEverywhere } from "./rules/tls-everywhere.ts";

/** All rules of the pack. All are mandatory: people ignore advice that they may ignore. */
export const rules: readonly Rule[] = [
  noPublicIngress,
  dataEncrypted,
  dataBackedUp,
  dataProtected,
  databasePrivate,
  tlsEverywhere,
  noAnonymousBucketRead,
  leastPrivilege,
  secretsByReference,
  environmentsStickyHttps,
  redisNotClustered,
  networkGuarded,
  balancersGuarded,
  containersGuarded,
  instancesGuarded,
];
