import { SettingsError } from "../settings/reader/settings-error.ts";
import type { Settings } from "../settings.ts";
import { accountProblems } from "./account-changes.ts";
import type { DeployedStack } from "./deployed-stack.ts";
import { networkProblems } from "./network-changes.ts";
import { packageProblems } from "./package-changes.ts";
import { protectedProblems } from "./protected-changes.ts";
import { sqlServerProblems } from "./sql-server-changes.ts";

/** What a change of the settings asks of a deployed stack that neither AWS nor Pulumi can do. */
const CHECKS: readonly ((settings: Settings, stack: DeployedStack) => readonly string[])[] = [
  accountProblems,
  networkProblems,
  sqlServerProblems,
  protectedProblems,
  packageProblems,
];

/**
 * Compares the settings with what is deployed. What cannot be changed is refused as a whole, before the first resource is touched:
 * halfway through an update a person would be left with a stack that is neither the old one nor the new one.
 *
 * @throws SettingsError with everything that cannot be done, and what to do instead
 */
export function checkChanges(settings: Settings, stack: DeployedStack): void {
  const problems = CHECKS.flatMap((check) => check(settings, stack));
  if (problems.length > 0) throw new SettingsError("The deployed stack cannot be changed like this:", problems);
}
