import { type DBInstanceAutomatedBackup, paginateDescribeDBInstanceAutomatedBackups } from "@aws-sdk/client-rds";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { ageOf } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "backup-copies";
/** AWS names no time within which a copy follows; what is hours old helps little after the loss of a region. */
const MAX_AGE_MS = 3 * 60 * 60_000;

/** The automatic backups that the stack keeps in a second region. Nothing to look at where it keeps none. */
export const backupCopies: Check = {
  id: ID,
  title: "Backup copies",
  look: async (context) => {
    const { replicatedBackups, databaseIdentifier } = context.stack.outputs;
    if (replicatedBackups === undefined || databaseIdentifier === undefined) return [];
    const { region } = replicatedBackups;
    const subject = `copy of the backups in ${region}`;
    return lookAtEach(ID, context.signal, { [subject]: () => lookAt(context, subject, region, databaseIdentifier) });
  },
};

async function lookAt(context: CheckContext, subject: string, region: string, name: string): Promise<Finding> {
  const { stack, now } = context;
  const say = findingsAbout(ID, subject);
  const command = awsCommand({ region }, `rds describe-db-instance-automated-backups --db-instance-identifier ${name}`);
  const copies = await copiesIn(context, region, name);
  const replicating = copies.find(({ Status }) => Status === "replicating" || Status === "active");
  if (replicating === undefined)
    return copies.length > 0
      ? say.wrong(
          `does not grow any more: it is ${copies[0]?.Status}. Deploy the stack again.`,
          pulumiCommand(stack, "up --refresh --policy-pack infra/policy"),
        )
      : say.wrong(
          "is missing: a loss of the first region would lose the database. Deploy the stack again.",
          pulumiCommand(stack, "up --refresh --policy-pack infra/policy"),
        );
  const latest = replicating.RestoreWindow?.LatestTime;
  if (latest === undefined)
    return say.unknown("has no time yet to which it can be restored. The first copy takes a while.", command);
  if (now.getTime() - latest.getTime() > MAX_AGE_MS)
    return say.wrong(`is ${ageOf(latest, now)} old: AWS does not copy any more. Read the events of the database there.`, command);
  return say.good(`reaches up to ${ageOf(latest, now)} ago.`);
}

async function copiesIn(
  { ask, awsIn }: CheckContext,
  region: string,
  DBInstanceIdentifier: string,
): Promise<DBInstanceAutomatedBackup[]> {
  return ask(`which backups are in ${region}`, async () => {
    const found: DBInstanceAutomatedBackup[] = [];
    const pages = paginateDescribeDBInstanceAutomatedBackups({ client: awsIn(region).rds }, { DBInstanceIdentifier });
    for await (const { DBInstanceAutomatedBackups = [] } of pages) found.push(...DBInstanceAutomatedBackups);
    return found;
  });
}
