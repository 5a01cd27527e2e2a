import { offlineCloud } from "../../../preview/aws/offline-cloud.ts";
import { type Registered, runProgram } from "../../../preview/engine/engine.ts";
import { readStackConfig, type StackConfig } from "../../../preview/engine/stack-config.ts";
import program from "../../../stacks/index.ts";
import type { Target } from "../names.ts";

export interface Plan {
  /** What the stack consists of with its present settings, children of remote components included. */
  readonly resources: readonly Pick<Registered, "type" | "name" | "inputs">[];
  /** What the program asks of AWS before that. */
  readonly lookUps: readonly { readonly token: string; readonly inputs: Readonly<Record<string, unknown>> }[];
}

/**
 * Runs the program of a stack offline, as the preview does.
 *
 * @throws SettingsError with all problems of the settings
 */
export async function planOf(directory: string, { stack, accountId, region }: Target, settings?: StackConfig): Promise<Plan> {
  const { project, config, secretKeys } = settings ?? readStackConfig(directory, stack);
  const cloud = offlineCloud({ accountId, region });
  const run = await runProgram({ project, stack, config, secretKeys, cloud, run: () => program(directory) });
  return { resources: run.resources.filter(({ custom }) => custom), lookUps: run.lookUps };
}
