import { describe, expect, it } from "vitest";
import { changesSection } from "../../../preview/html/sections/changes/changes-section.ts";
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
    expect(first).toBe("Check before you approve: 1 new allowed connection from inside.");
    expect(text).toMatch(/database → 0\.0\.0\.0\/0<.*>new<.*>all ports</);
  });

  it("knows of no loss and of no new access from outside, and claims no more", () => {
    const earlier = prod.snapshot.map((one) =>
      one.urn === database.urn ? { ...one, properties: { ...one.properties, backupRetentionPeriod: "other" } } : one,
    );
    expect(verdict(prod, { ...prod, snapshot: earlier }).verdict).toBe("No known loss of data, and no new access from outside.");
  });

  it.each([
    ["does not have the stack", [], "Not compared: the earlier report does not have this stack."],
    ["refused the stack", [{ stack: "prod", state: "refused" }], "Not compared: the earlier report refused its settings."],
  ])("says so if the earlier report %s", (_, stacks, expected) => {
    const { verdict: first, text } = verdict(prod, ...stacks);
    expect(first).toBe(`No policy rule blocks this. ${expected}`);
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

  it("names the database first of all that is lost, and counts what it does not name", () => {
    const [template] = prod.snapshot as [PlannedStack["snapshot"][number]];
    const lost = (type: string, name: string) => ({ ...template, urn: name, type, name, protected: false, holdsData: true });
    const groups = Array.from({ length: 9 }, (_, index) => lost("aws:cloudwatch/logGroup:LogGroup", `group-${index}`));
    const snapshot = [...groups, lost("aws:rds/instance:Instance", "old"), ...prod.snapshot];
    const { verdict: first, text } = verdict(prod, { ...prod, snapshot });
    expect(first).toContain("10 resources with data or protection would be deleted");
    const items = [...text.matchAll(/<li>(.*?)<\/li>/g)].map(([, item]) => item);
    expect(items[0]).toBe("SQL Server old: deleted");
    expect(items[6]).toMatch(/>and 4 more</);
  });

  it("shows only what differs of a long list, and hides most of many arguments", () => {
    const settings = (list: string, rest: string) => [
      { name: "list", value: list },
      ...Array.from({ length: 8 }, (_, index) => ({ name: `argument-${index}`, value: rest })),
    ];
    const planWith = (list: string, rest: string) => ({
      ...prod,
      snapshot: prod.snapshot.map((one) => (one.urn === database.urn ? { ...one, properties: { list, rest } } : one)),
      details: prod.details.map((one) => (one.urn === database.urn ? { ...one, settings: settings(list, rest) } : one)),
    });
    const { text } = verdict(planWith("a, b, c, e", "after"), planWith("a, b, c, d", "before"));
    expect(text).toContain("removed <del>d</del>, added <ins>e</ins>, 3 unchanged");
    expect(text).toMatch(/argument-3<.*<details><summary>4 more arguments<.*argument-4</);
  });
});
