import { describe, expect, it } from "vitest";
import { rulesOf } from "../../../../../infra/policy/read/network/group-rules.ts";
import { isWeb, openings } from "../../../../../infra/policy/read/network/public-openings.ts";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource } from "../../checked-resource.ts";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** A range and the ports that a rule allows, in one of the forms of the provider. */
const FORMS: readonly ((range: string, from: number, to: number) => CheckedResource)[] = [
  (cidrIpv4, fromPort, toPort) =>
    checkedResource(INGRESS, { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort, toPort, cidrIpv4 }),
  (cidrIpv6, from, to) =>
    checkedResource(INGRESS, {
      securityGroupId: "sg-1",
      ipProtocol: 6,
      fromPort: `${from}`,
      toPort: `${to}`,
      cidrIpv6: `::ffff:${cidrIpv6.replace(/\d+$/, (bits) => `${96 + Number(bits)}`)}`,
    }),
  (range, fromPort, toPort) =>
    checkedResource(OLD_RULE, {
      type: "ingress",
      securityGroupId: "sg-1",
      protocol: "TCP",
      fromPort,
      toPort,
      cidrBlocks: [range],
    }),
  (range) =>
    checkedResource(OLD_RULE, {
      type: "ingress",
      securityGroupId: "sg-1",
      protocol: "-1",
      fromPort: 0,
      toPort: 0,
      cidrBlocks: [range],
    }),
  (range, fromPort, toPort) =>
    checkedResource(GROUP, { id: "sg-1", ingress: [{ protocol: "tcp", fromPort, toPort, cidrBlocks: ["10.0.0.0/8", range] }] }),
];

/** The internet in pieces: each piece is halved or kept. */
const pieces = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 60 })
  .map((halve) => halve.reduce<{ first: number; bits: number }[]>(split, [{ first: 0, bits: 0 }]))
  .map((ranges) =>
    ranges.map(({ first, bits }) => `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join(".")}/${bits}`),
  );

function split(ranges: { first: number; bits: number }[], halve: boolean): { first: number; bits: number }[] {
  const [next, ...others] = ranges;
  if (next === undefined || !halve || next.bits >= 24) return [...others, ...(next === undefined ? [] : [next])];
  const bits = next.bits + 1;
  return [...others, { ...next, bits }, { first: (next.first | (1 << (32 - bits))) >>> 0, bits }];
}

describe("openings", () => {
  it("sees that rules let everybody in, in whichever pieces and forms they are written", () => {
    const form = fc.nat(FORMS.length - 1);
    fc.assert(
      fc.property(
        pieces,
        fc.array(form, { minLength: 70, maxLength: 70 }),
        fc.integer({ min: 1, max: 65_535 }),
        fc.nat(9),
        (ranges, forms, port, more) => {
          const stack = ranges.map((range, n) =>
            (FORMS[forms[n] ?? 0] as (typeof FORMS)[number])(
              range,
              Math.max(0, port - ((n * more) % 50)),
              Math.min(65_535, port + ((n * more) % 70)),
            ),
          );
          const found = openings(stack.flatMap(rulesOf), stack);
          expect(found.some(({ protocol, port: open }) => (protocol === "tcp" || protocol === "all") && open <= port)).toBe(true);
        },
      ),
    );
  });

  it("sees no opening where one piece of the internet alone has a port", () => {
    fc.assert(
      fc.property(fc.nat(0xfffff), fc.nat(FORMS.length - 1), (n, form) => {
        const range = `${11 + (n % 80)}.${(n >> 4) & 255}.${(n >> 12) & 255}.0/24`;
        const stack = [(FORMS[form] as (typeof FORMS)[number])(range, 1433, 1433)];
        expect(openings(stack.flatMap(rulesOf), stack)).toEqual([]);
      }),
    );
  });

  it("sees the ports beside 80 and 443 in a rule that begins there", () => {
    const web = (from: number, to: number) => {
      const stack = [FORMS[0]?.("0.0.0.0/0", from, to)].filter((one) => one !== undefined);
      return openings(stack.flatMap(rulesOf), stack).every(isWeb);
    };
    expect([web(80, 80), web(443, 443), web(80, 81), web(443, 8443), web(0, 65_535)]).toEqual([true, true, false, false, false]);
  });
});
