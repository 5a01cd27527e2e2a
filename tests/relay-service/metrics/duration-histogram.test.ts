import { AggregatorRegistry, Histogram, Registry } from "prom-client";
import { expect, it } from "vitest";
import { DurationHistogram } from "../../../relay-service/src/metrics/duration-histogram.ts";
import { fc } from "../../support/fast-check.ts";

const SHAPE = { name: "relay_seconds", help: "How long" };
const BOUNDS = [0.001, 0.5, 10];

function both() {
  const [own, other] = [new Registry(), new Registry()];
  const ours = new DurationHistogram<"a" | "b">(own, { ...SHAPE, labelName: "kind", bounds: BOUNDS });
  const theirs = new Histogram({ ...SHAPE, labelNames: ["kind"], buckets: BOUNDS, registers: [other] });
  const observe = (label: "a" | "b", seconds: number) => {
    ours.observe(label, seconds);
    theirs.observe({ kind: label }, seconds);
  };
  return { own, other, observe };
}

it("a duration histogram is printed like one of prom-client", async () => {
  const value = fc.oneof(fc.constantFrom(0, ...BOUNDS), fc.double({ min: 0, max: 20, noNaN: true }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("a" as const, "b" as const), value)), async (values) => {
      const { own, other, observe } = both();
      for (const [label, seconds] of values) observe(label, seconds);
      expect(await own.metrics()).toBe(await other.metrics());
    }),
  );
});

it("a duration histogram is aggregated over workers like one of prom-client", async () => {
  const { own, other, observe } = both();
  observe("a", 0.2);
  observe("b", 30);
  const added = (registry: Registry) =>
    registry.getMetricsAsJSON().then((json) => AggregatorRegistry.aggregate([json, json]).metrics());
  expect(await added(own)).toBe(await added(other));
  expect(await added(own)).toContain('relay_seconds_count{kind="b"} 2');
});
