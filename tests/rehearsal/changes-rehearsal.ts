import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation/index.js";
import { SETTING_CHANGES, type SettingChange } from "../support/program/setting-changes.ts";
import { copyProject } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

/** ECS knows no change of a task definition: each is a revision, and the service takes the newest. What makes its image is its own. */
const REVISED = /TaskDefinition|docker:|random:index\/randomId:RandomId/;
/** Each of these is tried alone: they exclude each other, or the rest would hide what they do. */
const ALONE = ["dataProtection", "relayArchitecture", "relayImage", "sqlAvailability", "relayNight", "certificateArn"];

/** Does what `SETTING_CHANGES` says to a deployed nonprod, and takes it back: everything in place at once, the rest one by one. */
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
    await this.#step("up", async () => "");
    for (const change of rehearsed.filter(({ outcome }) => outcome === "refused")) await this.#refused(change);
    const inPlace = rehearsed.filter(({ outcome }) => outcome === "in place");
    const together = inPlace.filter(({ setting }) => !ALONE.includes(setting));
    const all: SettingChange["after"] = Object.assign({}, ...together.map(({ after }) => after));
    await this.#thereAndBack("all that is done in place", all, true);
    for (const { setting, after, outcome } of rehearsed) {
      if (outcome === "in place" && !ALONE.includes(setting)) continue;
      if (outcome === "refused") continue;
      // A third zone stays, and is tried last.
      if (setting === "availabilityZones") continue;
      await this.#thereAndBack(`${setting} ${JSON.stringify(after[setting])}`, after, outcome === "in place");
    }
    await this.#configure({ availabilityZones: 3 });
    await this.#step("a third zone", async () => "");
    await this.#step("destroy", async () => "", "destroy");
  }

  async #thereAndBack(step: string, settings: SettingChange["after"], inPlace: boolean): Promise<void> {
    const judged = (replaced: readonly string[]) => {
      const strange = replaced.filter((type) => !REVISED.test(type));
      return inPlace && strange.length > 0 ? `replaced ${[...new Set(strange)].join(", ")}` : "";
    };
    await this.#configure(settings);
    await this.#step(step, async (replaced) => judged(replaced));
    writeFileSync(this.#file, this.#own);
    await this.#step(`${step}, back`, async (replaced) => judged(replaced));
  }

  /** Even without a preview nothing is touched. */
  async #refused({ setting, after }: SettingChange): Promise<void> {
    const started = Date.now();
    await this.#configure(after);
    const before = JSON.stringify((await this.#stack.exportStack()).deployment.resources?.length);
    const answer = await this.#up().then(
      () => "it was done",
      (error) => String(error),
    );
    const left = JSON.stringify((await this.#stack.exportStack()).deployment.resources?.length);
    const said = answer.includes("The deployed stack cannot be changed like this") && answer.includes(`- xmpro:${setting} must`);
    const verdict = said && left === before ? "ok" : `FAILED: ${answer.split("\n")[0]}`;
    this.steps.push({ step: `${setting} ${after[setting]}`, seconds: secondsSince(started), seen: "refused", verdict });
    writeFileSync(this.#file, this.#own);
  }

  async #configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [key, value] of Object.entries(settings)) {
      const full = `xmpro:${key}`;
      const items = Array.isArray(value) ? value : undefined;
      if (items === undefined) await this.#stack.setConfig(full, { value: String(value), secret: /Password|Token/.test(key) });
      for (const [index, item] of (items ?? []).entries()) {
        await this.#stack.setConfig(`${full}[${index}]`, { value: String(item) }, true);
      }
    }
  }

  /** @returns types of what was replaced, one for each resource */
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

  async #step(step: string, judge: (replaced: readonly string[]) => Promise<string>, verb?: "destroy"): Promise<void> {
    const started = Date.now();
    console.error(`changes: ${step} …`);
    try {
      if (verb === "destroy") await this.#stack.destroy();
      const replaced = verb === "destroy" ? [] : await this.#up();
      const problem = await judge(replaced);
      const seen = `${replaced.filter((type) => !REVISED.test(type)).length} replaced`;
      this.steps.push({ step, seconds: secondsSince(started), seen, verdict: problem === "" ? "ok" : `FAILED: ${problem}` });
    } catch (error) {
      const lines = String(error).split("\n");
      const why = lines.find((line) => /error:|must /.test(line)) ?? lines[0];
      this.steps.push({ step, seconds: secondsSince(started), seen: "stopped", verdict: `FAILED: ${why}` });
    }
  }
}
