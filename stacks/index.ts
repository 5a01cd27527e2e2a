import * as pulumi from "@pulumi/pulumi";
import { account } from "./account.ts";
import { checkChanges } from "./deployed/changes.ts";
import { readDeployedStack } from "./deployed/deployed-stack.ts";
import { checkExisting } from "./existing.ts";
import { lookUp, lookUpZones } from "./look-ups.ts";
import type { versionExists } from "./packages/application-versions.ts";
import { readPackages } from "./packages/packages.ts";
import { engine, readSettings } from "./settings.ts";
import { checkSnapshot } from "./snapshot.ts";

/**
 * The program that `pulumi up` runs. Returns the stack's outputs; refuses bad settings, and changes that cannot be done to what is
 * deployed, before anything is registered.
 *
 * @param directory where the settings files are, when that is not Pulumi's project directory
 * @param isKnownToAws answers in place of AWS whether a version exists
 */
export default async function program(directory?: string, isKnownToAws?: typeof versionExists) {
  const stack = pulumi.getStack();
  const settings = readSettings(stack, engine(stack, directory));
  const deployed = await readDeployedStack();
  checkChanges(settings, deployed);
  await checkExisting(settings);
  const packages = await readPackages(settings, deployed, directory, isKnownToAws);
  await checkSnapshot(settings, deployed);
  const zones = await lookUpZones(settings, deployed);
  return account(settings, { ...(await lookUp(settings)), ...zones, packages }, deployed);
}
