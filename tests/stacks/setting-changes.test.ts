import { describe, expect, it } from "vitest";
import { openReview } from "../../infra/policy/pack.ts";
import { rules } from "../../infra/policy/rules.ts";
import { validate } from "../../infra/policy/validate.ts";
import { checkedResources } from "../../preview/model/policy-report.ts";
import { checkChanges } from "../../stacks/deployed/changes.ts";
import { readDeployedStack } from "../../stacks/deployed/deployed-stack.ts";
import type { StackName } from "../../stacks/settings/domain.ts";
import { SettingsError } from "../../stacks/settings/reader/settings-error.ts";
import type { Setting } from "../../stacks/settings/schema/setting.ts";
import { type KeyName, schema } from "../../stacks/settings/schema.ts";
import { engine, readSettings } from "../../stacks/settings.ts";
import { type Deployed, short } from "../support/program/deploy.ts";
import { deployStack, updateStack } from "../support/program/deploy-stack.ts";
import { type State, stateOf } from "../support/program/deployed-state.ts";
import { SETTING_CHANGES, type SettingChange } from "../support/program/setting-changes.ts";

const rows = Object.entries<Setting>(schema);
/** Words that describe the effect of a change on a deployed stack. */
const SPEAKS_OF_CHANGE = /\b(change|changes|replaces|later|refused|restarts|taken? (back|away))\b/i;

const title = ({ setting, stack, before, after, outcome }: SettingChange) =>
  `${setting} in ${stack} from ${JSON.stringify(before?.[setting] ?? "its own value")} to ${JSON.stringify(after[setting])}${outcome === "refused" ? "" : ` (${outcome})`}`;
const cases = (outcome: (change: SettingChange) => boolean) =>
  SETTING_CHANGES.filter(outcome).map((change) => [title(change), change] as const);

/** A deployed stack, and the same stack after a change of its settings. */
async function changed({
  stack,
  before = {},
  after,
}: SettingChange): Promise<{ deployed: Deployed; updated: Promise<Deployed> }> {
  const deployed = await deployStack(stack, before);
  return { deployed, updated: updateStack(stack, { ...before, ...after }, stateOf(deployed)) };
}

/** What the program looks at before it registers anything. */
async function checked(stack: StackName): Promise<void> {
  checkChanges(readSettings(stack, engine(stack)), await readDeployedStack());
}

