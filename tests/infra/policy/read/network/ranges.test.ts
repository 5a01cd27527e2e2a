import { describe, expect, it } from "vitest";
import { contains, isEverybody, parseRange } from "../../../../../infra/policy/read/network/ranges.ts";
import { fc } from "../../../../support/fast-check.ts";

const IPV4 = 2n ** 32n;

/** Dotted notation of a number. */
const dotted = (address: bigint) => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");
const prefixOf = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 }).map((n) => ({ n: BigInt(n), bits }));

describe("isEverybody", () => {
  it.each([
    [["0.0.0.0/0"]],
    [["0.0.0.0/00"]],
    [["000.0.0.0/0"]],
    [["0/0"]],
    [["0.0.0.0/0.0.0.0"]],
    [["0x0.0.0.0/0"]],
    [[" 0.0.0.0/0 "]],
    [["1.2.3.4/0"]],
    [["0.0.0.0/1", "128.0.0.0/1"]],
    [["128.0.0.0/2"]],
    [["10.0.0.0/8", "8.0.0.0/7"]],
    [["::/0"]],
    [["0:0:0:0:0:0:0:0/0"]],
    [["0000:0000::/000"]],
    [["2000::/3"]],
    [["2000::/4", "3000::/4"]],
    [["::ffff:0:0/96"]],
    [["::ffff:0.0.0.0/96"]],
    [["::ffff:128.0.0.0/97"]],
    [["2002::/16"]],
    [["everybody"]],
    [["0.0.0.0/33"]],
    [["0.0.0.0/0/0"]],
    [["1:2/16"]],
    [[":::/0"]],
    [[Array.from({ length: 16 }, (_, n) => `${n * 16}.0.0.0/4`)].flat()],
    [Array.from({ length: 256 }, (_, n) => `${n}.0.0.0/8`)],
    [Array.from({ length: 4096 }, (_, n) => `${64 + (n >> 8)}.${n & 255}.0.0/16`)],
  ])("is true for %j", (ranges) => {
    expect(isEverybody(ranges)).toBe(true);
  });

  it.each([
    [[]],
    [["203.0.113.7"]],
    [["203.0.113.0/24"]],
    // The ranges of RFC 1918, which the program's endpoints allow, and those of its VPCs.
    [["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]],
    [["10.10.0.0/16"]],
    [["100.64.0.0/10"]],
    [["fd00::/8"]],
    [["2001:db8::/32"]],
    [["2001:db8:1::/48", "2001:db8:2::/48"]],
    [["203.0.113.0/24", "203.0.113.0/24", "203.0.113.128/25"]],
  ])("is false for %j", (ranges) => {
    expect(isEverybody(ranges)).toBe(false);
  });

  it("is true for the whole internet in pieces, in any order and number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.infiniteStream(fc.nat()), (bits, random) => {
        const pieces = Array.from({ length: 2 ** bits }, (_, n) => `${dotted((BigInt(n) * IPV4) >> BigInt(bits))}/${bits}`);
        const keys = pieces.map(() => random.next().value as number);
        const order = pieces.map((piece, n) => [keys[n] ?? 0, piece] as const).sort((a, b) => a[0] - b[0]);
        expect(isEverybody(order.map(([, piece]) => piece))).toBe(true);
      }),
    );
  });

  it("stays true when ranges are added", () => {
    const range = prefixOf(20).map(({ n, bits }) => `${dotted(n << BigInt(32 - bits))}/${bits}`);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), (more) => {
        expect(isEverybody([...more, "64.0.0.0/4"])).toBe(true);
      }),
    );
  });

  it("is false for any list of private ranges", () => {
    const inner = fc
      .tuple(fc.constantFrom("10.", "192.168.", "172.16."), fc.nat(255))
      .map(([head, n]) => (head === "10." ? `10.${n}.0.0/16` : `${head}${n}.0/24`));
    fc.assert(
      fc.property(fc.array(inner), (ranges) => {
        expect(isEverybody(ranges)).toBe(false);
      }),
    );
  });

  it("counts each address once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (times) => {
        expect(isEverybody(Array.from({ length: times }, () => "64.0.0.0/13"))).toBe(false);
      }),
    );
  });
});

describe("parseRange", () => {
  it("reads an IPv4 range the same in each notation", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: IPV4 - 1n }), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const expected = parseRange(`${dotted(address)}/${prefix}`);
        const [a = 0n, b = 0n] = [address >> 24n, address & 0xffffffn];
        expect(parseRange(`${a}.${b}/0${prefix}`)).toEqual(expected);
        expect(parseRange(`0x${address.toString(16)}/${prefix}`)).toEqual(expected);
        expect(parseRange(`::FFFF:${dotted(address)}/${96 + prefix}`)).toEqual(expected);
        expect((expected?.first ?? 1n) <= address && address <= (expected?.last ?? 0n)).toBe(true);
      }),
    );
  });

  it("reads an IPv6 range the same with and without zeros left out", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 7 }), fc.nat(64), (head, prefix) => {
        const groups = head.map((group) => group.toString(16));
        const full = [...groups, ...Array.from({ length: 8 - groups.length }, () => "0000")].join(":");
        expect(parseRange(`${groups.join(":")}::/${prefix}`)).toEqual(parseRange(`${full.toUpperCase()}/${prefix}`));
      }),
    );
  });

  it("returns undefined for any other text, and never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const range = parseRange(text);
        expect(range === undefined || range.first <= range.last).toBe(true);
      }),
    );
  });
});

describe("contains", () => {
  it.each([
    ["10.0.0.0/8", "10.1.0.0/16", true],
    ["10.1.0.0/16", "10.0.0.0/8", false],
    ["10.0.0.0/8", "::/0", false],
    ["::/0", "2001:db8::/32", true],
    ["x", "10.0.0.0/8", false],
  ])("says whether %s contains %s", (outer, inner, expected) => {
    expect(contains(outer, inner)).toBe(expected);
  });
});
