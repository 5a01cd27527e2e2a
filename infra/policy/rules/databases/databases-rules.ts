import type { Rule } from "../../rule.ts";
import { changesWaitForWindow } from "./changes-wait-for-window.ts";
import { databaseNativeBackupRole } from "./database-native-backup-role.ts";
import { databasesBackedUp } from "./databases-backed-up.ts";
import { databasesEncrypted } from "./databases-encrypted.ts";
import { databasesKept } from "./databases-kept.ts";
import { databasesLogExports } from "./databases-log-exports.ts";
import { databasesMinorVersions } from "./databases-minor-versions.ts";
import { databasesMonitored } from "./databases-monitored.ts";
import { databasesMultiAz } from "./databases-multi-az.ts";
import { databasesPrivate } from "./databases-private.ts";
import { databasesTagSnapshots } from "./databases-tag-snapshots.ts";
import { databasesTls } from "./databases-tls.ts";
import { databasesUserName } from "./databases-user-name.ts";

export const databasesRules: readonly Rule[] = [
  databasesPrivate,
  databasesEncrypted,
  databasesTls,
  databasesUserName,
  databasesBackedUp,
  databaseNativeBackupRole,
  databasesKept,
  databasesMultiAz,
  databasesMinorVersions,
  databasesLogExports,
  databasesMonitored,
  databasesTagSnapshots,
  changesWaitForWindow,
];
