import { expect, it } from "vitest";
import { NetworkUsage } from "../../../relay-service/src/store/network-usage.ts";

it("the usage of a network expires a little late and never early", () => {
  let now = 0;
  const holdings = new NetworkUsage(() => now);
  holdings.add("a", 100, 3200);
  now = 50;
  holdings.add("a", 10, 3200);
  holdings.add("b", 1, 320);
  holdings.expire();
  expect([holdings.of("a"), holdings.of("b"), holdings.total]).toEqual([110, 1, 111]);
  now = 369;
  holdings.expire();
  expect(holdings.of("b")).toBe(1);
  now = 380;
  holdings.expire();
  expect([holdings.of("a"), holdings.of("b")]).toEqual([110, 0]);
  now = 3250;
  holdings.expire();
  expect(holdings.of("a")).toBe(110);
  now = 3300;
  holdings.expire();
  expect([holdings.of("a"), holdings.total]).toEqual([0, 0]);
});

it("the usage of a network no longer includes what was removed", () => {
  const holdings = new NetworkUsage(() => 0);
  holdings.add("a", 100, 1000);
  holdings.remove("a", 100, 1000);
  expect([holdings.of("a"), holdings.total]).toEqual([0, 0]);
});
