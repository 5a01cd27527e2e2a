import { describe, expect, it } from "vitest";
import { isEverybody as isEverybodyOfPack } from "../../../infra/policy/read/network/ranges.ts";
import { isEverybody } from "../../../stacks/settings/reader/cidr.ts";
import { fc } from "../../support/fast-check.ts";

/** A network in its plain form. Most are wide, where the line is. */
const network = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.oneof(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 32 })))
  .map(([address, bits]) => {
    const size = 2 ** (32 - bits);
    const first = Math.floor(address / size) * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;
  });

describe("a range of the settings", () => {
  it.each([
    ["0.0.0.0/0", true],
    ["128.0.0.0/1", true],
    ["8.0.0.0/11", true],
    ["8.0.0.0/12", false],
    ["10.0.0.0/8", false],
    ["172.0.0.0/11", false],
    ["100.64.0.0/10", false],
    ["198.51.100.7/32", false],
  ])("is everybody if it has more than a million public addresses: %s", (range, expected) => {
    expect(isEverybody(range)).toBe(expected);
  });

  it("is everybody exactly if the policy pack says so", () => {
    fc.assert(
      fc.property(network, (range) => {
        expect(isEverybody(range)).toBe(isEverybodyOfPack([range]));
      }),
      { numRuns: 500 },
    );
  });
});
