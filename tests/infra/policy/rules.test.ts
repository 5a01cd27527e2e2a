import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { policies } from "../../../infra/policy/policies.ts";
import { describe as describeRule, linkOf } from "../../../infra/policy/rule.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { checkedResource } from "./checked-resource.ts";

const types = [...new Set(rules.flatMap(({ checks }) => checks.flatMap((check) => check.types)))];
const RULES = new URL("../../../infra/policy/rules", import.meta.url);
const require = createRequire(import.meta.url);

describe("the pack", () => {
  it("has one rule for each file and one file for each rule", () => {
    const files = readdirSync(RULES, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith("-rules.ts"))
      .map((file) => basename(file, ".ts"));
    expect(rules.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it("has policies with unique names", () => {
    const names = policies(rules).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("names each control in one rule only", () => {
    const controls = rules.flatMap((rule) => rule.controls);
    expect(controls.filter((control, at) => controls.indexOf(control) !== at)).toEqual([]);
  });

  it.each(types)("checks only types that exist: %s", (type) => {
    const [, module, className] = /^(?:aws|awsx):(.*):(.*)$/.exec(type) ?? [];
    if (type.startsWith("awsx:")) {
      expect(type).toBe("awsx:ec2:Vpc");
      return;
    }
    expect(require(`@pulumi/aws/${module}.js`)[className ?? ""].__pulumiType).toBe(type);
  });
});

describe.each(rules.map((rule) => [rule.name, rule] as const))("the rule %s", (name, rule) => {
  it("has a kebab-case name", () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it("cites controls, which the engine shows after the description, or another page", () => {
    expect(linkOf(rule)).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+/);
    for (const control of rule.controls) {
      expect(control).toMatch(/^([A-Z][A-Za-z0-9]+\.\d+|CIS \d+(\.\d+)+)$/);
    }
    const [own] = policies([rule]);
    expect(own?.description).toBe(describeRule(rule));
  });

  it("is mandatory if what it prevents is bad", () => {
    if (rule.severity === "high" || rule.severity === "critical") expect(rule.enforcementLevel).toBe("mandatory");
  });

  it("has a description and a remedy in sentences", () => {
    expect(rule.description).toMatch(/^[A-Z].*\.$/);
    expect(rule.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it("has its level, its remedy and its controls for the engine", () => {
    const own = policies([rule]);
    expect(own.length).toBeGreaterThan(0);
    for (const policy of own) {
      expect(policy).toMatchObject({
        enforcementLevel: rule.enforcementLevel,
        url: linkOf(rule),
        severity: rule.severity,
        remediationSteps: rule.remedy,
        framework: { reference: rule.controls.join(", ") },
      });
    }
  });

  it("accepts or reports a resource without arguments, without an exception", () => {
    const empty = types.map((type) => checkedResource(type, {}, { stack: "prod" }));
    for (const { message } of validate([rule], empty)) {
      expect(message).toContain(rule.remedy);
      expect(message).toMatch(/ must .*got | no rule has judged /);
    }
  });
});
