import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation/index.js";
import { type KeyName, schema } from "../../stacks/settings/schema.ts";
import { SETTING_CHANGES, type SettingChange } from "../support/program/setting-changes.ts";
import { copyProject } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

/** Types that a change may always replace: ECS creates a revision for each change of a task definition, and so do changes of its image. */
const REVISED = /TaskDefinition|docker:|random:index\/randomId:RandomId/;
/** Settings that are changed separately, because they exclude each other or other changes would hide their effect. */
const ALONE = ["dataProtection", "relayArchitecture", "relayImage", "sqlAvailability", "relayNight", "certificateArn"];

/** Makes the changes of `SETTING_CHANGES` to a deployed nonprod and reverts them: all changes in place together, the others one by one. */
export async function rehearseChanges(endpoint: string): Promise<Step[]> {
  const project = await copyProject(endpoint);
  try {
    const stack = await automation.LocalWorkspace.createOrSelectStack({ stackName: "nonprod", workDir: project.folder });
    const rehearsal = new ChangesRehearsal(stack, join(project.folder, "Pulumi.nonprod.yaml"));
    await rehearsal.run();
    return rehearsal.steps;
  } finally {
    project.remove();
  }
}

const rehearsed = SETTING_CHANGES.filter(({ stack, before, unrehearsed }) => stack === "nonprod" && !before && !unrehearsed);

class ChangesRehearsal {
  readonly steps: Step[] = [];
  readonly #stack: automation.Stack;
  readonly #file: string;
  readonly #own: string;

  /** @param file with the stack's settings */
  constructor(stack: automation.Stack, file: string) {
    this.#stack = stack;
    this.#file = file;
    this.#own = readFileSync(file, "utf8");
  }

  async run(): Promise<void> {
    await this.#step("the stack is deployed", async () => "");
    for (const change of rehearsed.filter(({ outcome }) => outcome === "refused")) await this.#expectRefusal(change);
    const inPlace = rehearsed.filter(({ outcome }) => outcome === "in place");
    const together = inPlace.filter(({ setting }) => !ALONE.includes(setting));
    const all: SettingChange["after"] = Object.assign({}, ...together.map(({ after }) => after));
    await this.#changeAndRevert("all changes in place are made together", all, true);
    for (const { setting, after, outcome } of rehearsed) {
      if (outcome === "in place" && !ALONE.includes(setting)) continue;
      if (outcome === "refused") continue;
      // A third zone cannot be removed, so it is added last.
      if (setting === "availabilityZones") continue;
      await this.#changeAndRevert(`${setting} changes to ${JSON.stringify(after[setting])}`, after, outcome === "in place");
    }
    await this.#configure({ availabilityZones: 3 });
    await this.#step("a third zone is added", async () => "");
    await this.#step("the stack is destroyed", async () => "", "destroy");
  }

  async #changeAndRevert(step: string, settings: SettingChange["after"], inPlace: boolean): Promise<void> {
    const problemOf = (replaced: readonly string[]) => {
      const strange = replaced.filter((type) => !REVISED.test(type));
      return inPlace && strange.length > 0 ? `replaced ${[...new Set(strange)].join(", ")}` : "";
    };
    await this.#configure(settings);
    await this.#step(step, async (replaced) => problemOf(replaced));
    writeFileSync(this.#file, this.#own);
    await this.#step(`reverted: ${step}`, async (replaced) => problemOf(replaced));
  }

  /** Expects that the update fails and changes nothing, even without a preview. */
  async #expectRefusal({ setting, after }: SettingChange): Promise<void> {
    const started = Date.now();
    await this.#configure(after);
    const before = JSON.stringify((await this.#stack.exportStack()).deployment.resources?.length);
    const answer = await this.#up().then(
      () => "the update succeeded",
      (error) => String(error),
    );
    const left = JSON.stringify((await this.#stack.exportStack()).deployment.resources?.length);
    const isReported =
      answer.includes("The deployed stack cannot be changed like this") && answer.includes(`- xmpro:${setting} must`);
    const verdict = isReported && left === before ? "ok" : `FAILED: ${answer.split("\n")[0]}`;
    this.steps.push({
      step: `the change of ${setting} to ${after[setting]} is refused`,
      seconds: secondsSince(started),
      seen: "refused",
      verdict,
    });
    writeFileSync(this.#file, this.#own);
  }

  async #configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [key, value] of Object.entries(settings)) {
      const full = `xmpro:${key}`;
      const items = Array.isArray(value) ? value : undefined;
      const secret = "secret" in (schema[key as KeyName] ?? {});
      if (items === undefined) await this.#stack.setConfig(full, { value: String(value), secret });
      for (const [index, item] of (items ?? []).entries()) {
        await this.#stack.setConfig(`${full}[${index}]`, { value: String(item) }, true);
      }
    }
  }

  /** @returns the type of each replaced resource */
  async #up(): Promise<string[]> {
    const replaced: string[] = [];
    await this.#stack.up({
      color: "never",
      suppressProgress: true,
      onEvent: ({ resOutputsEvent }) => {
        const { op, type } = resOutputsEvent?.metadata ?? {};
        if (op === "create-replacement" && type !== undefined) replaced.push(type);
      },
    });
    return replaced;
  }

  async #step(step: string, check: (replaced: readonly string[]) => Promise<string>, verb?: "destroy"): Promise<void> {
    const started = Date.now();
    console.error(`changes: ${step} …`);
    try {
      if (verb === "destroy") await this.#stack.destroy();
      const replaced = verb === "destroy" ? [] : await this.#up();
      const problem = await check(replaced);
      const seen = `${replaced.filter((type) => !REVISED.test(type)).length} replaced`;
      this.steps.push({ step, seconds: secondsSince(started), seen, verdict: problem === "" ? "ok" : `FAILED: ${problem}` });
    } catch (error) {
      const lines = String(error).split("\n");
      const why = lines.find((line) => /error:|must /.test(line)) ?? lines[0];
      this.steps.push({ step, seconds: secondsSince(started), seen: "stopped", verdict: `FAILED: ${why}` });
    }
  }
}
