import { DeleteDBInstanceCommand } from "@aws-sdk/client-rds";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { Snapshots } from "./copy-source.ts";
import { sourceNameFor, stampOf } from "./make-copy.ts";
import { move } from "./move.ts";
import { deleteParameterGroups } from "./parameter-groups.ts";
import { type Goal, namesFor, type Placement, TAG } from "./placement.ts";
import type { RdsServers, Server } from "./rds-servers.ts";
import { type RunPulumi, relinkState } from "./relink-state.ts";
import type { Replication } from "./replication.ts";
import type { Waiting } from "./waiting.ts";

export interface StepHands {
  readonly servers: RdsServers;
  readonly snapshots: Snapshots;
  readonly waiting: Waiting;
  /** Undefined without a second region. */
  readonly replication: Replication | undefined;
  readonly stack: string;
  readonly identifier: string;
  readonly say: (line: string) => void;
  readonly runPulumi: RunPulumi | undefined;
  readonly now: () => Date;
}

type WithCopy = Extract<Placement, { copy: Server }>;

/** Swaps the names of both servers, or swaps them back, and lets Pulumi's state follow. */
export async function swapTo(hands: StepHands, goal: Goal, placement: WithCopy): Promise<void> {
  const { servers, identifier, say, replication } = hands;
  const live = (pair: { original: Server; copy: Server }) => (goal === "swapped" ? pair.copy : pair.original);
  if (live(placement).name !== identifier) await replication?.stop(live({ original: placement.copy, copy: placement.original }));
  const moved = await move(servers, identifier, goal, placement);
  // Log groups and the role for monitoring are bound to the name, so RDS accepts them only now.
  const entered = await watch(servers, live(moved), live({ original: moved.copy, copy: moved.original }));
  const backups = await replication?.start(entered);
  say("Letting Pulumi's state point at the new server …");
  await relinkState(hands.stack, entered.resourceId, backups, hands.runPulumi);
  await servers.untag(entered, Object.values(TAG));
}

/** Gives the server that has the stack's name now the monitoring and the logs that the other one has. */
async function watch(servers: RdsServers, server: Server, { details }: Server): Promise<Server> {
  const { MonitoringInterval, MonitoringRoleArn, EnabledCloudwatchLogsExports: EnableLogTypes = [] } = details;
  const has = server.details;
  const missingLogs = EnableLogTypes.filter((type) => !has.EnabledCloudwatchLogsExports?.includes(type));
  if (missingLogs.length === 0 && (has.MonitoringInterval ?? 0) === (MonitoringInterval ?? 0)) return server;
  return servers.modify(
    server,
    `watch ${server.name}`,
    {
      ...(MonitoringInterval && MonitoringRoleArn ? { MonitoringInterval, MonitoringRoleArn } : {}),
      ...(missingLogs.length > 0 ? { CloudwatchLogsExportConfiguration: { EnableLogTypes: missingLogs } } : {}),
    },
    (seen) => missingLogs.every((type) => seen.details.EnabledCloudwatchLogsExports?.includes(type)),
  );
}

/** Deletes the server that the stack no longer uses, after a last snapshot. @returns the snapshot's name */
export async function deleteServer(hands: StepHands, server: Server): Promise<string> {
  const { servers, waiting, say, now } = hands;
  const snapshot = `${server.name}-final-${stampOf(now())}`;
  // An interrupted run may have begun the deletion.
  if (server.status !== "deleting") {
    const isKept = server.details.DeletionProtection === true;
    const what = `lift the deletion protection of ${server.name}`;
    if (isKept) await servers.modify(server, what, { DeletionProtection: false }, (seen) => !seen.details.DeletionProtection);
    say(`Deleting ${server.name}, with the last snapshot ${snapshot} …`);
    const input = {
      DBInstanceIdentifier: server.name,
      SkipFinalSnapshot: false,
      FinalDBSnapshotIdentifier: snapshot,
      DeleteAutomatedBackups: !isKept,
    };
    await servers.whenFree(`delete ${server.name}`, () => servers.client.send(new DeleteDBInstanceCommand(input)));
  }
  await waiting.until(`delete ${server.name}`, async () => {
    const left = await servers.findById(server.resourceId);
    return left === undefined ? { state: "deleted", result: true } : { state: left.status };
  });
  return snapshot;
}

/** Deletes what only a copy needed. What is still used stays, and a person hears of it. */
export async function tidyUp({ servers, snapshots, identifier, say }: StepHands): Promise<void> {
  await snapshots.delete(sourceNameFor(identifier));
  const used = await deleteParameterGroups(servers, identifier);
  if (used.length > 0)
    say(
      `The parameter group ${used.join(", ")} is still used. Run npx pulumi up, then --step finish once more, which deletes it.`,
    );
}

/** The phase that a step needs. @throws CommandRefused with what to do instead */
export function requirePhase<Phase extends Placement["phase"]>(
  placement: Placement,
  phases: readonly Phase[],
  step: string,
  identifier: string,
): Extract<Placement, { phase: Phase }> {
  if ((phases as readonly string[]).includes(placement.phase)) return placement as Extract<Placement, { phase: Phase }>;
  const names = namesFor(identifier);
  const why = {
    none: `There is no copy of ${names.live}: begin with --step copy.`,
    copied: `${names.copy} is a copy that is not in use yet: --step swap puts it in use, --step discard deletes it.`,
    swapped: `The copy is in use, and ${names.before} is the previous server: --step back swaps them back, --step finish deletes the previous one.`,
    between: "A swap was interrupted: give --step swap or --step back once more.",
  }[placement.phase];
  throw new CommandRefused([`--step ${step} does not fit now. ${why}`], EXIT_CODE.wrong);
}
