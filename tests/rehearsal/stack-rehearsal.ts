import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation/index.js";
import { readOutputs } from "../../operate/deployed-stack/stack-outputs.ts";
import { previewStack } from "../../preview/preview-stack.ts";
import { rehearseCertificates } from "./certificates-rehearsal.ts";
import { rehearseDatabaseLogins } from "./database-logins-rehearsal.ts";
import { rehearseDatabase } from "./database-rehearsal.ts";
import { rehearseDoctorOfPackages } from "./doctor-packages-rehearsal.ts";
import { rehearseDoctor } from "./doctor-rehearsal.ts";
import { rehearseImport } from "./import-secrets-rehearsal.ts";
import { LOST_ANSWER } from "./lost-answer.ts";
import { rehearseMail } from "./mail-rehearsal.ts";
import { rehearsePackages } from "./packages-rehearsal.ts";
import { copyProject, type ProjectCopy, ROOT, type StackName } from "./project-copy.ts";
import { rehearseRelayDomains } from "./relay-domains-rehearsal.ts";
import { rehearseRelay } from "./relay-rehearsal.ts";
import { canScan, scan } from "./scan/scan.ts";
import { generatedSecrets, resourcesIn } from "./state.ts";
import { type Step, secondsSince } from "./step.ts";
import { taggedResources } from "./tagged-resources.ts";
import { touchedTypes } from "./touched-types.ts";
import { rehearseTunnel } from "./tunnel-rehearsal.ts";

const POLICY_PACK = join(ROOT, "infra", "policy");

/** What happens to a stack between its deployment and its end. */
export type Chapter = "change" | "relay" | "install" | "operate";

type Changed = Readonly<Record<string, string | readonly string[] | undefined>>;
type Expected = (changes: automation.OpMap) => boolean;

/** Deploys one stack, changes it and destroys it. */
export class StackRehearsal {
  private readonly steps: Step[] = [];
  private readonly printed: string[] = [];
  private readonly stack: automation.Stack;
  private readonly name: StackName;
  private readonly endpoint: string;
  private readonly project: ProjectCopy;
  private readonly chapter: Chapter;

  private constructor(stack: automation.Stack, name: StackName, endpoint: string, project: ProjectCopy, chapter: Chapter) {
    this.stack = stack;
    this.chapter = chapter;
    this.name = name;
    this.endpoint = endpoint;
    this.project = project;
  }

  static async start(name: StackName, chapter: Chapter, endpoint: string): Promise<StackRehearsal> {
    const project = await copyProject(endpoint);
    const stack = await automation.LocalWorkspace.createOrSelectStack({ stackName: name, workDir: project.folder });
    return new StackRehearsal(stack, name, endpoint, project, chapter);
  }

  async run(): Promise<Step[]> {
    try {
      await this.step(
        "the stack is deployed",
        async () => this.update("up"),
        ({ create, ...others }) => create !== undefined && Object.keys(others).length === 0,
      );
      await this.unchanged("a preview shows no change");
      // What is deployed is the same in all chapters of a stack, so it is looked at once.
      if (this.chapter === "change" || this.chapter === "relay") {
        await this.inspect();
        this.scans();
      }
      await this[this.chapter]();
      await this.step("the stack is refreshed", async () => this.refresh(), isHarmless);
      await this.destroy();
    } catch (error) {
      this.note("the rehearsal stopped", 0, firstLine(error), "FAILED");
      console.error(this.printed.slice(-60).join(""));
    } finally {
      this.project.remove();
    }
    return this.steps;
  }

  private async unchanged(step: string): Promise<void> {
    await this.step(
      step,
      async () => this.preview(),
      ({ same, ...others }) => same !== undefined && Object.keys(others).length === 0,
    );
  }

