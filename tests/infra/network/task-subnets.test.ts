import { describe, expect, it } from "vitest";
import { taskRanges } from "../../../infra/network/task-subnets.ts";
import { cidrsOverlap, parseCidr } from "../../../stacks/settings/reader/cidr.ts";
import { fc } from "../../support/fast-check.ts";

const parsed = (text: string) => {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`${text} is no network`);
  return cidr;
};
const network = (address: number, bits: number) =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")}/${bits}`;

/** awsx's "Auto" layout: equal shares for the zones, each with three equal subnets. All sizes are powers of two. */
function ranges(base: number, bits: number, zones: number): string[] {
  const share = bits + Math.ceil(Math.log2(zones));
  return Array.from({ length: zones * 3 }, (_, index) => {
    const zone = Math.floor(index / 3);
    return network(base + zone * 2 ** (32 - share) + (index % 3) * 2 ** (32 - share - 2), share + 2);
  });
}

/** A VPC in 10.0.0.0/8 of any size that `vpcCidr` allows. */
const vpc = fc.tuple(fc.integer({ min: 16, max: 22 }), fc.nat(255), fc.nat(255)).map(([bits, second, third]) => {
  const size = 2 ** (32 - bits);
  return { bits, base: Math.floor((10 * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8) / size) * size };
});

describe("the ranges for tasks", () => {
  it("are three ranges, each a sixteenth of the VPC", () => {
    expect(taskRanges("10.20.0.0/16")).toEqual(["10.20.224.0/20", "10.20.240.0/20", "10.20.112.0/20"]);
    expect(taskRanges("192.168.4.0/22")).toEqual(["192.168.7.128/26", "192.168.7.192/26", "192.168.5.192/26"]);
  });

  it("are in the VPC and overlap neither each other nor the subnets of two or three zones", () => {
    fc.assert(
      fc.property(vpc, ({ base, bits }) => {
        const own = taskRanges(network(base, bits));
        for (const range of own) {
          expect(parsed(range).bits).toBe(bits + 4);
          expect(cidrsOverlap(parsed(range), parsed(network(base, bits)))).toBe(true);
          const others = [...ranges(base, bits, 2), ...ranges(base, bits, 3), ...own.filter((other) => other !== range)];
          expect(others.filter((other) => cidrsOverlap(parsed(range), parsed(other)))).toEqual([]);
        }
      }),
    );
  });
});
