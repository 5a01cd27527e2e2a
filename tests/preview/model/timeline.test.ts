import { describe, expect, it } from "vitest";
import type { Registered } from "../../../preview/engine/engine.ts";
import { criticalPath } from "../../../preview/model/critical-path.ts";
import { expectedSeconds } from "../../../preview/model/durations.ts";
import { timeline } from "../../../preview/model/timeline.ts";
import { registered } from "../registered.ts";

const zone = registered("aws:route53/zone:Zone", "zone");
const role = registered("aws:iam/role:Role", "role");
const record: Registered = { ...registered("aws:route53/record:Record", "record"), dependencies: [zone.urn, role.urn] };
const all = [record, role, zone];

describe("the timeline of a first deployment", () => {
  it("starts a resource when the last of its dependencies exists", () => {
    const bars = timeline(all, "prod").bars;
    expect(bars.map(({ name, start }) => [name, start])).toEqual([
      ["zone", 0],
      ["role", 0],
      ["record", expectedSeconds(zone)],
    ]);
  });

  it("ends with the critical path, and marks it", () => {
    const { seconds, bars } = timeline(all, "prod");
    expect(seconds).toBe(criticalPath(all).seconds);
    expect(bars.filter(({ critical }) => critical).map(({ name }) => name)).toEqual(["zone", "record"]);
  });

  it("takes a measured duration before an expected one, which may change the critical path", () => {
    const measured = {
      count: 1,
      of: (_: string, __: string, name: string) => (name === "role" ? { seconds: 900, basis: "measured in nonprod" } : undefined),
    };
    const { seconds, bars, measured: number } = timeline(all, "prod", measured);
    expect(number).toBe(1);
    expect(seconds).toBe(900 + expectedSeconds(record));
    expect(bars.find(({ name }) => name === "role")).toMatchObject({ critical: true, basis: "measured in nonprod" });
    expect(bars.find(({ name }) => name === "zone")).toMatchObject({ critical: false, basis: "expected" });
  });

  it("is empty when nothing is created", () => {
    expect(timeline([], "prod")).toEqual({ seconds: 0, bars: [], measured: 0 });
  });
});
