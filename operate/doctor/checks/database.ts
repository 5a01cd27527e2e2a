import {
  type DBInstance,
  DBInstanceNotFoundFault,
  DescribeDBInstancesCommand,
  DescribePendingMaintenanceActionsCommand,
} from "@aws-sdk/client-rds";
import { CouldNotLook } from "../../command-line/could-not-look.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { ageOf, dayOf, daysUntil } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { latestMetric } from "../latest-metric.ts";
import { lookAtEach } from "../look-at-each.ts";
import { supportEndOf } from "../sql-server-support.ts";

const ID = "database";
const GIB = 2 ** 30;
/** Statuses in which RDS serves. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
const SERVING = ["available", "backing-up", "configuring-enhanced-monitoring", "storage-optimization", "storage-config-upgrade"];
/** Statuses that end by themselves. */
const PASSING = [
  "creating",
  "modifying",
  "upgrading",
  "maintenance",
  "rebooting",
  "renaming",
  "resetting-master-credentials",
  "starting",
  "configuring-log-exports",
  "moving-to-vpc",
];
const MAX_CPU_PERCENT = 90;
/** RDS stores the transaction log every five minutes. */
const MAX_BACKUP_AGE_MS = 60 * 60_000;
const SUPPORT_DAYS = 365;
const CERTIFICATE_DAYS = 90;

/** The stack's SQL Server. A server of somebody else's (setting `sqlHost`) is not looked at. */
export const database: Check = {
  id: ID,
  title: "Database",
  look: async (context) => {
    const name = context.stack.outputs.databaseIdentifier;
    if (name === undefined) return [];
    const instance = await describe(context, name);
    if (instance === undefined)
      return [
        findingsAbout(ID, name).wrong(
          "RDS has no such database. Restore it from its last snapshot: docs/database.md.",
          awsCommand(context.stack, `rds describe-db-snapshots --db-instance-identifier ${name}`),
        ),
      ];
    return lookAtEach(ID, context.signal, {
      [name]: async () => statusOf(context, name, instance),
      "storage of the database": () => lookAtStorage(context, name, instance),
      "CPU of the database": () => lookAtCpu(context, name),
      "maintenance of the database": () => lookAtMaintenance(context, name, instance),
      "backup of the database": async () => backupOf(context, name, instance),
      "version of the database": async () => versionOf(context, instance),
      "certificate of the database": async () => certificateOf(context, name, instance),
    });
  },
};

async function describe({ ask, aws }: CheckContext, DBInstanceIdentifier: string): Promise<DBInstance | undefined> {
  return ask(`how the database ${DBInstanceIdentifier} is`, async (options) => {
    try {
      const { DBInstances: [found] = [] } = await aws.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }), options);
      return found;
    } catch (error) {
      if (error instanceof DBInstanceNotFoundFault) return undefined;
      throw error;
    }
  });
}

function statusOf(
  { stack }: CheckContext,
  name: string,
  { DBInstanceStatus: status = "without a status", AllocatedStorage: allocated = 0 }: DBInstance,
): Finding {
  const say = findingsAbout(ID, name);
  const events = awsCommand(stack, `rds describe-events --source-type db-instance --source-identifier ${name} --duration 1440`);
  if (SERVING.includes(status)) return say.good(`is ${status}.`);
  if (PASSING.includes(status)) return say.unknown(`is ${status}. Look again when that has ended.`, events);
  if (status === "stopped")
    return say.wrong(
      "is stopped: somebody has stopped it. AWS starts it again after seven days.",
      awsCommand(stack, `rds start-db-instance --db-instance-identifier ${name}`),
    );
  if (status === "storage-full")
    return say.wrong(
      "is storage-full: it takes no more data. Raise sqlAllocatedStorage, then deploy.",
      pulumiCommand(stack, `config set sqlAllocatedStorage ${larger(allocated)}`),
    );
  return say.wrong(`is ${status}. Read its events.`, events);
}

/** RDS takes a tenth more or nothing; a half more lasts. In GiB. */
const larger = (gib: number) => Math.ceil(gib * 1.5);

async function lookAtStorage(context: CheckContext, name: string, instance: DBInstance): Promise<Finding> {
  const say = findingsAbout(ID, "storage of the database");
  const { AllocatedStorage: allocated = 0, MaxAllocatedStorage: limit = allocated } = instance;
  const query = { namespace: "AWS/RDS", name: "FreeStorageSpace", dimensions: { DBInstanceIdentifier: name } } as const;
  const free = (await latestMetric(context, { ...query, statistic: "Minimum", minutes: 60 })) / GIB;
  const percent = allocated > 0 ? (100 * free) / allocated : 0;
  const text = `has ${free.toFixed(1)} of ${allocated} GiB free`;
  // RDS grows the storage by itself when less than a tenth is free, up to the limit, and by a tenth at least.
  const mayGrow = limit >= allocated * 1.1;
  const command = pulumiCommand(context.stack, `config set sqlMaxAllocatedStorage ${larger(limit)}`);
  if (percent < 10 && !mayGrow)
    return say.wrong(`${text}, and may not grow beyond ${limit} GiB. Raise sqlMaxAllocatedStorage, then deploy.`, command);
  if (percent < 5)
    return say.wrong(
      `${text}, although it may grow up to ${limit} GiB. RDS grows it once in six hours at most: raise sqlAllocatedStorage, then deploy.`,
      pulumiCommand(context.stack, `config set sqlAllocatedStorage ${larger(allocated)}`),
    );
  return say.good(`${text}${limit > allocated ? `, and may grow up to ${limit} GiB` : ""}.`);
}

