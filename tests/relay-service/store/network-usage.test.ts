import { expect, it } from "vitest";
import { NetworkUsage } from "../../../relay-service/src/store/network-usage.ts";

it("the usage of a network expires a little late and never early", () => {
  let now = 0;
  const usage = new NetworkUsage(() => now);
  usage.add("a", 100, 3200);
  now = 50;
  usage.add("a", 10, 3200);
  usage.add("b", 1, 320);
  usage.expire();
  expect([usage.of("a"), usage.of("b"), usage.total]).toEqual([110, 1, 111]);
  now = 369;
  usage.expire();
  expect(usage.of("b")).toBe(1);
  now = 380;
  usage.expire();
  expect([usage.of("a"), usage.of("b")]).toEqual([110, 0]);
  now = 3250;
  usage.expire();
  expect(usage.of("a")).toBe(110);
  now = 3300;
  usage.expire();
  expect([usage.of("a"), usage.total]).toEqual([0, 0]);
});

it("the usage of a network no longer includes what was removed", () => {
  const usage = new NetworkUsage(() => 0);
  usage.add("a", 100, 1000);
  usage.remove("a", 100, 1000);
  expect([usage.of("a"), usage.total]).toEqual([0, 0]);
});
