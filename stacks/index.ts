import * as pulumi from "@pulumi/pulumi";
import { environment } from "./environment.ts";
import { checkExisting } from "./existing.ts";
import { lookUp } from "./look-ups.ts";
import { readSettings } from "./settings.ts";

/** The program that `pulumi up` runs. Returns the stack's outputs; refuses bad settings before anything is registered. */
export default async function program() {
  const settings = readSettings(pulumi.getStack());
  await checkExisting(settings);
  return environment(settings, await lookUp(settings));
}
