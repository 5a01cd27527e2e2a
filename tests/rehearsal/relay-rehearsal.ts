import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type * as automation from "@pulumi/pulumi/automation/index.js";
import { setTasks } from "./scalable-target.ts";
import { type Exported, resourcesIn } from "./state.ts";

/** What the relay's steps may do with the stack that they are rehearsed on. */
export interface Hands {
  /** Where the emulated AWS answers. */
  readonly endpoint: string;
  /** Folder of the code that the stack is deployed from. */
  readonly sources: string;
  /** Sets settings, by our own names; undefined takes one away. */
  readonly configure: (settings: Readonly<Record<string, string | undefined>>) => Promise<void>;
  /** The state as it is stored. */
  readonly state: () => string;
  /** A step, the update; what it does must be as expected. @returns the types of all that it made, changed or deleted. */
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

/** The relay of a stack that is up: its secret rotates, its source changes, it goes away and comes back, and it sleeps. */
export async function rehearseRelay(hands: Hands): Promise<void> {
  await rotate(hands);
  await changeSource(hands);
  await offAndOn(hands);
  await rehearseNight(hands);
}

/** A new version of the secret reaches the tasks, and nothing else happens. */
async function rotate(hands: Hands): Promise<void> {
  const before = publicKeyIn(hands.state());
  await hands.configure({ relaySecretVersion: "2" });
  const touched = await hands.update("the relay's secret rotates", ({ delete: deleted }) => deleted === undefined);
  expectTouched(hands, "only secret and tasks changed", touched, [PASSWORD, PARAMETER, TASK, SERVICE]);
  const now = publicKeyIn(hands.state());
  hands.note(
    "the identity that clients pin stays",
    now ?? "nothing",
    now !== undefined && now === before ? "ok" : `FAILED: it was ${before}`,
  );
}

/** Another source is another image, which the tasks then run by its digest. Its packages are the same, and so is the image with them. */
async function changeSource(hands: Hands): Promise<void> {
  const digest = () => String(only(hands.state(), IMAGE, "relay")?.outputs?.repoDigest);
  const packages = () => String(only(hands.state(), IMAGE, "relay-dependencies")?.outputs?.imageName);
  const before = digest();
  const packagesBefore = packages();
  appendFileSync(join(hands.sources, "relay-service", "src", "main.ts"), "// rehearsed\n");
  const touched = await hands.update("the relay's source changes", ({ delete: deleted }) => deleted === undefined);
  expectTouched(hands, "only image and tasks changed", touched, [IMAGE, RANDOM_ID, TASK, SERVICE]);
  const now = digest();
  const runs = JSON.stringify(only(hands.state(), TASK)?.outputs?.containerDefinitions);
  hands.note("the tasks run the new digest", now, now !== before && runs.includes(now) ? "ok" : `FAILED: it was ${before}`);
  // Its tag and not its digest: an emulator may take the whole folder for what an image is built from.
  const tag = packages();
  hands.note("its packages keep their tag", tag, tag === packagesBefore ? "ok" : `FAILED: it was ${packagesBefore}`);
}

async function offAndOn(hands: Hands): Promise<void> {
  await hands.configure({ relayEnabled: "false", relaySecretVersion: undefined });
  await hands.update("the relay is turned off", ({ create, replace, update }) =>
    [create, replace, update].every((count) => !count),
  );
  const left = resourcesIn(hands.state()).filter(({ urn }) => urn.includes("xmpro-aws:relay:"));
  hands.note("nothing of the relay is left", `${left.length} resources`, left.length === 0 ? "ok" : "FAILED");
  await hands.configure({ relayEnabled: undefined });
  await hands.update("the relay is turned on again", ({ delete: deleted, replace, update }) =>
    [deleted, replace, update].every((count) => !count),
  );
}

/** What the schedule does at night is AWS's: neither a refresh nor an update after it sets the day's number of tasks. */
async function rehearseNight(hands: Hands): Promise<void> {
  const resourceId = String(only(hands.state(), SCALABLE_TARGET)?.outputs?.resourceId);
  await setTasks(hands.endpoint, resourceId, { min: 1, max: 4 });
  await hands.refresh("refresh at night");
  const seen = only(hands.state(), SCALABLE_TARGET)?.outputs?.minCapacity;
  hands.note("the refresh sees the night", `at least ${seen} task`, seen === 1 ? "ok" : "FAILED");
  const touched = await hands.update("update at night", ({ delete: deleted }) => deleted === undefined);
  hands.note(
    "the night stays",
    `${touched.size} types touched`,
    touched.has(SCALABLE_TARGET) ? "FAILED: the day's tasks are back" : "ok",
  );
}

function expectTouched(hands: Hands, step: string, touched: ReadonlySet<string>, types: readonly string[]): void {
  const seen = [...touched].filter((type) => !type.startsWith("pulumi:")).sort();
  const asExpected = seen.join() === [...types].sort().join();
  hands.note(step, seen.map((type) => type.split(":").at(-1)).join(", "), asExpected ? "ok" : `FAILED: not ${types.join(", ")}`);
}

function only(state: string, type: string, name?: string): Exported | undefined {
  return resourcesIn(state).find(
    (resource) => resource.type === type && (name === undefined || resource.urn.endsWith(`::${name}`)),
  );
}

function publicKeyIn(state: string): string | undefined {
  const stack = only(state, "pulumi:pulumi:Stack");
  return (stack?.outputs?.relay as { identityPublicKey?: string } | undefined)?.identityPublicKey;
}