  /** The resources are those of the offline preview, and no secret is in plain text anywhere. */
  private async inspect(): Promise<void> {
    const started = Date.now();
    const state = this.exported();
    const resources = resourcesIn(state).filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    const seen = countBy(resources.map(({ type }) => type));
    const previewed = await previewStack(ROOT, this.name);
    const expected = previewed.state === "seen" ? previewed.counts.types : {};
    const differing = [...new Set([...Object.keys(seen), ...Object.keys(expected)])].filter(
      (type) => seen[type] !== expected[type],
    );
    this.note(
      "the resources are those of the offline preview",
      secondsSince(started),
      `${resources.length} resources`,
      differing.length === 0
        ? "ok"
        : `FAILED: ${differing.map((type) => `${type} ${expected[type] ?? 0}, made ${seen[type] ?? 0}`).join("; ")}`,
    );
    const tagged = await taggedResources(this.endpoint, this.name);
    this.note(
      "the account contains the tagged resources",
      0,
      `${tagged.length} tagged resources`,
      tagged.length > 20 ? "ok" : "FAILED: too few",
    );
    const secrets = generatedSecrets(this.exported("--show-secrets"));
    const texts = { state, outputs: JSON.stringify(await this.stack.outputs()), log: this.printed.join("") };
    const leaks = Object.entries(texts).flatMap(([name, text]) =>
      secrets.some((secret) => text.includes(secret)) ? [name] : [],
    );
    this.note(
      "no secret is in plain text",
      0,
      `${secrets.length} secrets, state, outputs and log`,
      secrets.length > 0 && leaks.length === 0 ? "ok" : `FAILED: ${secrets.length} secrets, seen in ${leaks.join(", ")}`,
    );
  }

  /** Scans the stack as it is committed. */
  private scans(): void {
    if (!canScan()) {
      this.note("the scan is skipped: there is no scanner beside this checkout", 0, "", "ok");
      return;
    }
    this.scan("the scanners find only what is exempt");
  }

  /** Every finding of the scanners is in the list of exemptions, and every exemption has a finding. */
  private scan(step: string): void {
    const started = Date.now();
    const { problems, exempt } = scan(this.name, this.project.folder, this.exported());
    for (const problem of problems) console.error(`scan of ${this.name}: ${problem}`);
    this.note(
      step,
      secondsSince(started),
      `${exempt.length} checks exempt`,
      problems.length === 0 ? "ok" : `FAILED: ${problems.join("; ")}`,
    );
  }

  /** Changes an instance type and the retention of the cache's snapshots, both in place. */
  private async change(): Promise<void> {
    await this.stack.setConfig("xmpro:smInstanceType", { value: "t3.2xlarge" });
    await this.stack.setConfig("xmpro:redisSnapshotDays", { value: "9" });
    await this.step(
      "two settings are changed in place",
      async () => this.update("change"),
      ({ update, same, ...others }) => update !== undefined && same !== undefined && Object.keys(others).length === 0,
    );
  }

  /** What a chapter may do with the stack. */
  private async hands() {
    return {
      endpoint: this.endpoint,
      project: this.project.folder,
      sources: this.project.sources,
      stack: this.name,
      region: (await this.stack.getConfig("aws:region")).value,
      note: (step: string, seen: string, verdict: string) => this.note(step, 0, seen, verdict),
      configure: (settings: Changed) => this.configure(settings),
      configureSecret: (setting: string, value: string) => this.stack.setConfig(`xmpro:${setting}`, { value, secret: true }),
      outputs: async () => readOutputs(await this.stack.outputs()),
      state: () => this.exported(),
      update: (step: string, expected: Expected) => this.step(step, async () => this.update(step), expected),
      /** Deploys, and says which types of resources that touched. */
      updateTouching: async (step: string, expected: Expected) => {
        const touched = touchedTypes();
        await this.step(step, async () => this.update(step, [POLICY_PACK], touched.onEvent), expected);
        return touched.types;
      },
      /** Deploys, and says what was printed. */
      updatePrinting: async (step: string, expected: Expected, refresh = false) => {
        const before = this.printed.length;
        await this.step(step, async () => this.update(step, [POLICY_PACK], undefined, refresh), expected);
        return this.printed.slice(before).join("");
      },
      /** An update that must fail for this reason. */
      refused: (step: string, why: RegExp) => this.expectRefusal(step, () => this.update(step), why),
      preview: (step: string, expected: Expected) => this.step(step, async () => this.preview(), expected),
      unchanged: (step: string) => this.unchanged(step),
      refresh: async (step: string) => this.step(step, async () => this.refresh(), isHarmless),
    };
  }

