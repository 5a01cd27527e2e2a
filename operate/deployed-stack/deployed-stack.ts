import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ConfigMap, OutputMap } from "@pulumi/pulumi/automation/index.js";
import type { StackName } from "../../stacks/settings/domain.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { preferInstalledPulumi } from "./prefer-installed-pulumi.ts";
import { pulumiErrorOf } from "./pulumi-error.ts";
import { readOutputs, type StackOutputs } from "./stack-outputs.ts";

/** A stack as its last `pulumi up` left it. */
export interface DeployedStack {
  readonly name: StackName;
  readonly accountId: string;
  readonly region: string;
  /** Tags that every resource of the stack has. */
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: StackOutputs;
}

/** The stacks that a command takes by name. */
export const STACK_NAMES = ["prod", "nonprod"] as const satisfies readonly StackName[];

/**
 * Reads a deployed stack: its outputs from Pulumi's state, account and region from its settings file.
 *
 * @param directory Pulumi's project directory. npm runs a script in the directory of its package.json, which is the same one.
 * @throws CouldNotLook when Pulumi cannot read the state, or nothing is deployed
 */
export async function openDeployedStack(name: StackName, directory = process.cwd()): Promise<DeployedStack> {
  if (!existsSync(join(directory, "Pulumi.yaml")))
    throw new CouldNotLook(`There is no Pulumi.yaml in ${directory}. Start the command with npm, in the project's folder.`);
  process.env.PATH = preferInstalledPulumi(process.env.PATH ?? "");
  const { outputs, config } = await readState(name, directory);
  if (Object.keys(outputs).length === 0)
    throw new CouldNotLook(`Nothing is deployed in the stack "${name}". Deploy it first: docs/deploy.md.`);
  return { name, ...accountOf(name, config), tags: tagsOf(config), outputs: readOutputs(outputs) };
}

/** Names the stack in each call. To select it, as the Automation API's own stack does, would change what a person's next `pulumi up` is about. */
async function readState(name: StackName, directory: string): Promise<{ outputs: OutputMap; config: ConfigMap }> {
  try {
    // Takes half a second to load: a command that only explains itself does without.
    const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
    const workspace = await LocalWorkspace.create({ workDir: directory });
    return { outputs: await workspace.stackOutputs(name), config: await workspace.getAllConfig(name) };
  } catch (error) {
    throw new CouldNotLook(`Pulumi could not read the stack "${name}": ${pulumiErrorOf(error)}`);
  }
}

/** The one account and the region that the settings file pins the stack to. */
export function accountOf(name: StackName, config: ConfigMap): { accountId: string; region: string } {
  const region = config["aws:region"]?.value ?? "";
  const accounts = listIn(config["aws:allowedAccountIds"]?.value);
  const accountId = accounts.length === 1 ? String(accounts[0]) : "";
  if (!/^\d{12}$/.test(accountId) || !/^[a-z0-9-]+$/.test(region))
    throw new CouldNotLook(`Pulumi.${name}.yaml must name one account (aws:allowedAccountIds) and a region (aws:region).`);
  return { accountId, region };
}

function listIn(json: string | undefined): readonly unknown[] {
  const value = parsed(json);
  return Array.isArray(value) ? value : [];
}

/** The program has checked them; here they are only read. */
function tagsOf(config: ConfigMap): Readonly<Record<string, string>> {
  const { tags } = Object(parsed(config["aws:defaultTags"]?.value)) as { tags?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [key, String(value)]));
}

/** Undefined for what is not JSON. */
function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    return undefined;
  }
}
