import { describe, expect, it } from "vitest";
import { createRateLimit } from "../../../relay-service/src/limits/rate-limit.ts";

describe("a rate limit", () => {
  function limited() {
    const clock = { now: 0 };
    return { clock, limit: createRateLimit({ perSecond: 2, burst: 3, now: () => clock.now }) };
  }
  const takes = (limit: { take(name: string): boolean }, name: string, count: number) =>
    Array.from({ length: count }, () => limit.take(name)).filter(Boolean).length;

  it("allows a burst, then nothing more", () => {
    expect(takes(limited().limit, "a", 10)).toBe(3);
  });

  it("refills with time, up to the burst", () => {
    const { limit, clock } = limited();
    takes(limit, "a", 10);
    clock.now = 1000;
    expect(takes(limit, "a", 10)).toBe(2);
    clock.now = 1_000_000;
    expect(takes(limit, "a", 10)).toBe(3);
  });

  it("is separate for each address", () => {
    const { limit } = limited();
    takes(limit, "a", 10);
    expect(takes(limit, "b", 10)).toBe(3);
  });

  it("forgets the address seen longest ago when there are too many", () => {
    const { limit } = limited();
    takes(limit, "first", 10);
    for (let name = 0; name < 50_000; name++) limit.take(`${name}`);
    expect(limit.take("first")).toBe(true);
  });
});
