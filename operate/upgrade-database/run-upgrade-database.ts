import type { StackName } from "../../stacks/settings/domain.ts";
import type { CommandShape, Given, OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { Terminal } from "../command-line/run-command.ts";
import type { Server } from "../database-copy/rds-servers.ts";
import { openDeployment, runStep, STEP_OPTIONS } from "../database-copy/run-step.ts";
import { planUpgrade } from "./plan-upgrade.ts";

const { stack, ...others } = STEP_OPTIONS;
const OPTIONS = {
  stack,
  to: {
    value: "VERSION",
    help: 'with --step copy: the version to upgrade to, such as "16.00" for the newest of SQL Server 2022',
  },
  class: { value: "CLASS", help: "with --step copy: another instance class such as db.m6i.xlarge" },
  ...others,
} as const satisfies OptionRows;

export const UPGRADE_DATABASE = {
  command: "npm run upgrade-database --",
  purpose:
    "Upgrades the stack's SQL Server so that one can go back: on a copy, which you test, and which then takes the server's name.",
  options: OPTIONS,
  examples: [
    "npm run upgrade-database -- --stack nonprod --to 16.00 --step copy",
    "npm run upgrade-database -- --stack nonprod --step swap",
    "npm run upgrade-database -- --stack nonprod --step finish",
    "npm run upgrade-database -- --stack nonprod",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

/** Runs the command and gives its exit code. A test passes its own deployment. */
export async function runUpgradeDatabase(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  open = openDeployment,
): Promise<number> {
  const { to, class: instanceClass, step } = given;
  const problems = [
    ...(step === "copy" && to === undefined && instanceClass === undefined
      ? ['--step copy needs a version such as "--to 16.00", a class such as "--class db.m6i.xlarge", or both']
      : []),
    ...(step !== "copy" && (to !== undefined || instanceClass !== undefined) ? ["--to and --class go with --step copy"] : []),
    ...(to !== undefined && !/^1[5-9]\.00(\.\d{1,5}\.\d{1,3}\.v\d{1,3})?$/.test(to)
      ? ['--to must be a version of SQL Server such as "16.00" or "16.00.4265.3.v1"']
      : []),
    ...(instanceClass !== undefined && !/^db\.[a-z0-9-]+\.[a-z0-9-]+$/.test(instanceClass)
      ? ['--class must be an RDS instance class such as "db.m6i.xlarge"']
      : []),
  ];
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
  const deployment = await open(given.stack as StackName, terminal);
  return runStep(
    UPGRADE_DATABASE.command,
    given,
    terminal,
    deployment,
    (servers, original) => planUpgrade(servers, original, { to, instanceClass }),
    (server) => settingsFor(deployment.stack.name, server),
  );
}

/** Settings that must say what the server is now, or the next `pulumi up` would refuse it or change it back. */
export function settingsFor(stackName: string, { version, instanceClass }: Server): string[] {
  const major = version.split(".").slice(0, 2).join(".");
  return [
    "Now let the settings say the same, and look at the preview, which must replace no SQL Server:",
    `  npx pulumi config set sqlEngineVersion ${major} --stack ${stackName}`,
    `  npx pulumi config set sqlInstanceClass ${instanceClass} --stack ${stackName}`,
    `  npx pulumi preview --stack ${stackName} --policy-pack infra/policy`,
    `  npx pulumi up --stack ${stackName} --policy-pack infra/policy`,
  ];
}
