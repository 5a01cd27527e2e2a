import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { offlineCloud } from "../../preview/aws/offline-cloud.ts";
import type { Registered } from "../../preview/engine/engine.ts";
import { runProgram } from "../../preview/engine/engine.ts";
import { changes } from "../../preview/model/changes.ts";
import { comparedWith } from "../../preview/model/compared-with.ts";
import { type EarlierReport, earlierReport } from "../../preview/model/earlier-report.ts";
import { type ReportedStack, report } from "../../preview/model/report.ts";
import { snapshot } from "../../preview/model/snapshot.ts";
import { previewStack } from "../../preview/preview-stack.ts";
import { reportText } from "../../preview/text/text.ts";
import { fc } from "../support/fast-check.ts";
import { registered } from "./registered.ts";
import { committedAnd, ROOT } from "./settings-directory.ts";

const STACK = "urn:pulumi:prod::xmpro::";
const at = (type: string, name: string, more: Partial<Registered> = {}) =>
  registered(type, name, { urn: `${STACK}${type}::${name}`, ...more });
const database = (inputs: Record<string, unknown>, more: Partial<Registered> = {}) =>
  at("aws:rds/instance:Instance", "database", { inputs, ...more });
const between = (before: readonly Registered[], after: readonly Registered[]) =>
  changes(snapshot(before), snapshot(after)).map(({ operation, name, because }) => [operation, name, because]);

describe("the changes between two runs", () => {
  it("are none for the same resources, in any order, with their arguments in any order", () => {
    const bucket = at("aws:s3/bucket:Bucket", "packages", { inputs: { a: { x: 1, y: 2 }, b: [1, 2] } });
    const same = { ...bucket, inputs: { b: [1, 2], a: { y: 2, x: 1 } } };
    expect(between([bucket, database({})], [database({}), same])).toEqual([]);
  });

  it("name the arguments of an update", () => {
    expect(between([database({ instanceClass: "a", port: 1 })], [database({ instanceClass: "b", port: 2 })])).toEqual([
      ["update", "database", ["instanceClass", "port"]],
    ]);
  });

  it("name only the arguments that cause a replacement", () => {
    expect(between([database({ username: "a", port: 1 })], [database({ username: "b", port: 2 })])).toEqual([
      ["replace", "database", ["username"]],
    ]);
  });

  it.each([
    ["aws:rds/instance:Instance", "storageEncrypted"],
    ["aws:rds/instance:Instance", "kmsKeyId"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled"],
    ["aws:elasticache/serverlessCache:ServerlessCache", "engine"],
    ["aws:s3/bucket:Bucket", "bucket"],
    ["aws:s3/bucket:Bucket", "region"],
    ["aws:route53/zone:Zone", "name"],
    ["aws:ec2/vpc:Vpc", "cidrBlock"],
    ["aws:ec2/subnet:Subnet", "availabilityZone"],
    ["aws:cloudwatch/logGroup:LogGroup", "name"],
    ["aws:ssm/parameter:Parameter", "name"],
    ["aws:ecr/repository:Repository", "encryptionConfigurations"],
    ["aws:elasticbeanstalk/environment:Environment", "name"],
    ["aws:ebs/volume:Volume", "encrypted"],
    ["random:index/randomPassword:RandomPassword", "length"],
  ])("replace a %s for another %s", (type, argument) => {
    const one = (value: string) => at(type, "it", { custom: true, inputs: { [argument]: value } });
    expect(between([one("a")], [one("b")])).toEqual([["replace", "it", [argument]]]);
  });

  it("delete what is gone and create what is new, deletions first", () => {
    const bucket = at("aws:s3/bucket:Bucket", "packages");
    expect(between([database({})], [bucket])).toEqual([
      ["delete", "database", []],
      ["create", "packages", []],
    ]);
  });

  it("say whether data was protected before the change, which decides whether Pulumi refuses", () => {
    const [before, after] = [database({ username: "a" }, { protect: true }), database({ username: "b" })];
    expect(changes(snapshot([before]), snapshot([after]))).toMatchObject([
      { operation: "replace", protected: true, holdsData: true },
    ]);
  });

  it("leave out arguments whose changes Pulumi ignores, also where an earlier report has them", () => {
    const service = (desiredCount: number, ignoreChanges: string[]) =>
      at("aws:ecs/service:Service", "relay", { inputs: { desiredCount, name: "relay" }, ignoreChanges });
    expect(between([service(2, [])], [service(3, [])])).toEqual([["update", "relay", ["desiredCount"]]]);
    expect(between([service(2, ["desiredCount"])], [service(3, ["desiredCount"])])).toEqual([]);
    expect(between([service(2, [])], [service(3, ["desiredCount"])])).toEqual([]);
    expect(Object.keys(snapshot([service(3, ["desiredCount"])])[0]?.properties ?? {})).toEqual(["name"]);
  });

  it("leave out components, which do not exist in the account", () => {
    expect(between([], [at("xmpro-aws:infra:Redis", "redis")])).toEqual([]);
  });

  it("do not reveal a secret, nor whether it changed", async () => {
    const [before, after] = [await stackWithPassword("SENTINEL-1"), await stackWithPassword("SENTINEL-2")];
    expect(JSON.stringify([before, after])).not.toContain("SENTINEL");
    expect(changes(before, after)).toEqual([]);
    expect(before[0]?.properties.password).toBe("secret");
  });

  it("lead from any run to any other: each resource is in both, created or deleted", () => {
    const some = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"));
    fc.assert(
      fc.property(some, some, (before, after) => {
        const of = (names: readonly string[]) => names.map((name) => at("aws:s3/bucket:Bucket", name));
        const found = between(of(before), of(after));
        expect(
          found
            .filter(([operation]) => operation === "delete")
            .map(([, name]) => name)
            .sort(),
        ).toEqual(before.filter((name) => !after.includes(name)).sort());
        expect(
          found
            .filter(([operation]) => operation === "create")
            .map(([, name]) => name)
            .sort(),
        ).toEqual(after.filter((name) => !before.includes(name)).sort());
      }),
    );
  });
});

/** What a program with one secret registers. */
async function stackWithPassword(password: string) {
  const run = await runProgram({
    project: "p",
    stack: "s",
    config: {},
    cloud: offlineCloud({ accountId: "111122223333", region: "us-east-1" }),
    run: () => {
      new aws.rds.Instance("database", { instanceClass: "db.t3.large", password: pulumi.secret(password) });
    },
  });
  return snapshot(run.resources);
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, type: string, options: pulumi.ComponentResourceOptions = {}) {
    super(type, name, {}, options);
    new aws.s3.Bucket(`${name}-files`, {}, { parent: this });
  }
}

