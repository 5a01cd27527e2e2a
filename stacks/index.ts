import * as pulumi from "@pulumi/pulumi";
import { account } from "./account.ts";
import { checkChanges } from "./deployed/changes.ts";
import { readDeployedStack } from "./deployed/deployed-stack.ts";
import { checkExisting } from "./existing.ts";
import { lookUp, lookUpZones } from "./look-ups.ts";
import { engine, readSettings } from "./settings.ts";
import { checkSnapshot } from "./snapshot.ts";

/**
 * The program that `pulumi up` runs. Returns the stack's outputs; refuses bad settings, and changes that cannot be done to what is
 * deployed, before anything is registered.
 *
 * @param directory where the settings files are, when that is not Pulumi's project directory
 */
export default async function program(directory?: string) {
  const stack = pulumi.getStack();
  const settings = readSettings(stack, engine(stack, directory));
  const deployed = await readDeployedStack();
  checkChanges(settings, deployed);
  await checkExisting(settings);
  await checkSnapshot(settings, deployed);
  const zones = await lookUpZones(settings, deployed);
  return account(settings, { ...(await lookUp(settings)), ...zones }, deployed);
}
