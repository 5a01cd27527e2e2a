import type { Check } from "./check.ts";
import { access } from "./checks/access.ts";
import { alarms } from "./checks/alarms.ts";
import { backupCopies } from "./checks/backup-copies.ts";
import { certificates } from "./checks/certificates.ts";
import { database } from "./checks/database.ts";
import { delegation } from "./checks/delegation.ts";
import { drift } from "./checks/drift.ts";
import { environments } from "./checks/environments.ts";
import { packages } from "./checks/packages.ts";
import { parameters } from "./checks/parameters.ts";
import { platform } from "./checks/platform.ts";
import { quotas } from "./checks/quotas.ts";
import { redis } from "./checks/redis.ts";
import { relay } from "./checks/relay.ts";
import { securityGroups } from "./checks/security-groups.ts";
import { stateLock } from "./checks/state-lock.ts";
import { targets } from "./checks/targets.ts";

/** All checks, from the outside inwards, as their findings are printed. */
export const CHECKS: readonly Check[] = [
  delegation,
  certificates,
  access,
  environments,
  targets,
  securityGroups,
  packages,
  parameters,
  database,
  backupCopies,
  redis,
  alarms,
  platform,
  quotas,
  stateLock,
  drift,
  relay,
];