/** What the program registers that `run` is. */
async function runOf(run: () => void) {
  const cloud = offlineCloud({ accountId: "111122223333", region: "us-east-1" });
  return snapshot((await runProgram({ project: "p", stack: "s", config: {}, cloud, run })).resources);
}

describe("a resource with an alias is the same", () => {
  it.each([
    ["under another name", () => new aws.s3.Bucket("old"), () => new aws.s3.Bucket("new", {}, { aliases: [{ name: "old" }] })],
    [
      "with its whole earlier URN",
      () => new aws.s3.Bucket("old"),
      () => new aws.s3.Bucket("new", {}, { aliases: ["urn:pulumi:s::p::aws:s3/bucket:Bucket::old"] }),
    ],
    [
      "below a component of another name, which names its children after itself",
      () => new Group("old", "x:y:Group"),
      () => new Group("new", "x:y:Group", { aliases: [{ name: "old" }] }),
    ],
    [
      "below a component of another type",
      () => new Group("it", "x:y:Old"),
      () => new Group("it", "x:y:New", { aliases: [{ type: "x:y:Old" }] }),
    ],
    [
      "below a component instead of the stack",
      () => new aws.s3.Bucket("files"),
      () => {
        const parent = new pulumi.ComponentResource("x:y:Group", "it");
        new aws.s3.Bucket("files", {}, { parent, aliases: [{ parent: pulumi.rootStackResource }] });
      },
    ],
  ])("%s", async (_, before, after) => {
    const [old, now] = [await runOf(before), await runOf(after)];
    expect(old).toHaveLength(1);
    expect(changes(old, now)).toEqual([]);
  });

  it("and a change of it names both addresses", async () => {
    const old = await runOf(() => new aws.s3.Bucket("old", { bucket: "a" }));
    const now = await runOf(() => new aws.s3.Bucket("new", { bucket: "b" }, { aliases: [{ name: "old" }] }));
    expect(changes(old, now)).toMatchObject([
      {
        operation: "replace",
        urn: "urn:pulumi:s::p::aws:s3/bucket:Bucket::new",
        earlierUrn: "urn:pulumi:s::p::aws:s3/bucket:Bucket::old",
      },
    ]);
    expect(changes(now, await runOf(() => new aws.s3.Bucket("new", { bucket: "c" })))[0]).not.toHaveProperty("earlierUrn");
  });

  it("unless it has none, which deletes and creates it", async () => {
    const [old, now] = [await runOf(() => new aws.s3.Bucket("old")), await runOf(() => new aws.s3.Bucket("new"))];
    expect(changes(old, now).map(({ operation }) => operation)).toEqual(["delete", "create"]);
  });
});

describe("an earlier report", async () => {
  const before = report([await previewStack(ROOT, "nonprod")]);
  const [stack] = before.stacks as [ReportedStack];
  const earlier = (content: unknown) => earlierReport(JSON.stringify(content)) as EarlierReport;
  const plain = { width: 110, paint: (_look: string, text: string) => text };

  it("of the same settings shows no changes, and the same cost", () => {
    const text = reportText(report([comparedWith(stack, earlier(before))]), plain);
    expect(text).toContain("Changes since the earlier report: none");
    expect(text).toContain("\nThe whole stack\n");
    expect(text).toMatch(/Cost a month: [\d,]+ USD fixed, as before; \d+ USD by use, as before/);
  });

  it("of other settings shows what changes and what it costs", async () => {
    const directory = committedAnd(["xmpro:sqlInstanceClass: db.t3.medium", "xmpro:dnsZones: domain"]);
    const now = comparedWith(await previewStack(directory, "nonprod"), earlier(before)) as ReportedStack;
    expect(now.changes).toContainEqual(
      expect.objectContaining({ operation: "update", name: "database", because: ["instanceClass"] }),
    );
    expect(now.changes).toContainEqual(expect.objectContaining({ operation: "replace", name: "relay-a", because: ["zoneId"] }));
    const text = reportText(report([now]), plain);
    expect(text).toMatch(/delete +hosted zone dns-sm-nonprod-xmpro\.example\.com +what it holds is lost/);
    expect(text).toMatch(/USD fixed, 54 USD less/);
    expect(text).toMatch(/pulumi preview has the last\s+word on an update/);
  });

  it.each([
    ["does not have the stack", [], "the earlier report does not have this stack"],
    [
      "refused its settings",
      [{ stack: "nonprod", state: "refused", heading: "", problems: [] }],
      "the earlier report refused its settings",
    ],
  ])("that %s is not compared, and the text says so", (_, stacks, expected) => {
    const compared = comparedWith(stack, earlier({ version: 1, stacks }));
    const text = reportText(report([compared]), plain);
    expect(text).toContain(`\nNot compared: ${expected}.\n`);
    expect(text).toContain("\nWhat would be created\n");
  });
});
