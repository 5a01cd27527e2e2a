import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readExemptions } from "../../../infra/policy/exemptions/read-exemptions.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { ROOT } from "../project-copy.ts";
import { REFUTATIONS } from "./refutations.ts";
import { NO_WAY, SAME_CHECK, SCANNER_CHECKS } from "./scanner-checks.ts";

const names = rules.map(({ name }) => name);
const exemptions = readExemptions(join(ROOT, "infra", "policy", "exemptions.json"), names);
const failed = [...exemptions.map(({ rule }) => rule).filter((rule) => rule.includes("/")), ...Object.keys(REFUTATIONS)];

describe("a check of a scanner that has failed", () => {
  it.each(Object.entries(SCANNER_CHECKS))("has a rule of the pack, or a reason why there is none: %s", (_, answer) => {
    if ("rule" in answer) expect(names).toContain(answer.rule);
    else expect(answer.none).toMatch(/^[A-Z].{15,}\.$/);
  });

  it("is in the list, if it is exempt or refuted", () => {
    expect([...new Set(failed)].filter((check) => SCANNER_CHECKS[check] === undefined)).toEqual([]);
  });

  it("is in the list under both names, if both scanners have it", () => {
    for (const [one, other] of Object.entries(SAME_CHECK)) {
      expect([one, other].filter((check) => SCANNER_CHECKS[check] === undefined)).toEqual([]);
      expect(SCANNER_CHECKS[one]).toEqual(SCANNER_CHECKS[other]);
    }
  });

  it.each(Object.entries(NO_WAY))("is exempt where nobody can make it pass: %s", (check, { of, why }) => {
    expect(exemptions.filter(({ rule, resource }) => rule === check && resource.includes(of))).not.toEqual([]);
    expect(why).toMatch(/^[A-Z].{15,}\.$/);
  });
});
