import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type * as automation from "@pulumi/pulumi/automation/index.js";
import { setTasks } from "./scalable-target.ts";
import { type Exported, resourcesIn } from "./state.ts";

/** The deployed stack, with the operations that the relay's steps use. */
export interface DeployedStack {
  /** URL of the emulated AWS. */
  readonly endpoint: string;
  /** Folder of the code that the stack is deployed from. */
  readonly sources: string;
  /** Sets settings of the program; undefined removes one. */
  readonly configure: (settings: Readonly<Record<string, string | readonly string[] | undefined>>) => Promise<void>;
  /** The state as it is stored. */
  readonly state: () => string;
  /** A step that updates the stack and checks the changes. @returns the types of all created, changed or deleted resources. */
  readonly update: (step: string, expected: (changes: automation.OpMap) => boolean) => Promise<ReadonlySet<string>>;
  readonly refresh: (step: string) => Promise<void>;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

const IMAGE = "docker:index/image:Image";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const PARAMETER = "aws:ssm/parameter:Parameter";
const PASSWORD = "random:index/randomPassword:RandomPassword";
const SCALABLE_TARGET = "aws:appautoscaling/target:Target";
const RANDOM_ID = "random:index/randomId:RandomId";

/** Steps for the relay of a deployed stack: rotate the secret, change the source, turn it off and on, and refresh it at night. */
export async function rehearseRelay(stack: DeployedStack): Promise<void> {
  await rotate(stack);
  await changeSource(stack);
  await offAndOn(stack);
  await rehearseNight(stack);
}

/** A new version of the secret changes only the secret and the tasks. */
async function rotate(stack: DeployedStack): Promise<void> {
  const before = publicKeyIn(stack.state());
  await stack.configure({ relaySecretVersion: "2" });
  const touched = await stack.update("the relay's secret rotates", ({ delete: deleted }) => deleted === undefined);
  expectTouched(stack, "only the secret and the tasks have changed", touched, [PASSWORD, PARAMETER, TASK, SERVICE]);
  const now = publicKeyIn(stack.state());
  stack.note(
    "the identity that clients pin stays the same",
    now ?? "nothing",
    now !== undefined && now === before ? "ok" : `FAILED: it was ${before}`,
  );
}

/** A changed source creates a new image, which the tasks run by its digest. The image of the packages stays the same. */
async function changeSource(stack: DeployedStack): Promise<void> {
  const digest = () => String(only(stack.state(), IMAGE, "relay")?.outputs?.repoDigest);
  const packages = () => String(only(stack.state(), IMAGE, "relay-dependencies")?.outputs?.imageName);
  const before = digest();
  const packagesBefore = packages();
  appendFileSync(join(stack.sources, "relay-service", "src", "main.ts"), "// rehearsed\n");
  const touched = await stack.update("the relay's source changes", ({ delete: deleted }) => deleted === undefined);
  expectTouched(stack, "only the image and the tasks have changed", touched, [IMAGE, RANDOM_ID, TASK, SERVICE]);
  const now = digest();
  const runs = JSON.stringify(only(stack.state(), TASK)?.outputs?.containerDefinitions);
  stack.note("the tasks run the new digest", now, now !== before && runs.includes(now) ? "ok" : `FAILED: it was ${before}`);
  // Compares the tag, because an emulator may compute the digest from the whole folder.
  const tag = packages();
  stack.note("the image of its packages keeps its tag", tag, tag === packagesBefore ? "ok" : `FAILED: it was ${packagesBefore}`);
}

async function offAndOn(stack: DeployedStack): Promise<void> {
  await stack.configure({ relayEnabled: "false", relaySecretVersion: undefined });
  // The relay's alarms watch the certificate. Without them, an alarm of its own does. The dashboard shows what there is.
  await stack.update("the relay is turned off", ({ create, replace, update }) => create === 1 && !replace && update === 1);
  const left = resourcesIn(stack.state()).filter(({ urn }) => urn.includes("xmpro-aws:relay:"));
  stack.note("nothing of the relay is left", `${left.length} resources`, left.length === 0 ? "ok" : "FAILED");
  await stack.configure({ relayEnabled: undefined });
  await stack.update(
    "the relay is turned on again",
    ({ delete: deleted, replace, update }) => deleted === 1 && !replace && update === 1,
  );
}

/** A scheduled action sets the number of tasks at night. A refresh and an update afterwards do not set the day's number. */
async function rehearseNight(stack: DeployedStack): Promise<void> {
  const resourceId = String(only(stack.state(), SCALABLE_TARGET)?.outputs?.resourceId);
  await setTasks(stack.endpoint, resourceId, { min: 1, max: 4 });
  await stack.refresh("the stack is refreshed at night");
  const seen = only(stack.state(), SCALABLE_TARGET)?.outputs?.minCapacity;
  stack.note("the refresh reads the night's minimum of tasks", `at least ${seen} task`, seen === 1 ? "ok" : "FAILED");
  const touched = await stack.update("the stack is updated at night", ({ delete: deleted }) => deleted === undefined);
  stack.note(
    "the night's minimum of tasks stays",
    `${touched.size} types touched`,
    touched.has(SCALABLE_TARGET) ? "FAILED: the day's tasks are back" : "ok",
  );
}

function expectTouched(stack: DeployedStack, step: string, touched: ReadonlySet<string>, types: readonly string[]): void {
  const seen = [...touched].filter((type) => !type.startsWith("pulumi:")).sort();
  const asExpected = seen.join() === [...types].sort().join();
  stack.note(step, seen.map((type) => type.split(":").at(-1)).join(", "), asExpected ? "ok" : `FAILED: not ${types.join(", ")}`);
}

function only(state: string, type: string, name?: string): Exported | undefined {
  return resourcesIn(state).find(
    (resource) => resource.type === type && (name === undefined || resource.urn.endsWith(`::${name}`)),
  );
}

function publicKeyIn(state: string): string | undefined {
  const root = only(state, "pulumi:pulumi:Stack");
  return (root?.outputs?.relay as { identityPublicKey?: string } | undefined)?.identityPublicKey;
}
