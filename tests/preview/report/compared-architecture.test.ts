import { describe, expect, it } from "vitest";
import { earlierReport } from "../../../preview/model/earlier-report.ts";
import { comparedArchitecture } from "../../../preview/report/compared-architecture.ts";
import type { PlannedStack } from "../../../preview/report/plan.ts";
import { stackChanges } from "../../../preview/report/stack-changes.ts";
import { committedPlan, stackOf, withOldCache } from "../html/planned.ts";

function compared(now: PlannedStack, before: PlannedStack, picture: unknown = before.architecture) {
  const changes = stackChanges(now, earlierReport(JSON.stringify({ version: 1, stacks: [before] })));
  return comparedArchitecture(now, changes, picture);
}

describe("a picture that is compared with an earlier one", async () => {
  const prod = stackOf(await committedPlan(), "prod");

  it("is the picture of the plan if nothing changes", () => {
    const { architecture, changeOf, notDrawn } = compared(prod, prod);
    expect(architecture).toEqual(prod.architecture);
    expect(architecture.boxes.map(({ key }) => changeOf(key)).filter(Boolean)).toEqual([]);
    expect(notDrawn).toEqual([]);
  });

  it("has what is deleted, marks it, and does not list it twice", () => {
    const { architecture, changeOf, notDrawn } = compared(prod, withOldCache(prod));
    const gone = architecture.boxes.filter(({ key }) => changeOf(key) === "deleted");
    expect(gone.map(({ title, tier }) => [title, tier])).toEqual([["Redis sessions", "tier-isolated"]]);
    expect(architecture.arrows.filter(({ key }) => changeOf(key) === "deleted").map(({ port }) => port)).toEqual(["6379"]);
    expect(notDrawn).toEqual([]);
  });

  it("lists all that is deleted if the earlier report has no picture, or one that somebody has changed", () => {
    const before = withOldCache(prod);
    const damaged = { ...before.architecture, boxes: [{ ...before.architecture.boxes[0], urns: null }] };
    for (const picture of [undefined, null, damaged, { boxes: [] }]) {
      const { architecture, notDrawn } = compared(prod, before, picture ?? "none");
      expect(architecture.boxes.length).toBe(prod.architecture.boxes.length);
      expect(notDrawn.map(({ name }) => name)).toEqual(["sessions", "sm-to-sessions"]);
    }
  });

  it("marks a range from which nothing may connect any more", () => {
    const [arrow] = prod.architecture.arrows;
    const before = withOldCache(prod);
    const { arrows, outside } = before.architecture;
    const range = {
      key: "in 198.51.100.0/24",
      title: "Address range",
      detail: "198.51.100.0/24",
      direction: "in",
      everybody: false,
    };
    const old = { ...arrows.at(-1), key: "from the range", from: range.key, to: arrow?.to };
    const { architecture, changeOf } = compared(prod, before, {
      ...before.architecture,
      outside: [...outside, range],
      arrows: [...arrows, old],
    });
    expect(architecture.outside.filter(({ key }) => changeOf(key) === "deleted")).toEqual([range]);
  });

  it("leads a deleted arrow to the box that has another address now", () => {
    const sm = prod.architecture.boxes.find(({ title }) => title === "sm instances");
    const [urn = ""] = sm?.urns ?? [];
    const renamed = JSON.parse(JSON.stringify(withOldCache(prod)).replaceAll(`${urn}"`, `${urn}-before"`)) as PlannedStack;
    const now = {
      ...prod,
      snapshot: prod.snapshot.map((one) => (one.urn === urn ? { ...one, aliases: [`${urn}-before`] } : one)),
    };
    const { architecture, changeOf } = compared(now, renamed);
    expect(architecture.arrows.filter(({ key }) => changeOf(key) === "deleted").map(({ from }) => from)).toEqual([sm?.key]);
  });
});
