import * as pulumi from "@pulumi/pulumi";
import program from "../stacks/index.ts";
import { exampleValues } from "../stacks/settings/examples.ts";
import { SettingsError } from "../stacks/settings/reader/settings-error.ts";
import { engine, readSettings } from "../stacks/settings.ts";
import { offlineCloud } from "./aws/offline-cloud.ts";
import { type Run, runProgram } from "./engine/engine.ts";
import { readStackConfig, type StackConfig } from "./engine/stack-config.ts";
import { type RefusedStack, type StackReport, type StackTarget, stackReport } from "./model/report.ts";

/** What the program of one stack registered. */
export interface StackRun {
  readonly state: "ran";
  readonly target: StackTarget;
  readonly run: Run;
  /** Sentences about settings that still have their example values. */
  readonly examples: readonly string[];
  /** What the engine would pass to the program. */
  readonly config: StackConfig;
}

/** Runs the program of one stack with the settings files of a directory. */
export async function runStack(directory: string, stack: string): Promise<StackRun | RefusedStack> {
  try {
    const stackConfig = readStackConfig(directory, stack);
    const { project, config, secretKeys } = stackConfig;
    const target = targetOf(config);
    let examples: readonly string[] = [];
    const run = await runProgram({
      project,
      stack,
      config,
      secretKeys,
      cloud: offlineCloud(target),
      run: () => {
        examples = exampleValues(readSettings(pulumi.getStack(), engine(stack, directory)));
        return program(directory);
      },
    });
    return { state: "ran", target: { stack, ...target }, run, examples, config: stackConfig };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { stack, state: "refused", heading: error.message.split("\n")[0] ?? "", problems: error.problems };
  }
}

/** Runs the program of one stack, and reports what it would create. */
export async function previewStack(directory: string, stack: string): Promise<StackReport> {
  const outcome = await runStack(directory, stack);
  return outcome.state === "refused" ? outcome : stackReport(outcome.target, outcome.run, outcome.examples);
}

/** Account and region of the stack. `readSettings` reports wrong ones before the program uses them. */
function targetOf(config: Readonly<Record<string, string>>) {
  const account = /\d{12}/.exec(config["aws:allowedAccountIds"] ?? "")?.[0] ?? "";
  return { accountId: account, region: config["aws:region"] ?? "" };
}
