import { spawnSync } from "node:child_process";
import {
  DeleteDBSnapshotCommand,
  DeleteOptionGroupCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type * as automation from "@pulumi/pulumi/automation/index.js";
import { resourcesIn } from "./state.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface DatabaseHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Sets settings of the program; undefined removes one. */
  readonly configure: (settings: Readonly<Record<string, string | undefined>>) => Promise<void>;
  readonly update: (step: string, expected: (changes: automation.OpMap) => boolean) => Promise<unknown>;
  readonly preview: (step: string, expected: (changes: automation.OpMap) => boolean) => Promise<void>;
  /** The state as it is stored. */
  readonly state: () => string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

interface Document {
  readonly phase: string;
  readonly original: { readonly resourceId: string };
  readonly copy?: { readonly resourceId: string };
}

/** RDS can restore up to a few minutes ago. */
const RESTORED_MINUTES_AGO = 6;
const nothingIsLost = ({ create, delete: deleted, replace }: automation.OpMap) =>
  [create, deleted, replace].every((count) => count === undefined);
const nothingIsReplaced = ({ replace }: automation.OpMap) => replace === undefined;

/** The database's life: native backup on, a copy restored, swapped in, swapped back, swapped in again, the previous server deleted, off again. */
export async function rehearseDatabase(hands: DatabaseHands): Promise<void> {
  const rds = new RDSClient({ region: hands.region });
  await hands.configure({ sqlNativeBackup: "on", sqlBackupRegion: "us-west-2" });
  await hands.update("native backup and a second region are switched on", ({ delete: deleted, replace }) =>
    [deleted, replace].every((count) => count === undefined),
  );
  const optionGroup = String(resourcesIn(hands.state()).find(({ type }) => type.endsWith(":OptionGroup"))?.outputs?.name);
  const time = new Date(Date.now() - RESTORED_MINUTES_AGO * 60_000).toISOString().replace(/\.\d+/, "");
  const made = run(hands, "a copy is restored", 0, "copied", "--to-time", time, "--step", "copy");
  await hands.preview("the copy changes nothing of the stack", nothingIsLost);
  run(hands, "the copy is not swapped in without --yes", 1, "copied", "--step", "swap");
  run(hands, "the copy is swapped in", 0, "swapped", "--step", "swap", "--yes");
  pointsAt(hands, "Pulumi's state points at the copy", made?.copy?.resourceId);
  await hands.preview("a preview after the swap replaces nothing", nothingIsLost);
  await hands.update("the stack is updated after the swap", nothingIsLost);
  run(hands, "the copy is swapped back", 0, "copied", "--step", "back", "--yes");
  pointsAt(hands, "Pulumi's state points at the original", made?.original.resourceId);
  await hands.preview("a preview after the way back replaces nothing", nothingIsLost);
  run(hands, "the copy is swapped in again", 0, "swapped", "--step", "swap", "--yes");
  run(hands, "the previous server is deleted", 0, "none", "--step", "finish", "--yes");
  pointsAt(hands, "Pulumi's state points at the one server that is left", made?.copy?.resourceId);
  await hands.configure({ sqlNativeBackup: undefined, sqlBackupRegion: undefined });
  await hands.update("native backup and the second region are switched off", nothingIsReplaced);
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  const groups = DBInstances.flatMap(({ OptionGroupMemberships = [] }) =>
    OptionGroupMemberships.map((each) => each.OptionGroupName),
  );
  const isDefault = groups.length === 1 && groups[0]?.startsWith("default:");
  hands.note("the one server has AWS's option group again", groups.join(", "), isDefault ? "ok" : "FAILED");
  await cleanUp(rds, optionGroup);
}

/** What docs/remove.md says that Pulumi leaves: last snapshots and the option group. */
async function cleanUp(rds: RDSClient, optionGroup: string): Promise<void> {
  // The emulator keeps automatic snapshots of a server that was renamed, and does not delete them with it.
  const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({}));
  for (const { DBSnapshotIdentifier } of DBSnapshots) await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
  await rds.send(new DeleteOptionGroupCommand({ OptionGroupName: optionGroup }));
}

function pointsAt({ state, note }: DatabaseHands, step: string, resourceId: string | undefined): void {
  const server = resourcesIn(state()).find(({ type, urn }) => type === "aws:rds/instance:Instance" && urn.endsWith("::database"));
  const id = server?.outputs?.id;
  note(step, String(id), id !== undefined && id === resourceId ? "ok" : `FAILED: the server is ${resourceId}`);
}

/** A step: the command as a person types it. Its code, and the phase that it leaves, must be as expected. */
function run(
  { project, stack, note }: DatabaseHands,
  step: string,
  code: number,
  phase: string,
  ...options: readonly string[]
): Document | undefined {
  console.error(`${stack}: ${step} …`);
  const words = ["run", "--silent", "restore-database", "--", "--stack", stack, "--json", ...options];
  const { status, stdout, stderr } = spawnSync("npm", words, { cwd: project, encoding: "utf8" });
  const document = stdout.startsWith("{") ? (JSON.parse(stdout) as Document) : undefined;
  const isExpected = status === code && document?.phase === phase;
  note(step, document?.phase ?? stderr.trim(), isExpected ? "ok" : `FAILED: exit code ${status}: ${stderr.trim()}`);
  return document;
}
