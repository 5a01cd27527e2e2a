import { describe, expect, it } from "vitest";
import type { Exemption } from "../../../../infra/policy/exemptions/exemption.ts";
import { ebsVolume } from "../../../../infra/policy/read/resource-types.ts";
import { Review } from "../../../../infra/policy/review.ts";
import { onResource, type Rule } from "../../../../infra/policy/rule.ts";
import { validate } from "../../../../infra/policy/validate.ts";
import { checkedResource, UNKNOWN } from "../checked-resource.ts";

const TODAY = "2026-11-30";
const rule: Rule = {
  name: "volumes-new",
  description: "Volumes are of the newest kind.",
  remedy: "Make it anew.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["EC2.3"],
  checks: [onResource(ebsVolume, ({ type }) => (type === "gp3" ? undefined : "type must be gp3, got another"))],
};
const volume = checkedResource(ebsVolume, { type: "gp2" }, { name: "volume" });
const other = checkedResource(ebsVolume, { type: "gp2" }, { name: "other" });
const exemption = (more: Partial<Exemption> = {}): Exemption => ({
  rule: rule.name,
  resource: volume.urn,
  reason: "It is thrown away tomorrow.",
  until: TODAY,
  ...more,
});
const run = (exemptions: Exemption[], resources = [volume]) => {
  const review = new Review({ exemptions, today: TODAY });
  const violations = validate([rule], resources, review);
  return { review, said: violations.map(({ rule, urn, message }) => `${rule} ${urn.split("::").at(-1)}: ${message}`) };
};

describe("an exemption", () => {
  it("lets the finding of its rule about its resource pass, on its last day too, and is in use then", () => {
    const { review, said } = run([exemption()]);
    expect(said).toEqual([]);
    expect(review.exemptionsInUse()).toEqual([exemption()]);
  });

  it("lets no finding about another resource pass", () => {
    expect(run([exemption()], [volume, other]).said).toEqual([expect.stringContaining("volumes-new other: Make it anew.")]);
  });

  it("that has ended lets nothing pass, and fails itself", () => {
    const { review, said } = run([exemption({ until: "2026-11-29" })]);
    expect(said).toEqual([
      expect.stringContaining("volumes-new volume: Make it anew."),
      expect.stringMatching(/^exemptions volume: The exemption from volumes-new for .*Volume "volume" ended on 2026-11-29\./),
    ]);
    expect(review.exemptionsInUse()).toEqual([]);
  });

  it("of a scanner that has ended fails every run, but the scan alone judges whether it is used", () => {
    const scanner = { rule: "prowler/ec2_ebs_volume_encryption" };
    expect(run([exemption(), exemption(scanner)]).said).toEqual([]);
    expect(run([exemption(), exemption({ ...scanner, until: "2026-11-29" })]).said).toEqual([
      expect.stringContaining("ended on 2026-11-29"),
    ]);
  });

  it("that no finding needs fails", () => {
    const fixed = { ...volume, props: { type: "gp3" } };
    expect(run([exemption()], [fixed]).said).toEqual([
      expect.stringMatching(/^exemptions volume: .*unused: the rule has no finding/),
    ]);
  });

  it("for a resource that is gone fails, unless it names the setting that creates the resource", () => {
    const fine = { ...other, props: { type: "gp3" } };
    expect(run([exemption()], [fine]).said).toEqual([expect.stringMatching(/unused: the stack has no such resource/)]);
    expect(run([exemption({ setting: "installerHost" })], [fine]).said).toEqual([]);
  });

  it("that names a setting still fails once its resource is there without a finding", () => {
    const fixed = { ...volume, props: { type: "gp3" } };
    expect(run([exemption({ setting: "installerHost" })], [fixed]).said).toHaveLength(1);
  });

  it.each([
    ["another stack", volume.urn.replace("nonprod", "prod")],
    ["another project", volume.urn.replace("xmpro-aws", "shop")],
  ])("of %s is ignored, even if it has ended", (_, resource) => {
    const fixed = { ...volume, props: { type: "gp3" } };
    expect(run([exemption({ resource, until: "2020-01-01" })], [fixed]).said).toEqual([]);
  });

  it("is not called unused during a preview in which the rule could not see the value yet", () => {
    const unknown = { ...volume, props: { type: UNKNOWN } };
    expect(run([exemption()], [unknown]).said).toEqual([]);
  });
});