/** The changes in groups that can be made at once: those of one group begin with the same stack, and none sets what another sets. */
function together(changes: readonly SettingChange[]): SettingChange[][] {
  const groups: SettingChange[][] = [];
  for (const change of changes) {
    const group = groups.find(
      ([first, ...others]) => startOf(first) === startOf(change) && ![first, ...others].some((other) => isAtOdds(other, change)),
    );
    if (group) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

const startOf = (change: SettingChange | undefined) => JSON.stringify([change?.stack, change?.before]);
const isAtOdds = (one: SettingChange | undefined, { after }: SettingChange) =>
  Object.entries(after).some(
    ([key, value]) => one && key in one.after && JSON.stringify(one.after[key]) !== JSON.stringify(value),
  );
const titleOf = (changes: readonly SettingChange[]) =>
  `${changes[0]?.stack}, ${JSON.stringify(changes[0]?.before ?? {})} to ${changes.map(({ setting }) => setting).join(", ")}`;

/** What somebody may choose, and the rules that then speak: each says what to do, or asks for an exemption. */
const SPEAKS_OF_A_CHOICE: readonly string[] = [
  // dataProtection: removable, in prod
  "balancers-protected",
  "changes-wait-for-window",
  "data-protected",
  "databases-kept",
  "environment-logs-kept",
  // webAcl: off, in prod
  "balancers-behind-web-acl",
  // sqlEngineVersion with a whole version
  "databases-minor-versions",
  // An image of another account, or one of the Marketplace that this account cannot change
  "container-images-own-account",
  "containers-not-root",
  "containers-read-only-root",
  // Larger sizes
  "monthly-cost",
];

/** The rules of the policy pack that a stack violates without a choice of somebody. */
function rulesBroken(resources: Deployed["resources"]): string[] {
  const broken = validate(rules, checkedResources(resources), openReview()).map(({ rule, message }) => `${rule}: ${message}`);
  return broken.filter((one) => !SPEAKS_OF_A_CHOICE.some((rule) => one.startsWith(`${rule}: `)));
}

/**
 * Makes changes at once. Those that a refusal names are made by themselves, as not all go together: who brings a server makes none.
 * After another failure each is made alone, which shows whose it is.
 */
async function makeAtOnce(changes: readonly SettingChange[]): Promise<void> {
  const [first] = changes as [SettingChange];
  const { stack, before = {} } = first;
  const deployed = await deployStack(stack, before);
  const wish = Object.assign({ ...before }, ...changes.map(({ after }) => after));
  const update = updateStack(stack, wish, stateOf(deployed));
  if (changes.length === 1) {
    const { resources } = await update.catch((cause: unknown) => {
      throw new Error(`${title(first)}, but fails`, { cause });
    });
    expect(resources.length).toBeGreaterThan(deployed.resources.length / 2);
    expect(rulesBroken(resources)).toEqual([]);
    return;
  }
  const error = await update.catch((thrown: Error) => thrown);
  if (!(error instanceof Error)) {
    expect(rulesBroken(error.resources)).toEqual([]);
    return;
  }
  const problems = error instanceof SettingsError ? error.problems : [];
  const named = changes.filter(({ setting }) => problems.some((problem) => problem.startsWith(`xmpro:${setting} `)));
  const others = changes.filter((change) => !named.includes(change));
  const parts = named.length > 0 && others.length > 0 ? [others, named] : changes.map((change) => [change]);
  for (const part of parts) await makeAtOnce(part);
}

describe("the table of changes", () => {
  it("has a row for every setting", () => {
    const missing = Object.keys(schema).filter((key) => !SETTING_CHANGES.some(({ setting }) => setting === key));
    expect(missing).toEqual([]);
  });

  it("quotes the schema for every change that is not in place", () => {
    expect(SETTING_CHANGES.filter(({ outcome, words }) => outcome !== "in place" && words === undefined)).toEqual([]);
  });

  it.each(SETTING_CHANGES.flatMap((change) => (change.words === undefined ? [] : [[change.setting, change.words] as const])))(
    "quotes the schema correctly for a change of %s: %s",
    (setting, words) => {
      const row: Setting = schema[setting];
      expect(row.change?.toLowerCase()).toContain(words.toLowerCase());
    },
  );

  it("quotes the `change` text of every setting that has one", () => {
    const speaking = rows.filter(([, { change }]) => change !== undefined).map(([name]) => name);
    const held = SETTING_CHANGES.filter(({ words }) => words !== undefined).map(({ setting }) => setting);
    expect(speaking.filter((name) => !held.includes(name as KeyName))).toEqual([]);
  });
});

describe("the schema", () => {
  it("describes the effect of changes in the `change` field, and not in a description", () => {
    expect(rows.filter(([, { description }]) => SPEAKS_OF_CHANGE.test(description)).map(([name]) => name)).toEqual([]);
  });
});

describe("an update of a deployed stack", () => {
  it.each(cases(({ outcome }) => outcome === "refused"))("refuses to change %s", async (_, change) => {
    const { updated } = await changed(change);
    const error = await updated.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SettingsError);
    const { problems } = error as SettingsError;
    // One sentence with the changed setting and what to do.
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^xmpro:${change.setting} must .*(;|\\(.*\\)|: ).*`))]);
  });

  it.each(["nonprod", "prod"] as const)("refuses to move %s to another account or region", async (stack) => {
    const state = stateOf(await deployStack(stack));
    const moved = (overrides: Readonly<Record<string, unknown>>) => updateStack(stack, overrides, state);
    await expect(moved({ "aws:region": "eu-west-1" })).rejects.toThrow('aws:region must stay "us-east-1"');
    await expect(moved({ "aws:allowedAccountIds": ["210987654321"] })).rejects.toThrow(
      /aws:allowedAccountIds must stay "\d{12}", where the stack is deployed, got "210987654321"/,
    );
  });

  it("reports all refused changes in one error", async () => {
    const state = stateOf(await deployStack("prod"));
    const wish = { vpcCidr: "10.30.0.0/16", sqlEngineVersion: "15.00", relayEnabled: false, dnsZones: "domain" };
    const error = await updateStack("prod", wish, state).catch((thrown: unknown) => thrown as SettingsError);
    expect((error as SettingsError).problems.map((problem) => problem.split(" ")[0])).toEqual([
      "xmpro:vpcCidr",
      "xmpro:sqlEngineVersion",
      "xmpro:dnsZones",
      "xmpro:relayEnabled",
    ]);
  });
});

describe("a possible update of a deployed stack", () => {
  it.each(cases(({ outcome }) => outcome !== "refused"))("is not refused: %s", async (_, { stack, before = {}, after }) => {
    const state = stateOf(await deployStack(stack, before));
    await expect(updateStack(stack, { ...before, ...after }, state, () => checked(stack))).resolves.toBeDefined();
  });

  it.each(together(SETTING_CHANGES.filter(({ outcome }) => outcome !== "refused")).map((changes) => [titleOf(changes), changes]))(
    "is done by the whole program, and violates no rule of the policy pack: %s",
    (_, changes) => makeAtOnce(changes as readonly SettingChange[]),
  );
});

describe("an update", () => {
  const vpc = async (stack: "nonprod" | "prod", overrides: Readonly<Record<string, unknown>>, state: State) =>
    (await updateStack(stack, overrides, state)).the("awsx:ec2:Vpc").inputs.subnetSpecs as { cidrBlocks: string[] }[];

  it.each(["nonprod", "prod"] as const)("without a change of settings changes no argument in %s", async (stack) => {
    const deployed = await deployStack(stack);
    const again = await updateStack(stack, {}, stateOf(deployed));
    const inputs = (made: Deployed) => made.resources.map(({ type, name, inputs }) => [`${short(type)} ${name}`, inputs]);
    expect(inputs(again)).toEqual(inputs(deployed));
  });

  it("keeps the subnets of two zones when it adds a third zone", async () => {
    const deployed = await deployStack("nonprod");
    const [before, after] = [await vpc("nonprod", {}, {}), await vpc("nonprod", { availabilityZones: 3 }, stateOf(deployed))];
    expect(after.map(({ cidrBlocks }) => cidrBlocks.slice(0, 2))).toEqual(before.map(({ cidrBlocks }) => cidrBlocks));
    expect(new Set(after.flatMap(({ cidrBlocks }) => cidrBlocks)).size).toBe(9);
  });

  it("keeps subnets that awsx laid out in halves of the VPC, and finds free ranges for a third zone", async () => {
    const ranges = { private: ["0.0/19", "128.0/19"], public: ["32.0/19", "160.0/19"], isolated: ["64.0/19", "192.0/19"] };
    const halves = Object.entries(ranges).flatMap(([kind, blocks]) =>
      blocks.map((block, zone) => [
        `urn:pulumi:nonprod::xmpro::aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::network-${kind}-${zone + 1}`,
        { outputs: { cidrBlock: `10.20.${block}`, availabilityZone: `us-east-1${"ab"[zone]}` } },
      ]),
    );
    const state: State = { ...stateOf(await deployStack("nonprod")), ...(Object.fromEntries(halves) as State) };
    const withoutNew: State = Object.fromEntries(
      Object.entries(state).filter(([urn]) => !/parent-\d+\$aws:ec2\/subnet:Subnet/.test(urn)),
    );
    const blocks = (await vpc("nonprod", { availabilityZones: 3 }, withoutNew)).map(({ cidrBlocks }) => cidrBlocks);
    expect(blocks).toEqual([
      ["10.20.0.0/19", "10.20.128.0/19", "10.20.104.0/22"],
      ["10.20.32.0/19", "10.20.160.0/19", "10.20.96.0/21"],
      ["10.20.64.0/19", "10.20.192.0/19", "10.20.108.0/22"],
    ]);
  });

  it("renames the final snapshot if it replaces the SQL Server, and adds no name to that of an older deployment", async () => {
    const deployed = await deployStack("nonprod", { dataProtection: "removable" });
    const suffix = (made: Deployed) => made.the("random.RandomId", "database-final-snapshot").inputs.keepers;
    expect(suffix(deployed)).toEqual({ engine: "sqlserver-ex" });
    const state = stateOf(deployed);
    const old = Object.fromEntries(
      Object.entries(state).map(([urn, { outputs }]) =>
        urn.endsWith("::database-final-snapshot") ? [urn, { outputs: { byteLength: 4 } }] : [urn, { outputs }],
      ),
    );
    const update = (overrides: Readonly<Record<string, unknown>>, from: State) =>
      updateStack("nonprod", { dataProtection: "removable", ...overrides }, from).then(suffix);
    expect(await update({}, old)).toBeUndefined();
    expect(await update({ sqlEdition: "web" }, old)).toEqual({ engine: "sqlserver-web" });
    expect(await update({ sqlEdition: "web" }, state)).toEqual({ engine: "sqlserver-web" });
  });

  it("accepts storage that has grown up to its limit, but not a new limit too close to it", async () => {
    const state = stateOf(await deployStack("prod"));
    const grown = Object.fromEntries(
      Object.entries(state).map(([urn, { outputs }]) =>
        urn.endsWith("::database") && "allocatedStorage" in outputs
          ? [urn, { outputs: { ...outputs, allocatedStorage: 500 } }]
          : [urn, { outputs }],
      ),
    );
    await expect(updateStack("prod", { smMinSize: 1 }, grown)).resolves.toBeDefined();
    await expect(updateStack("prod", { sqlMaxAllocatedStorage: 540 }, grown)).rejects.toThrow(
      "xmpro:sqlMaxAllocatedStorage must be at least 550 (GiB, 10 % more than the deployed SQL Server's 500",
    );
    await expect(updateStack("prod", { sqlMaxAllocatedStorage: 600 }, grown)).resolves.toBeDefined();
  });

  it("keeps the relay's minimum of tasks that a refresh read at night", async () => {
    const night = Object.fromEntries(
      Object.entries(stateOf(await deployStack("nonprod"))).map(([urn, { outputs }]) =>
        urn.includes("$aws:appautoscaling/target:Target")
          ? [urn, { outputs: { ...outputs, minCapacity: 1 } }]
          : [urn, { outputs }],
      ),
    );
    const target = async (overrides: Readonly<Record<string, unknown>>) =>
      (await updateStack("nonprod", overrides, night)).the("appautoscaling.Target");
    expect((await target({})).inputs).toMatchObject({ minCapacity: 1, maxCapacity: 4 });
    expect((await target({ relayNight: "off" })).inputs).toMatchObject({ minCapacity: 2, maxCapacity: 4 });
  });

  it("applies a major upgrade of a durable SQL Server at once, because its parameter group already has the new version", async () => {
    const database = (made: Deployed) => made.the("rds.Instance").inputs;
    const deployed = await deployStack("prod", { sqlEngineVersion: "15.00" });
    expect(database(deployed).applyImmediately).toBe(false);
    const upgraded = await updateStack("prod", { sqlEngineVersion: "16.00" }, stateOf(deployed));
    expect(database(upgraded)).toMatchObject({ applyImmediately: true, engineVersion: "16.00", allowMajorVersionUpgrade: true });
    const minor = await updateStack("prod", { sqlEngineVersion: "15.00.4480.2.v1" }, stateOf(deployed));
    expect(database(minor).applyImmediately).toBe(false);
  });
});
