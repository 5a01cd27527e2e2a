import { describe, expect, it } from "vitest";
import { measuredSeconds } from "../../../preview/model/measured-seconds.ts";

const URN = "urn:pulumi:prod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";

function event(kind: "resourcePreEvent" | "resOutputsEvent", timestamp: number, more: object = {}, urn = URN) {
  return JSON.stringify({ sequence: 1, timestamp, [kind]: { metadata: { op: "create", urn, type: "" }, ...more } });
}

describe("the event log of a deployment", () => {
  it("has the seconds from the start of a creation to its end", () => {
    const log = [event("resourcePreEvent", 100), "Updating (prod):", event("resOutputsEvent", 2500), '{"sequence":'].join("\n");
    const measured = measuredSeconds(log);
    expect(measured?.count).toBe(1);
    expect(measured?.of("prod", "aws:rds/instance:Instance", "database")).toEqual({ seconds: 2400, basis: "measured in prod" });
  });

  it("serves another stack, which says so, but no other resource of the type", () => {
    const measured = measuredSeconds([event("resourcePreEvent", 0), event("resOutputsEvent", 60)].join("\n"));
    expect(measured?.of("nonprod", "aws:rds/instance:Instance", "database")?.basis).toBe("measured in prod");
    expect(measured?.of("prod", "aws:rds/instance:Instance", "other")).toBeUndefined();
  });

  it.each([
    ["is empty", ""],
    ["is no JSON", "Previewing update (prod):"],
    [
      "is of a preview",
      [event("resourcePreEvent", 0, { planning: true }), event("resOutputsEvent", 9, { planning: true })].join("\n"),
    ],
    ["has no end of a creation", event("resourcePreEvent", 0)],
    ["has an end before its start", [event("resourcePreEvent", 9), event("resOutputsEvent", 3)].join("\n")],
    [
      "has updates only",
      ["resourcePreEvent", "resOutputsEvent"]
        .map((kind, index) => JSON.stringify({ timestamp: index, [kind]: { metadata: { op: "update", urn: URN } } }))
        .join("\n"),
    ],
    ["holds nulls", '{"timestamp":1,"resourcePreEvent":null}\n{"resourcePreEvent":{"metadata":null}}'],
  ])("measures nothing when it %s", (_, log) => {
    expect(measuredSeconds(log)).toBeUndefined();
  });
});
