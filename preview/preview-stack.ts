import * as pulumi from "@pulumi/pulumi";
import program from "../stacks/index.ts";
import { exampleValues } from "../stacks/settings/examples.ts";
import { SettingsError } from "../stacks/settings/reader/settings-error.ts";
import { engine, readSettings } from "../stacks/settings.ts";
import { offlineCloud } from "./aws/offline-cloud.ts";
import { runProgram } from "./engine/engine.ts";
import { readStackConfig } from "./engine/stack-config.ts";
import { type StackReport, stackReport } from "./model/report.ts";

/** Runs the program of one stack with the settings files of a directory, and reports what it would create. */
export async function previewStack(directory: string, stack: string): Promise<StackReport> {
  try {
    const { project, config, secretKeys } = readStackConfig(directory, stack);
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
    return stackReport({ stack, ...target }, run, examples);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { stack, state: "refused", heading: error.message.split("\n")[0] ?? "", problems: error.problems };
  }
}

/** Account and region of the stack. `readSettings` reports wrong ones before the program uses them. */
function targetOf(config: Readonly<Record<string, string>>) {
  const account = /\d{12}/.exec(config["aws:allowedAccountIds"] ?? "")?.[0] ?? "";
  return { accountId: account, region: config["aws:region"] ?? "" };
}
