import { type Architecture, architecture } from "../model/architecture/architecture.ts";
import type { MeasuredSeconds } from "../model/measured-seconds.ts";
import { type RefusedStack, type ReportedStack, report, stackReport } from "../model/report.ts";
import { type ResourceDetails, resourceDetails } from "../model/resource-details/resource-details.ts";
import { type SettingValue, settingValues } from "../model/setting-values.ts";
import { type Timeline, timeline } from "../model/timeline.ts";
import { runStack } from "../preview-stack.ts";

/** Everything that the page shows. The page embeds it, so that a later report can say what has changed. It reveals no secret. */
export interface Plan {
  readonly version: 1;
  /** False when the settings of a stack are bad or a rule is broken. */
  readonly ok: boolean;
  readonly stacks: readonly (RefusedStack | PlannedStack)[];
}

export interface PlannedStack extends ReportedStack {
  readonly architecture: Architecture;
  readonly details: readonly ResourceDetails[];
  readonly timeline: Timeline;
  readonly settings: readonly SettingValue[];
}

/** Runs the stacks in sequence, as Pulumi's runtime is global. */
export async function plan(directory: string, stacks: readonly string[], measured: MeasuredSeconds | undefined): Promise<Plan> {
  const planned: (RefusedStack | PlannedStack)[] = [];
  for (const stack of stacks) planned.push(await planStack(directory, stack, measured));
  return { ...report(planned), stacks: planned };
}

async function planStack(
  directory: string,
  stack: string,
  measured: MeasuredSeconds | undefined,
): Promise<RefusedStack | PlannedStack> {
  const outcome = await runStack(directory, stack);
  if (outcome.state === "refused") return outcome;
  const { target, run, examples, config } = outcome;
  const { resources } = run;
  return {
    ...stackReport(target, run, examples),
    architecture: architecture(resources),
    details: resourceDetails(resources),
    timeline: timeline(resources, stack, measured),
    settings: settingValues(stack, config),
  };
}
