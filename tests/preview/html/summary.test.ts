import { describe, expect, it } from "vitest";
import { changesSection } from "../../../preview/html/sections/changes-section.ts";
import { stackView } from "../../../preview/html/sections/stack-view.ts";
import { summary } from "../../../preview/html/sections/summary.ts";
import { type EarlierReport, earlierReport } from "../../../preview/model/earlier-report.ts";
import type { PlannedStack } from "../../../preview/report/plan.ts";
import { committedPlan, stackOf } from "./planned.ts";

/** What the page says first of prod, compared with an earlier report whose prod is this one. */
function verdict(now: PlannedStack, ...earlier: readonly unknown[]) {
  const report = earlierReport(JSON.stringify({ version: 1, stacks: earlier })) as EarlierReport;
  const view = stackView(now, report);
  const text = `${summary([view])}${changesSection(view) ?? ""}`;
  return { verdict: /class="verdict">([^<]*)/.exec(text)?.[1], text };
}

describe("the summary of the report", async () => {
  const prod = stackOf(await committedPlan(), "prod");
  const database = prod.details.find(({ type }) => type === "aws:rds/instance:Instance") as PlannedStack["details"][number];

  it("says that nothing changes if nothing does", () => {
    expect(verdict(prod, prod).verdict).toBe("Nothing changes.");
  });

  it("names new connections from the stack, such as to anywhere on the internet", () => {
    const [one] = prod.waysOn;
    const opened = { ...prod, waysOn: [...prod.waysOn, { ...one, from: ["database"], to: "0.0.0.0/0", port: "all ports" }] };
    const { verdict: first, text } = verdict(opened as PlannedStack, prod);
    expect(first).toBe("Look at 1 new allowed connection.");
    expect(text).toMatch(/0\.0\.0\.0\/0 all ports<.*>new<.*>database</);
  });

  it("knows of no loss and of no new access from outside, and claims no more", () => {
    const earlier = prod.snapshot.map((one) =>
      one.urn === database.urn ? { ...one, properties: { ...one.properties, backupRetentionPeriod: "other" } } : one,
    );
    expect(verdict(prod, { ...prod, snapshot: earlier }).verdict).toBe("No known loss, and no new access from outside.");
  });

  it.each([
    ["does not have the stack", [], "Not compared: the earlier report does not have this stack."],
    ["refused the stack", [{ stack: "prod", state: "refused" }], "Not compared: the earlier report refused its settings."],
  ])("says so if the earlier report %s", (_, stacks, expected) => {
    const { verdict: first, text } = verdict(prod, ...stacks);
    expect(first).toBe(`Policy lets this pass. ${expected}`);
    expect(text).not.toContain("there is no earlier report");
  });

  it("shows only the arguments that changed of a resource that has another name now", () => {
    const old = `${database.urn}-old`;
    const settings = database.settings.map((one) => (one.name === "backupRetentionPeriod" ? { ...one, value: "3" } : one));
    const earlier = {
      ...prod,
      snapshot: prod.snapshot.map((one) =>
        one.urn === database.urn ? { ...one, urn: old, properties: { ...one.properties, backupRetentionPeriod: "other" } } : one,
      ),
      details: prod.details.map((one) => (one.urn === database.urn ? { ...one, urn: old, settings } : one)),
    };
    const renamed = {
      ...prod,
      snapshot: prod.snapshot.map((one) => (one.urn === database.urn ? { ...one, aliases: [old] } : one)),
    };
    const { text } = verdict(renamed, earlier);
    expect(text).toContain("<code>backupRetentionPeriod</code>: <del>3</del> → <ins>14</ins>");
    expect(text).not.toContain("<del>not set</del>");
  });

  it("does not show arguments whose changes Pulumi ignores", () => {
    const environment = prod.details.find(({ type, name }) => /environment:Environment/.test(type) && name === "sm");
    const earlierWith = (argument: string) => ({
      ...prod,
      snapshot: prod.snapshot.map((one) =>
        one.urn === environment?.urn ? { ...one, properties: { ...one.properties, [argument]: "other" } } : one,
      ),
      details: prod.details.map((one) =>
        one.urn === environment?.urn
          ? { ...one, settings: [...one.settings.filter(({ name }) => name !== argument), { name: argument, value: "earlier" }] }
          : one,
      ),
    });
    expect(verdict(prod, earlierWith("solutionStackName")).verdict).toBe("Nothing changes.");
    expect(verdict(prod, earlierWith("description")).text).toContain("<del>earlier</del>");
  });
});
