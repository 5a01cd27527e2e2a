import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Exemption } from "../../../../infra/policy/exemptions/exemption.ts";
import { isOfScanner, stackOf } from "../../../../infra/policy/exemptions/exemption.ts";
import { PackFileError } from "../../../../infra/policy/exemptions/pack-file-error.ts";
import { parseExemptions, readExemptions } from "../../../../infra/policy/exemptions/read-exemptions.ts";
import { rules } from "../../../../infra/policy/rules.ts";
import { checkedResources } from "../../../../preview/model/policy-report.ts";
import { NO_WAY, SAME_CHECK } from "../../../rehearsal/scan/scanner-checks.ts";
import { deployStack } from "../../../support/program/deploy-stack.ts";

const URN = "urn:pulumi:prod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";
const good: Exemption = {
  rule: "data-protected",
  resource: URN,
  reason: "The stack is taken down next week.",
  until: "2027-11-30",
};
const parsed = (...entries: unknown[]) => parseExemptions(entries, "exemptions.json", ["data-protected"]);
const problems = (...entries: unknown[]): readonly string[] => {
  try {
    parsed(...entries);
    return [];
  } catch (error) {
    if (!(error instanceof PackFileError)) throw error;
    return error.problems;
  }
};

describe("an entry of exemptions.json", () => {
  it.each([
    ["a rule of the pack", {}],
    ["a check of Prowler", { rule: "prowler/s3_bucket_kms_encryption" }],
    ["a check of Checkov", { rule: "checkov/CKV_AWS_18" }],
    ["a check of Checkov over several resources", { rule: "checkov/CKV2_AWS_62" }],
    ["a resource that a setting creates", { setting: "installerHost" }],
    ["a leap day", { until: "2028-02-29" }],
  ])("may exempt from %s", (_, more) => {
    expect(problems({ ...good, ...more })).toEqual([]);
  });

  it.each([
    ["an unknown rule", { rule: "data-protectd" }, /rule must be a rule of the pack .*got "data-protectd"/],
    ["a rule in other letters", { rule: "Data-Protected" }, /rule must/],
    ["an unknown scanner", { rule: "trivy/CKV_AWS_18" }, /rule must/],
    ["a scanner's name that every object has", { rule: "constructor/CKV_AWS_18" }, /rule must/],
    ["all checks of a scanner", { rule: "prowler/*" }, /rule must/],
    ["no rule", { rule: undefined }, /rule must .*got nothing/],
    ["a pattern", { resource: "urn:pulumi:*$aws:s3/bucket:Bucket::*" }, /resource must be one exact address/],
    ["a pattern for one letter", { resource: URN.replace("prod", "pro?") }, /resource must be one exact address/],
    ["a pattern at the end", { resource: `${URN}*` }, /resource must be one exact address/],
    ["a list of resources", { resource: [URN] }, /resource must be one exact address/],
    ["a name alone", { resource: "database" }, /resource must be one exact address/],
    ["no reason", { reason: undefined }, /reason must be a sentence .*got nothing/],
    ["an empty reason", { reason: "                       ." }, /reason must be a sentence/],
    ["a reason of one word", { reason: "Accepted." }, /reason must be a sentence/],
    ["no last day", { until: undefined }, /until must be the last day .*got nothing/],
    ["a day that does not exist", { until: "2027-02-30" }, /until must be the last day .*got "2027-02-30"/],
    ["a point in time", { until: "2027-11-30T00:00:00Z" }, /until must be the last day/],
    ["a number of days", { until: 30 }, /until must be the last day/],
    ["an unknown field", { resources: [] }, /must have the fields .*got "resources"/],
    ["a setting without a name", { setting: "" }, /setting must be the setting/],
  ])("is refused with %s", (_, more, problem) => {
    expect(problems({ ...good, ...more })).toEqual([expect.stringMatching(problem)]);
  });

  it.each([null, "text", 1, [], [good]])("is refused if it is no object: %j", (entry) => {
    expect(problems(entry)).toEqual([expect.stringContaining("entry 1: must be an object")]);
  });
});

describe("exemptions.json", () => {
  it("is refused with all problems of all entries at once", () => {
    expect(problems({ ...good, rule: "x", until: "soon" }, {}, good)).toEqual([
      expect.stringContaining("entry 1: rule must"),
      expect.stringContaining("entry 1: until must"),
      ...["rule", "resource", "reason", "until"].map((field) => expect.stringContaining(`entry 2: ${field} must`)),
    ]);
  });

  it("is refused with the same exemption twice", () => {
    expect(problems(good, { ...good, until: "2029-01-01" })).toEqual([expect.stringContaining("the same in entry 1")]);
    expect(problems(good, { ...good, resource: `${URN}-2` })).toEqual([]);
  });

  it("is refused if it is no list, no JSON, or not there", () => {
    expect(() => parseExemptions({ ...good }, "exemptions.json", [])).toThrow(PackFileError);
    expect(() => readExemptions(join(import.meta.dirname, "exemptions-file.test.ts"), [])).toThrow(/must be JSON/);
    expect(() => readExemptions(join(import.meta.dirname, "absent.json"), [])).toThrow(/absent\.json must be a file .*ENOENT/);
  });
});

describe("the committed exemptions", async () => {
  const committed = readExemptions(
    join(import.meta.dirname, "../../../../infra/policy/exemptions.json"),
    rules.map(({ name }) => name),
  );

  // With a setting that creates more, there may be more.
  const always = committed.filter(({ setting }) => setting === undefined);

  /** Checks of both scanners about a stack. One that both have counts once. */
  const checksOf = (stack: string, counts: (exemption: Exemption) => boolean) => {
    const own = always.filter((one) => isOfScanner(one) && stackOf(one.resource) === `${stack}::xmpro`);
    return [...new Set(own.filter(counts).map(({ rule }) => SAME_CHECK[rule] ?? rule))].sort();
  };
  const isDecision = ({ rule, resource }: Exemption) => {
    const noWay = NO_WAY[SAME_CHECK[rule] ?? rule];
    return noWay === undefined || !resource.includes(noWay.of);
  };

  it.each([
    ["prod", 6, 10],
    ["nonprod", 10, 15],
  ] as const)("of %s are about %i checks of both scanners at most that could pass, and %i in all", (stack, most, all) => {
    expect(checksOf(stack, isDecision).length).toBeGreaterThan(0);
    expect(checksOf(stack, isDecision).length).toBeLessThanOrEqual(most);
    expect(checksOf(stack, () => true).length).toBeLessThanOrEqual(all);
  });

  it.each(["prod", "nonprod"] as const)("name resources that %s has, or one that a setting creates", async (stack) => {
    const urns = checkedResources((await deployStack(stack)).resources).map(({ urn }) => urn);
    const others = committed.filter(({ resource }) => stackOf(resource) === `${stack}::xmpro` && !urns.includes(resource));
    expect(others.filter(({ setting }) => setting === undefined)).toEqual([]);
    expect(committed.filter((one) => isOfScanner(one)).length).toBeGreaterThan(0);
  });
});