  /** Sets settings of the program; undefined removes one. */
  private async configure(settings: Changed): Promise<void> {
    for (const [key, value] of Object.entries(settings)) {
      const full = `xmpro:${key}`;
      if (typeof value === "string") await this.stack.setConfig(full, { value });
      else await this.stack.removeConfig(full);
      for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
        await this.stack.setConfig(`${full}[${index}]`, { value: item }, true);
      }
    }
  }

  /** From the sample to the three products, in the order of docs/start-to-finish.md, with what may go wrong. */
  private async install(): Promise<void> {
    const hands = await this.hands();
    const { certificateBucket, packageBucket } = await hands.outputs();
    await rehearseCertificates({ ...hands, bucket: certificateBucket });
    await rehearseDoctor({ ...hands, outputs: { ...(await hands.outputs()) } });
    await rehearseImport(hands, await hands.outputs());
    await rehearsePackages({ ...hands, bucket: packageBucket, update: hands.updatePrinting });
    await rehearseDoctorOfPackages({ ...hands, outputs: { ...(await hands.outputs()) } });
    await this.configure({ smMaxSize: "2" });
    await hands.refused("a second instance is refused without autoScale", /xmpro:smMaxSize must be 1 without xmpro:autoScale/);
    await this.configure({ smMaxSize: undefined });
  }

  /** What a person does with a stack later: mail, access to the data, and another database server. */
  private async operate(): Promise<void> {
    const hands = await this.hands();
    const { parameterPrefixes, sqlServer } = await hands.outputs();
    await rehearseMail(hands);
    await rehearseTunnel(hands);
    await rehearseDatabaseLogins({ ...hands, sqlServer, prefix: parameterPrefixes.sm });
    await rehearseDatabase(hands);
  }

  private async relay(): Promise<void> {
    const hands = await this.hands();
    await rehearseRelayDomains({ ...hands, update: hands.updateTouching });
    await rehearseRelay({ ...hands, update: hands.updateTouching });
  }

  private async destroy(): Promise<void> {
    const durable = resourcesIn(this.exported()).some(({ protect }) => protect);
    if (durable) {
      await this.expectRefusal(
        "destroy is refused while data is durable",
        async () => this.pulumi("destroy", "--yes", "--non-interactive"),
        /protected/,
      );
      await this.step(
        "nothing has been deleted",
        async () => this.preview(),
        ({ create, replace }) => create === undefined && replace === undefined,
      );
      await this.stack.setConfig("xmpro:dataProtection", { value: "removable" });
      await this.expectRefusal("the policy pack refuses to lift the protection", () => this.preview(), /data-protected/);
      await this.step(
        "the protection is lifted without the policy pack",
        async () => this.update("lift", []),
        ({ update }) => update !== undefined,
      );
    }
    await this.step(
      "the stack is destroyed",
      async () => this.destroyed(),
      ({ delete: deleted, ...others }) => deleted !== undefined && Object.keys(others).length === 0,
    );
    // The key stays after destroy by design: for the final snapshot, or until its deletion window ends. A deleted NAT gateway
    // is listed for an hour, as on AWS; its VPC is gone, which proves the deletion. ECS lists deleted resources as inactive.
    const left = (await taggedResources(this.endpoint, this.name)).filter((arn) => !/:(kms|natgateway|ecs)[:/]/.test(arn));
    const [snapshot, ...others] = left.filter((arn) => !(durable && arn.includes(":snapshot:rds:")));
    const asPromised = others.length === 0 && (durable ? /:snapshot:\S+-final-/.test(snapshot ?? "") : snapshot === undefined);
    const step = durable ? "only the final snapshot and the backups remain" : "nothing remains";
    this.note(step, 0, left.join(", ") || "nothing", asPromised ? "ok" : "FAILED");
  }

  private async update(
    message: string,
    policyPacks = [POLICY_PACK],
    onEvent?: (event: automation.EngineEvent) => void,
    refresh = false,
  ): Promise<automation.OpMap> {
    const options = { ...this.quiet(), message, policyPacks, refresh };
    const result = await this.stack.up({ ...options, ...(onEvent === undefined ? {} : { onEvent }) });
    return result.summary.resourceChanges ?? {};
  }

  private async destroyed(): Promise<automation.OpMap> {
    const result = await this.stack.destroy(this.quiet()).catch(async (error) => {
      if (!LOST_ANSWER.test(String(error))) throw error;
      this.note("destroy is repeated after a lost answer", 0, firstLine(error), "ok");
      return this.stack.destroy({ ...this.quiet(), refresh: true });
    });
    return result.summary.resourceChanges ?? {};
  }

  private async preview(): Promise<automation.OpMap> {
    return (await this.stack.preview({ onOutput: (text) => this.printed.push(text), color: "never", policyPacks: [POLICY_PACK] }))
      .changeSummary;
  }

  private async refresh(): Promise<automation.OpMap> {
    return (await this.stack.refresh(this.quiet())).summary.resourceChanges ?? {};
  }

  private quiet() {
    return { onOutput: (text: string) => void this.printed.push(text), color: "never" as const, suppressProgress: true };
  }

  private async step(
    step: string,
    act: () => Promise<automation.OpMap>,
    expected: (changes: automation.OpMap) => boolean,
  ): Promise<void> {
    const started = Date.now();
    console.error(`${this.name}: ${step} …`);
    const changes = await act();
    const seen = Object.entries(changes)
      .map(([operation, count]) => `${count} ${operation}`)
      .join(", ");
    this.note(step, secondsSince(started), seen, expected(changes) ? "ok" : "FAILED");
  }

  /** A step that must fail with the expected reason. */
  private async expectRefusal(step: string, act: () => Promise<unknown>, why: RegExp): Promise<void> {
    const started = Date.now();
    console.error(`${this.name}: ${step} …`);
    const answer = await act().then(
      () => "the command succeeded",
      (error) => `${error}\n${error.stdout ?? ""}`,
    );
    const verdict = why.test(answer) ? "ok" : `FAILED: ${firstLine(answer)}`;
    this.note(step, secondsSince(started), "refused", verdict);
  }

  private note(step: string, seconds: number, seen: string, verdict: string): void {
    this.steps.push({ step, seconds, seen, verdict });
  }

  /** The state as it is stored. The Automation API's export would show secrets in plain text. */
  private exported(...flags: string[]): string {
    return this.pulumi("stack", "export", ...flags);
  }

  /** @returns the output of the command. @throws an error with its error output. */
  private pulumi(...args: string[]): string {
    const options = { cwd: this.project.folder, encoding: "utf8", maxBuffer: 2 ** 28, stdio: "pipe" } as const;
    return execFileSync("pulumi", [...args, "--stack", this.name, "--color", "never"], options);
  }
}

/** A refresh may report updates, because the emulator forgets the descriptions of rules between security groups. */
const isHarmless = ({ create, delete: deleted, replace }: automation.OpMap) =>
  [create, deleted, replace].every((count) => count === undefined);
const firstLine = (error: unknown) => String(error).split("\n")[0] ?? "";
const countBy = (values: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
