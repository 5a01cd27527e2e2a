import { describe, expect, it } from "vitest";
import { percentiles } from "../../../relay-service/smoke/checks/latency.ts";

describe("percentiles", () => {
  it("are measured times, chosen by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentiles(hundred)).toEqual({ p50: 50, p95: 95 });
    expect(percentiles([3, 1, 2])).toEqual({ p50: 2, p95: 3 });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7 });
  });
});
