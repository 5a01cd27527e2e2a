import {
  DescribeDBEngineVersionsCommand,
  paginateDescribeOrderableDBInstanceOptions,
  type UpgradeTarget,
} from "@aws-sdk/client-rds";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { CopyPlan } from "../database-copy/make-copy.ts";
import type { RdsServers, Server } from "../database-copy/rds-servers.ts";
import { asked } from "../deployed-stack/aws-access.ts";

export interface WantedUpgrade {
  /** "16.00" or a whole version; undefined: the version stays. */
  readonly to: string | undefined;
  /** Undefined: the class stays. */
  readonly instanceClass: string | undefined;
}

/**
 * The copy of an upgrade: a version that AWS can upgrade this server to, and a class that it offers with it.
 *
 * @throws CommandRefused for an older version, one that AWS does not have, or none at all
 */
export async function planUpgrade(
  servers: RdsServers,
  original: Server,
  { to, instanceClass = original.instanceClass }: WantedUpgrade,
): Promise<CopyPlan> {
  const version = to === undefined ? original.version : await targetOf(servers, original, to);
  await requireClass(servers, original, version, instanceClass);
  const purpose = `upgrade to ${version} on ${instanceClass}`;
  return { purpose, source: { kind: "now" }, version, instanceClass };
}

async function targetOf({ client }: RdsServers, { version, details }: Server, to: string): Promise<string> {
  const input = { Engine: details.Engine, EngineVersion: version };
  const answer = await asked("which versions the SQL Server can be upgraded to", () =>
    client.send(new DescribeDBEngineVersionsCommand(input)),
  );
  const targets: readonly UpgradeTarget[] = answer.DBEngineVersions?.[0]?.ValidUpgradeTarget ?? [];
  const names = targets.flatMap(({ EngineVersion }) => (EngineVersion === undefined ? [] : [EngineVersion]));
  const fits = (name: string) => name === to || name.startsWith(`${to}.`);
  const newest = [...names, version].filter(fits).sort(byVersion).at(-1);
  if (newest !== undefined) return newest;
  const offered = names.length === 0 ? "none" : names.sort(byVersion).join(", ");
  throw new CommandRefused(
    [
      `--to must be a version that AWS can upgrade ${version} to (${offered}). RDS cannot go back to an older one: npm run restore-database brings back a snapshot.`,
    ],
    EXIT_CODE.wrong,
  );
}

function byVersion(left: string, right: string): number {
  const numbers = (version: string) => version.split(".").map((part) => Number(part.replace("v", "")));
  const [a, b] = [numbers(left), numbers(right)];
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

async function requireClass({ client }: RdsServers, { details }: Server, version: string, instanceClass: string): Promise<void> {
  const isOffered = await asked(`whether RDS offers ${instanceClass}`, async () => {
    const input = { Engine: details.Engine, EngineVersion: version, DBInstanceClass: instanceClass };
    for await (const { OrderableDBInstanceOptions = [] } of paginateDescribeOrderableDBInstanceOptions({ client }, input))
      if (OrderableDBInstanceOptions.length > 0) return true;
    return false;
  });
  if (isOffered) return;
  throw new CommandRefused(
    [`--class must be a class that RDS offers with ${details.Engine} ${version}. See sqlInstanceClass in docs/settings.md.`],
    EXIT_CODE.wrong,
  );
}