async function lookAtCpu(context: CheckContext, name: string): Promise<Finding> {
  const say = findingsAbout(ID, "CPU of the database");
  const query = { namespace: "AWS/RDS", name: "CPUUtilization", dimensions: { DBInstanceIdentifier: name } } as const;
  const cpu = Math.round(await latestMetric(context, { ...query, statistic: "Average", minutes: 30 }));
  if (cpu <= MAX_CPU_PERCENT) return say.good(`is at ${cpu} %.`);
  return say.wrong(
    `is at ${cpu} %. Find the query that needs it in Performance Insights, or raise sqlInstanceClass.`,
    pulumiCommand(context.stack, "config set sqlInstanceClass CLASS"),
  );
}

async function lookAtMaintenance(context: CheckContext, name: string, { DBInstanceArn }: DBInstance): Promise<Finding[]> {
  const say = findingsAbout(ID, "maintenance of the database");
  const question = new DescribePendingMaintenanceActionsCommand({ ResourceIdentifier: DBInstanceArn });
  const { PendingMaintenanceActions: pending = [] } = await context.ask("which maintenance is pending", (options) =>
    context.aws.rds.send(question, options),
  );
  const actions = pending.flatMap(({ PendingMaintenanceActionDetails = [] }) => PendingMaintenanceActionDetails);
  if (actions.length === 0) return [say.good("is up to date: none is pending.")];
  return actions.map(({ Action = "maintenance", Description, ForcedApplyDate, CurrentApplyDate, AutoAppliedAfterDate }) => {
    const at = ForcedApplyDate ?? CurrentApplyDate ?? AutoAppliedAfterDate;
    const when = at === undefined ? "AWS does not apply it by itself" : `AWS applies it on ${dayOf(at)}`;
    return say.wrong(
      `is pending: ${Action}${Description === undefined ? "" : ` (${Description})`}. ${when}. Apply it in the next window, at a time that you choose.`,
      awsCommand(
        context.stack,
        `rds apply-pending-maintenance-action --resource-identifier ${DBInstanceArn ?? name} --apply-action ${Action} --opt-in-type next-maintenance`,
      ),
    );
  });
}

function backupOf({ stack, now }: CheckContext, name: string, instance: DBInstance): Finding {
  const say = findingsAbout(ID, "backup of the database");
  const { BackupRetentionPeriod: days = 0, LatestRestorableTime: latest } = instance;
  if (days === 0)
    return say.wrong(
      "RDS keeps no backup of the database. Set sqlBackupDays, then deploy.",
      pulumiCommand(stack, "config set sqlBackupDays 7"),
    );
  const command = awsCommand(
    stack,
    `rds describe-events --source-type db-instance --source-identifier ${name} --event-categories backup --duration 1440`,
  );
  if (latest === undefined)
    return say.unknown("There is no backup yet: RDS makes the first one in the hour after it created the database.", command);
  if (now.getTime() - latest.getTime() > MAX_BACKUP_AGE_MS)
    return say.wrong(
      `is ${ageOf(latest, now)} old: what was written since then cannot be restored. Read the events, then make a snapshot.`,
      command,
    );
  return say.good(`reaches up to ${ageOf(latest, now)} ago, and back for ${days} days.`);
}

function versionOf({ stack, now }: CheckContext, { EngineVersion: version = "" }: DBInstance): Finding {
  const say = findingsAbout(ID, "version of the database");
  const support = supportEndOf(version);
  if (support === undefined) throw new CouldNotLook(`This project does not know how long SQL Server ${version} is supported.`);
  const { title, ends } = support;
  const left = daysUntil(new Date(ends), now);
  const command = pulumiCommand(stack, "config set sqlEngineVersion 16.00");
  if (left < 0)
    return say.wrong(`is ${title} (${version}), whose support ended on ${ends}. Upgrade it: docs/upgrade.md.`, command);
  if (left < SUPPORT_DAYS)
    return say.wrong(`is ${title} (${version}), whose support ends on ${ends}. Plan the upgrade: docs/upgrade.md.`, command);
  return say.good(`is ${title} (${version}), supported until ${ends}.`);
}

/** The server's own certificate. RDS renews it, but an old authority's ends for ever. */
function certificateOf({ stack, now }: CheckContext, name: string, instance: DBInstance): Finding[] {
  const say = findingsAbout(ID, "certificate of the database");
  const { CACertificateIdentifier: authority = "an unknown authority", CertificateDetails: details } = instance;
  const end = details?.ValidTill;
  if (end === undefined) return [];
  const left = daysUntil(end, now);
  const text = `${left < 0 ? "ended" : "ends"} on ${dayOf(end)} (${authority})`;
  if (left >= CERTIFICATE_DAYS) return [say.good(`${text}, in ${left} days.`)];
  return [
    say.wrong(
      `${text}. Choose the present authority: clients that check the certificate cannot connect after that.`,
      awsCommand(stack, `rds modify-db-instance --db-instance-identifier ${name} --ca-certificate-identifier rds-ca-rsa2048-g1`),
    ),
  ];
}
