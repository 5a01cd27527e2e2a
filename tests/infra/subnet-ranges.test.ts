import { describe, expect, it } from "vitest";
import { subnetRanges } from "../../infra/subnet-ranges.ts";
import { cidrsOverlap, parseCidr } from "../../stacks/settings/cidr.ts";
import { fc } from "../support/fast-check.ts";

type ZoneRanges = { readonly private: string; readonly public: string; readonly isolated: string };

const cidr = (text: string) => {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} is no network`);
  return parsed;
};
const zonesOf = ({ private: inside, public: outside, isolated }: ReturnType<typeof subnetRanges>): ZoneRanges[] =>
  inside.map((range, zone) => ({ private: range, public: outside[zone] ?? "", isolated: isolated[zone] ?? "" }));
/** Two zones as awsx laid them out before: each fills three quarters of a half. */
const halves = (base: number, mask: number): ZoneRanges[] =>
  [0, 4].map((first) => {
    const eighth = (index: number) => `${address(base + (first + index) * 2 ** (29 - mask))}/${mask + 3}`;
    return { private: eighth(0), public: eighth(1), isolated: eighth(2) };
  });
const address = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

describe("the ranges of subnets", () => {
  it("are those that awsx gave three zones before", () => {
    expect(subnetRanges("10.10.0.0/16", 3)).toEqual({
      private: ["10.10.0.0/20", "10.10.64.0/20", "10.10.128.0/20"],
      public: ["10.10.16.0/20", "10.10.80.0/20", "10.10.144.0/20"],
      isolated: ["10.10.32.0/20", "10.10.96.0/20", "10.10.160.0/20"],
    });
  });

  it("lie in the VPC, overlap nowhere, fit a load balancer, stay when a zone comes, and leave room for the relay's", () => {
    const vpc = fc.tuple(fc.integer({ min: 16, max: 22 }), fc.nat({ max: 255 })).map(([mask, part]) => {
      const base = 10 * 2 ** 24 + part * 2 ** (32 - mask) - ((part * 2 ** (32 - mask)) % 2 ** (32 - mask));
      return { mask, base, text: `${address(base)}/${mask}` };
    });
    fc.assert(
      fc.property(vpc, fc.boolean(), ({ mask, base, text }, before) => {
        const deployed = before ? halves(base, mask) : zonesOf(subnetRanges(text, 2));
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
