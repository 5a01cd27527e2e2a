import { describe, expect, it } from "vitest";
import { subnetRanges } from "../../../infra/network/subnet-ranges.ts";
import { taskRanges } from "../../../infra/network/task-subnets.ts";

const VPC = "10.20.0.0/16";
/** As awsx divided a VPC between two zones before. */
const HALVES = [0, 1].map((zone) => ({
  private: `10.20.${zone * 128}.0/19`,
  public: `10.20.${zone * 128 + 64}.0/20`,
  isolated: `10.20.${zone * 128 + 80}.0/20`,
}));

function bounds(range: string): [first: number, last: number] {
  const [base = "", mask] = range.split("/");
  const first = base.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(mask)) - 1];
}

function overlaps(ranges: readonly string[]): string[] {
  return ranges.flatMap((one, index) =>
    ranges.slice(index + 1).flatMap((other) => {
      const [[a, b], [c, d]] = [bounds(one), bounds(other)];
      return a <= d && c <= b ? [`${one} and ${other}`] : [];
    }),
  );
}

describe("the ranges of subnets", () => {
  it.each([
    ["a new network of two zones", 2, []],
    ["a new network of three zones", 3, []],
    ["a network that awsx divided between two zones", 2, HALVES],
    ["that network with a third zone", 3, HALVES],
  ])("overlap nowhere, the containers' included, in %s", (_, zones, deployed) => {
    const { private: inside, public: outside, isolated } = subnetRanges(VPC, zones, deployed);
    const all = [...inside, ...outside, ...isolated, ...taskRanges(VPC)];
    expect(all).toHaveLength(3 * zones + 3);
    expect(overlaps(all)).toEqual([]);
    const [start, end] = bounds(VPC);
    expect(all.map(bounds).every(([first, last]) => first >= start && last <= end)).toBe(true);
  });

  it("stay where they are when a third zone comes", () => {
    for (const deployed of [HALVES, []]) {
      const two = subnetRanges(VPC, 2, deployed);
      const three = subnetRanges(VPC, 3, deployed);
      for (const kind of ["private", "public", "isolated"] as const) expect(three[kind].slice(0, 2)).toEqual(two[kind]);
    }
  });
});
