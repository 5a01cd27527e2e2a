import { beforeAll, describe, expect, it } from "vitest";
import { type Layout, layOut, type Rectangle } from "../../../preview/html/picture/layout.ts";
import { type PlannedStack, plan } from "../../../preview/report/plan.ts";
import { committedAnd } from "../settings-directory.ts";
import { committedPlan, stackOf } from "./planned.ts";

const RULES = [
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

it("draws rules that say the same, such as those for the addresses of two NAT gateways, as one arrow", async () => {
  const directory = committedAnd(["xmpro:allowedCidrs: [203.0.113.0/24]", "xmpro:natGateways: one-per-zone"]);
  const { arrows } = stackOf(await plan(directory, ["nonprod"], undefined), "nonprod").architecture;
  expect(new Set(arrows.map(({ key }) => key)).size).toBe(arrows.length);
  expect(arrows.map(({ rules }) => rules)).toContainEqual(["sm-from-nat-1", "sm-from-nat-2"]);
});

describe.each(["prod", "nonprod"])("the picture of %s", (name) => {
  let stack: PlannedStack;
  let layout: Layout;

  beforeAll(async () => {
    stack = stackOf(await committedPlan(), name);
    layout = await layOut(stack.architecture);
  });

  const place = (key: string) => layout.places.get(key) as Rectangle;
  const overlap = (a: Rectangle, b: Rectangle) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  it("has an arrow for each security group rule, but for the outbound half of traffic between two groups", () => {
    const shown = new Set(stack.architecture.arrows.flatMap(({ urns }) => urns));
    const missing = stack.details.filter(({ type, urn }) => RULES.includes(type) && !shown.has(urn));
    const settings = missing.map(({ settings }) => settings.map((one) => one.name));
    expect(missing.map(({ type }) => type)).toEqual(missing.map(() => RULES[1]));
    expect(settings.every((names) => names.includes("referencedSecurityGroupId"))).toBe(true);
  });

  it("has a reason and both ends for each arrow", () => {
    const { arrows, boxes, outside } = stack.architecture;
    const ends = new Set([...boxes, ...outside].map(({ key }) => key));
    expect(arrows.filter(({ from, to, because }) => !ends.has(from) || !ends.has(to) || because === "no reason given")).toEqual(
      [],
    );
    expect([...layout.routes.keys()].sort()).toEqual(arrows.map(({ key }) => key).sort());
    expect(new Set(arrows.map(({ key }) => key)).size).toBe(arrows.length);
  });

  it("draws each box inside of its subnets, those inside of the VPC, and the VPC inside of the account", () => {
    const inside = (inner: Rectangle, outer: Rectangle) =>
      inner.x >= outer.x &&
      inner.y >= outer.y &&
      inner.x + inner.width <= outer.x + outer.width &&
      inner.y + inner.height <= outer.y + outer.height;
    const { boxes, tiers } = stack.architecture;
    for (const { key, tier } of boxes) if (tier !== undefined) expect(inside(place(key), place(tier)), key).toBe(true);
    for (const { key } of tiers) expect(inside(place(key), place("vpc")), key).toBe(true);
    expect(inside(place("vpc"), place("account"))).toBe(true);
  });

  it("has no labels and boxes on each other", () => {
    const { boxes, outside } = stack.architecture;
    const labels = [...layout.routes].map(([key, { label }]) => ({ key, place: label as Rectangle }));
    const all = [...labels, ...[...boxes, ...outside].map(({ key }) => ({ key, place: place(key) }))];
    const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
    expect(pairs.filter(([one, other]) => overlap(one.place, other.place)).map(([one, other]) => [one.key, other.key])).toEqual(
      [],
    );
  });

  it("claims no more of the zones than the settings say", () => {
    const box = (kind: string) => stack.architecture.boxes.find((one) => one.kind === kind);
    expect(box("database")?.spread).toBe(name === "prod" ? "primary and standby in two zones" : "one server, in any zone");
    expect(box("load balancer")?.zones).toEqual(name === "prod" ? ["zone 1", "zone 2", "zone 3"] : ["zone 1", "zone 2"]);
    expect(box("load balancer")?.badges).toEqual(name === "prod" ? ["AWS WAF"] : []);
  });
});
