import {
  RebootDBInstanceCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from "@aws-sdk/client-rds";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import { type Snapshots, type Source, snapshotProblems } from "./copy-source.ts";
import { majorOf, parameterGroupFor, parameterGroupOf } from "./parameter-groups.ts";
import { namesFor, TAG } from "./placement.ts";
import type { RdsServers, Server } from "./rds-servers.ts";

/** What a copy shall be. */
export interface CopyPlan {
  /** In words, as it is kept in a tag: "upgrade to 16.00.4265.3.v1". */
  readonly purpose: string;
  readonly source: Source;
  /** Whole version; undefined: that of the source. */
  readonly version: string | undefined;
  readonly instanceClass: string;
}

export interface CopyHands {
  readonly servers: RdsServers;
  readonly snapshots: Snapshots;
  readonly stack: DeployedStack;
  readonly say: (line: string) => void;
  /** Reads the password of the stack's login. */
  readonly password: () => Promise<string>;
  readonly now: () => Date;
}

/**
 * Makes a copy of the stack's server, or goes on with one: restored, upgraded, then with the settings that RDS does not take over. Each stage
 * looks first whether it is done.
 *
 * @param copy what an earlier run has made
 */
export async function makeCopy(hands: CopyHands, plan: CopyPlan, original: Server, copy: Server | undefined): Promise<Server> {
  const made = copy ?? (await restore(hands, plan, original));
  const restored = await hands.servers.settled(made.resourceId, `restore ${made.name}`);
  return equip(hands, original, await upgrade(hands, plan, original, restored));
}

async function restore(hands: CopyHands, plan: CopyPlan, original: Server): Promise<Server> {
  const { servers, stack, say } = hands;
  // Those that Pulumi gives the stack's server: after a swap its preview has nothing to change about them.
  const { tags } = stack;
  const { details } = original;
  const { copy: name } = namesFor(original.name);
  const from = await dataOf(hands, plan, original, tags);
  const isSameMajor = majorOf(from.version) === majorOf(original.version);
  const ours = { ...tags, [TAG.role]: "copy", [TAG.purpose]: plan.purpose, [TAG.dataTime]: from.time.toISOString() };
  const common = {
    DBInstanceClass: plan.instanceClass,
    DBSubnetGroupName: details.DBSubnetGroup?.DBSubnetGroupName,
    VpcSecurityGroupIds: details.VpcSecurityGroups?.map(({ VpcSecurityGroupId = "" }) => VpcSecurityGroupId),
    DBParameterGroupName: await parameterGroupFor(servers, original, from.version, tags),
    ...(isSameMajor ? { OptionGroupName: details.OptionGroupMemberships?.[0]?.OptionGroupName } : {}),
    Port: details.Endpoint?.Port,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: details.AutoMinorVersionUpgrade,
    CopyTagsToSnapshot: details.CopyTagsToSnapshot,
    DeletionProtection: details.DeletionProtection,
    Tags: Object.entries(ours).map(([Key, Value]) => ({ Key, Value })),
  };
  say(`Restoring ${name}, with the data of ${from.time.toISOString()} …`);
  const answer = await servers.whenFree(`restore ${name}`, async () =>
    from.snapshot === undefined
      ? servers.client.send(
          new RestoreDBInstanceToPointInTimeCommand({
            ...common,
            SourceDBInstanceIdentifier: original.name,
            TargetDBInstanceIdentifier: name,
            RestoreTime: from.time,
          }),
        )
      : servers.client.send(
          new RestoreDBInstanceFromDBSnapshotCommand({
            ...common,
            DBInstanceIdentifier: name,
            DBSnapshotIdentifier: from.snapshot,
          }),
        ),
  );
  const made = answer.DBInstance?.DBInstanceIdentifier === undefined ? undefined : await servers.find(name);
  if (made === undefined)
    throw new CommandRefused([`AWS did not list ${name} yet. The same step goes on from there.`], EXIT_CODE.wrong);
  return made;
}

/** The data of a copy: its time, its version, and the snapshot unless it is a point in time. */
async function dataOf(hands: CopyHands, { source }: CopyPlan, original: Server, tags: Readonly<Record<string, string>>) {
  const { snapshots, stack, say } = hands;
  if (source.kind === "time") return { time: source.time, version: original.version, snapshot: undefined };
  if (source.kind === "now") {
    const name = `${original.name}-before-${stampOf(hands.now())}`;
    say(`Making the snapshot ${name} …`);
    const made = await snapshots.create(original, name, tags);
    return { time: made.SnapshotCreateTime ?? hands.now(), version: original.version, snapshot: made.DBSnapshotIdentifier };
  }
  const found = await snapshots.find(source.name);
  if (found === undefined)
    throw new CommandRefused([`There is no snapshot ${source.name} in the stack's account and region.`], EXIT_CODE.wrong);
  const problems = snapshotProblems(found, original, stack.outputs.sqlServer.username);
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.wrong);
  const fitting = await snapshots.underKeyOf(original, found, sourceNameFor(original.name));
  return {
    time: found.SnapshotCreateTime ?? hands.now(),
    version: found.EngineVersion ?? original.version,
    snapshot: fitting.DBSnapshotIdentifier,
  };
}

