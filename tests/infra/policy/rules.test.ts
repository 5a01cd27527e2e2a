import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { policies } from "../../../infra/policy/policies.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { checkedResource } from "./checked-resource.ts";

const types = [...new Set(rules.flatMap(({ checks }) => checks.flatMap((check) => check.types)))];
const require = createRequire(import.meta.url);

describe("the pack", () => {
  it("has one rule for each file and one file for each rule", () => {
    const files = readdirSync(new URL("../../../infra/policy/rules", import.meta.url)).map((file) => file.replace(/\.ts$/, ""));
    expect(rules.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it("has policies with unique names", () => {
    const names = policies(rules).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
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

  it("cites controls, which the engine shows after the description", () => {
    expect(rule.controls.length).toBeGreaterThan(0);
    for (const control of rule.controls) {
      expect(control).toMatch(/^([A-Z][A-Za-z0-9]+\.\d+|CIS \d+(\.\d+)+)$/);
    }
    const [own] = policies([rule]);
    expect(own?.description).toContain(`(${rule.controls.join(", ")}).`);
  });

  it("has a description and a remedy in sentences", () => {
    expect(rule.description).toMatch(/^[A-Z].*\.$/);
    expect(rule.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it("is mandatory, with its remedy and its controls for the engine", () => {
    const own = policies([rule]);
    expect(own.length).toBeGreaterThan(0);
    for (const policy of own) {
      expect(policy).toMatchObject({
        enforcementLevel: "mandatory",
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
      expect(message).toMatch(/ must .*got /);
    }
  });
});
