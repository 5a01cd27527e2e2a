import type { StackName } from "../../stacks/settings/domain.ts";
import type { CommandShape, Given, OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { Terminal } from "../command-line/run-command.ts";
import type { Source } from "../database-copy/copy-source.ts";
import type { CopyPlan } from "../database-copy/make-copy.ts";
import type { RdsServers, Server } from "../database-copy/rds-servers.ts";
import { openDeployment, runStep, STEP_OPTIONS } from "../database-copy/run-step.ts";

const { stack, ...others } = STEP_OPTIONS;
const OPTIONS = {
  stack,
  "to-time": { value: "TIME", help: 'with --step copy: the time to go back to, in UTC, such as "2026-11-30T01:45:00Z"' },
  snapshot: { value: "NAME", help: "with --step copy: the snapshot to restore in place of a time: its name or its ARN" },
  ...others,
} as const satisfies OptionRows;

export const RESTORE_DATABASE = {
  command: "npm run restore-database --",
  purpose:
    "Restores the stack's SQL Server to a point in time or from a snapshot: into a copy, which you test, and which then takes the server's name.",
  options: OPTIONS,
  examples: [
    "npm run restore-database -- --stack nonprod --to-time 2026-11-30T01:45:00Z --step copy",
    "npm run restore-database -- --stack nonprod --snapshot before-upgrade --step copy",
    "npm run restore-database -- --stack nonprod --step swap",
    "npm run restore-database -- --stack nonprod",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

/** Characters in the value of a tag. */
const MAX_TAG = 256;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/;
/** A manual snapshot, an automatic one, or the ARN of one. */
const SNAPSHOT =
  /^(arn:aws:rds:[a-z0-9-]+:\d{12}:snapshot:)?((rds|awsbackup):)?(?=.{1,255}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;

/** Runs the command and gives its exit code. A test passes its own deployment. */
export async function runRestoreDatabase(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  open = openDeployment,
): Promise<number> {
  const { "to-time": time, snapshot, step } = given;
  const problems = [
    ...(step === "copy" && (time === undefined) === (snapshot === undefined)
      ? [
          '--step copy needs either a time such as "--to-time 2026-11-30T01:45:00Z" or a snapshot such as "--snapshot before-upgrade"',
        ]
      : []),
    ...(step !== "copy" && (time !== undefined || snapshot !== undefined)
      ? ["--to-time and --snapshot go with --step copy"]
      : []),
    ...(time !== undefined && (!TIME.test(time) || Number.isNaN(Date.parse(time)))
      ? ['--to-time must be a time in UTC such as "2026-11-30T01:45:00Z"']
      : []),
    ...(snapshot !== undefined && !SNAPSHOT.test(snapshot)
      ? ['--snapshot must be the name or the ARN of an RDS snapshot such as "before-upgrade"']
      : []),
  ];
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
  const deployment = await open(given.stack as StackName, terminal);
  return runStep(
    RESTORE_DATABASE.command,
    given,
    terminal,
    deployment,
    async (_: RdsServers, original) => planRestore(sourceOf(time, snapshot), original),
    ({ version }) => afterSwap(deployment.stack.name, version),
  );
}

function sourceOf(time: string | undefined, snapshot: string | undefined): Source {
  return snapshot === undefined ? { kind: "time", time: new Date(time ?? "") } : { kind: "snapshot", name: snapshot };
}

/** @throws CommandRefused for a time that AWS has no backup of */
function planRestore(source: Source, { name, instanceClass, details }: Server): CopyPlan {
  const { LatestRestorableTime: latest } = details;
  if (source.kind === "time" && (latest === undefined || source.time > latest)) {
    const until = latest === undefined ? `AWS has no backups of ${name}` : `the latest is ${latest.toISOString()}`;
    throw new CommandRefused([`--to-time must be a time that can be restored: ${until}.`], EXIT_CODE.wrong);
  }
  const from = source.kind === "time" ? source.time.toISOString() : source.kind === "snapshot" ? source.name : "now";
  return { purpose: `restore ${from}`.slice(0, MAX_TAG), source, version: undefined, instanceClass };
}

function afterSwap(stackName: string, version: string): string[] {
  const major = version.split(".").slice(0, 2).join(".");
  return [
    "Now look at the preview, which must replace no SQL Server:",
    `  npx pulumi preview --stack ${stackName} --policy-pack infra/policy`,
    `If it refuses sqlEngineVersion, the data is of an older version: npx pulumi config set sqlEngineVersion ${major} --stack ${stackName}`,
  ];
}
