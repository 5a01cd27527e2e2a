import { existsSync } from "node:fs";
import { join } from "node:path";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { accountOf } from "../../../operate/deployed-stack/deployed-stack.ts";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import type { StackName } from "../../../stacks/settings/domain.ts";
import { SettingsError } from "../../../stacks/settings/reader/settings-error.ts";
import type { Target } from "../names.ts";

/**
 * Account and region of a stack, from its settings file. Nothing need be deployed, and Pulumi is not asked.
 *
 * @throws CouldNotLook when the file is missing, or names no account or region
 */
export function readTarget(directory: string, stack: string): Target {
  if (!existsSync(join(directory, "Pulumi.yaml")))
    throw new CouldNotLook(`There is no Pulumi.yaml in ${directory}. Start the command with npm, in the project's folder.`);
  try {
    const { project, config } = readStackConfig(directory, stack);
    const values = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }]));
    return { project, stack, ...accountOf(stack as StackName, values) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new CouldNotLook([error.message.split("\n")[0], ...error.problems].join(" "));
  }
}