/** Name of a copy of a snapshot under the stack's key. */
export const sourceNameFor = (identifier: string) => `${identifier}-copy-source`;

/** "20261130-0147": for names, in UTC. */
export const stampOf = (time: Date) => time.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 13);

async function upgrade(
  { servers, stack, say }: CopyHands,
  { version }: CopyPlan,
  original: Server,
  copy: Server,
): Promise<Server> {
  if (version === undefined || copy.version === version) return copy;
  say(`Upgrading ${copy.name} from ${copy.version} to ${version} …`);
  const change = { EngineVersion: version, AllowMajorVersionUpgrade: true };
  const isMajor = majorOf(version) !== majorOf(copy.version);
  const DBParameterGroupName = await parameterGroupFor(servers, original, version, stack.tags);
  const groups = isMajor
    ? {
        DBParameterGroupName,
        // That of the stack is for one major version. The next pulumi up makes it anew.
        OptionGroupName: `default:${copy.details.Engine}-${majorOf(version)}-00`,
      }
    : {};
  return servers.modify(copy, `upgrade ${copy.name}`, { ...change, ...groups }, (seen) => seen.version === version);
}

/** A restored server has its data and the settings of the request. Backups, password, second zone and the rest are set afterwards. */
async function equip({ servers, say, password }: CopyHands, original: Server, copy: Server): Promise<Server> {
  const { details } = original;
  say(`Setting backups, windows and password of ${copy.name} …`);
  const MasterUserPassword = await password();
  await servers.modify(copy, `set the password of ${copy.name}`, { MasterUserPassword }, () => true);
  const insights = details.PerformanceInsightsEnabled
    ? {
        EnablePerformanceInsights: true,
        PerformanceInsightsKMSKeyId: details.PerformanceInsightsKMSKeyId,
        PerformanceInsightsRetentionPeriod: details.PerformanceInsightsRetentionPeriod,
      }
    : {};
  let equipped = await servers.modify(
    copy,
    `give ${copy.name} its backups`,
    {
      BackupRetentionPeriod: details.BackupRetentionPeriod,
      PreferredBackupWindow: details.PreferredBackupWindow,
      PreferredMaintenanceWindow: details.PreferredMaintenanceWindow,
      MaxAllocatedStorage: details.MaxAllocatedStorage,
      DeletionProtection: details.DeletionProtection,
      ...insights,
    },
    (seen) => seen.details.BackupRetentionPeriod === details.BackupRetentionPeriod,
  );
  // SQL Server takes a second zone only with backups.
  if (details.MultiAZ && !equipped.details.MultiAZ) {
    say(`Adding the second zone of ${copy.name} …`);
    const what = `add the second zone of ${copy.name}`;
    equipped = await servers.modify(equipped, what, { MultiAZ: true }, (seen) => seen.details.MultiAZ === true);
  }
  const group = equipped.details.DBParameterGroups?.find(
    ({ DBParameterGroupName }) => DBParameterGroupName === parameterGroupOf(equipped),
  );
  if (group?.ParameterApplyStatus === "pending-reboot") {
    say(`Restarting ${copy.name}, so that it accepts TLS only …`);
    const input = { DBInstanceIdentifier: equipped.name };
    await servers.whenFree(`restart ${copy.name}`, () => servers.client.send(new RebootDBInstanceCommand(input)));
    equipped = await servers.settled(equipped.resourceId, `restart ${copy.name}`, inSync);
  }
  return equipped;
}

const inSync = ({ details }: Server) => details.DBParameterGroups?.[0]?.ParameterApplyStatus !== "pending-reboot";

/** What a copy still lacks before it may take the place of the original. */
export function missing(copy: Server, original: Server, version: string | undefined): string[] {
  const { details } = copy;
  return [
    ...(copy.status === "available" ? [] : [`it is "${copy.status}"`]),
    ...(version === undefined || copy.version === version ? [] : [`its version is ${copy.version}`]),
    ...(details.BackupRetentionPeriod === original.details.BackupRetentionPeriod ? [] : ["it has not its backups yet"]),
    ...(Boolean(details.MultiAZ) === Boolean(original.details.MultiAZ) ? [] : ["it has no second zone yet"]),
    ...(details.KmsKeyId === original.details.KmsKeyId ? [] : ["it has another KMS key"]),
    ...(inSync(copy) ? [] : ["it must be restarted"]),
  ];
}
