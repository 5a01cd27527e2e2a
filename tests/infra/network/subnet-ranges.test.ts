import { describe, expect, it } from "vitest";
import { subnetRanges } from "../../../infra/network/subnet-ranges.ts";
import { taskRanges } from "../../../infra/network/task-subnets.ts";
import { cidrsOverlap, parseCidr } from "../../../stacks/settings/reader/cidr.ts";
import { fc } from "../../support/fast-check.ts";

const VPC = "10.20.0.0/16";
/** The ranges of an older awsx layout of a VPC with two zones. */
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

type ZoneRanges = { readonly private: string; readonly public: string; readonly isolated: string };

const cidr = (text: string) => {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} is not a network`);
  return parsed;
};
const zonesOf = ({ private: inside, public: outside, isolated }: ReturnType<typeof subnetRanges>): ZoneRanges[] =>
  inside.map((range, zone) => ({ private: range, public: outside[zone] ?? "", isolated: isolated[zone] ?? "" }));
/** The older awsx layout of two zones: each uses three quarters of one half of the VPC. */
const halvesOf = (base: number, mask: number): ZoneRanges[] =>
  [0, 4].map((first) => {
    const eighth = (index: number) => `${address(base + (first + index) * 2 ** (29 - mask))}/${mask + 3}`;
    return { private: eighth(0), public: eighth(1), isolated: eighth(2) };
  });
const address = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

describe("the ranges of subnets", () => {
  it.each([
    ["a new network of two zones", 2, []],
    ["a new network of three zones", 3, []],
    ["a network that awsx divided between two zones", 2, HALVES],
    ["that network with a third zone", 3, HALVES],
  ])("and of containers do not overlap in %s", (_, zones, deployed) => {
    const { private: inside, public: outside, isolated } = subnetRanges(VPC, zones, deployed);
    const all = [...inside, ...outside, ...isolated, ...taskRanges(VPC)];
    expect(all).toHaveLength(3 * zones + 3);
    expect(overlaps(all)).toEqual([]);
    const [start, end] = bounds(VPC);
    expect(all.map(bounds).every(([first, last]) => first >= start && last <= end)).toBe(true);
  });

  it("stay the same when a third zone is added", () => {
    for (const deployed of [HALVES, []]) {
      const two = subnetRanges(VPC, 2, deployed);
      const three = subnetRanges(VPC, 3, deployed);
      for (const kind of ["private", "public", "isolated"] as const) expect(three[kind].slice(0, 2)).toEqual(two[kind]);
    }
  });

  it("are those of awsx's layout for three zones", () => {
    expect(subnetRanges("10.10.0.0/16", 3)).toEqual({
      private: ["10.10.0.0/20", "10.10.64.0/20", "10.10.128.0/20"],
      public: ["10.10.16.0/20", "10.10.80.0/20", "10.10.144.0/20"],
      isolated: ["10.10.32.0/20", "10.10.96.0/20", "10.10.160.0/20"],
    });
  });

  it("are in the VPC, do not overlap, fit a load balancer, stay when a zone is added, and leave room for the relay's", () => {
    const vpc = fc.tuple(fc.integer({ min: 16, max: 22 }), fc.nat({ max: 255 })).map(([mask, part]) => {
      const base = 10 * 2 ** 24 + part * 2 ** (32 - mask) - ((part * 2 ** (32 - mask)) % 2 ** (32 - mask));
      return { mask, base, text: `${address(base)}/${mask}` };
    });
    fc.assert(
      fc.property(vpc, fc.boolean(), ({ mask, base, text }, before) => {
        const deployed = before ? halvesOf(base, mask) : zonesOf(subnetRanges(text, 2));
        const all = subnetRanges(text, 3, deployed);
        expect(zonesOf(all).slice(0, 2)).toEqual(deployed);
        expect(zonesOf(subnetRanges(text, 2, deployed))).toEqual(deployed);
        const ranges = [...all.private, ...all.public, ...all.isolated].map(cidr);
        const whole = cidr(text);
        const free = [7, 14, 15].map((index) => cidr(`${address(base + index * 2 ** (28 - mask))}/${mask + 4}`));
        for (const [index, range] of ranges.entries()) {
          expect(whole.first <= range.first && range.last <= whole.last && range.bits <= 28).toBe(true);
          expect([...ranges.slice(index + 1), ...free].some((other) => cidrsOverlap(range, other))).toBe(false);
        }
        expect(all.public.every((range) => cidr(range).bits <= 27)).toBe(true);
      }),
    );
  });
});
