import { type ConfigMap, LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation/index.js";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { preferInstalledPulumi } from "./prefer-installed-pulumi.ts";
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

export const STACK_NAMES = ["prod", "nonprod"] as const;
export type StackName = (typeof STACK_NAMES)[number];

/**
 * Reads a deployed stack: its outputs from Pulumi's state, account and region from its settings file.
 *
 * @param directory Pulumi's project directory
 * @throws CouldNotLook when Pulumi cannot read the state, or nothing is deployed
 */
export async function openDeployedStack(name: StackName, directory: string): Promise<DeployedStack> {
  process.env.PATH = preferInstalledPulumi(process.env.PATH ?? "");
  const { outputs, config } = await readState(name, directory);
  if (Object.keys(outputs).length === 0)
    throw new CouldNotLook(`Nothing is deployed in the stack "${name}". Deploy it first: docs/deploy.md.`);
  return { name, ...accountOf(name, config), tags: tagsOf(config), outputs: readOutputs(outputs) };
}

async function readState(name: StackName, directory: string): Promise<{ outputs: OutputMap; config: ConfigMap }> {
  try {
    const stack: Stack = await LocalWorkspace.selectStack({ stackName: name, workDir: directory });
    return { outputs: await stack.outputs(), config: await stack.getAllConfig() };
  } catch (error) {
    throw new CouldNotLook(`Pulumi could not read the stack "${name}": ${reasonOf(error)}`);
  }
}

/** The first line in which the CLI says what is wrong. */
function reasonOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split("\n");
  const said = lines.find((line) => /error: /.test(line)) ?? lines.find((line) => line.trim() !== "") ?? "no reason given";
  return said.replace(/^.*?error: /, "").trim();
}

function accountOf(name: StackName, config: ConfigMap): { accountId: string; region: string } {
  const region = config["aws:region"]?.value;
  const accounts: unknown = JSON.parse(config["aws:allowedAccountIds"]?.value ?? "[]");
  const [accountId, ...others] = Array.isArray(accounts) ? (accounts as unknown[]) : [];
  if (region === undefined || typeof accountId !== "string" || others.length > 0)
    throw new CouldNotLook(`Pulumi.${name}.yaml must name one account (aws:allowedAccountIds) and a region (aws:region).`);
  return { accountId, region };
}

/** The program has checked them; here they are only read. */
function tagsOf(config: ConfigMap): Readonly<Record<string, string>> {
  const given: unknown = JSON.parse(config["aws:defaultTags"]?.value ?? "{}");
  const tags = (given as { tags?: Record<string, unknown> }).tags ?? {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
