import { describe, expect, it } from "vitest";
import { type GroupRule, portsOf, rulesOf } from "../../../../../infra/policy/read/network/group-rules.ts";
import { guardUnknown } from "../../../../../infra/policy/read/unknown-values.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource, UNKNOWN } from "../../checked-resource.ts";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const PROTOCOLS = {
  tcp: ["tcp", "TCP", "6", 6, "06"],
  udp: ["udp", "17", 17],
  all: ["-1", -1, "all", "ALL", undefined],
} as const;

/** What a rule allows, without the resource that states it and the references of a preview. */
const meaning = ({ inbound, owner, protocol, ports, ranges, groups, self }: GroupRule) => ({
  inbound,
  owner: owner.id,
  protocol,
  ports,
  ranges: [...ranges].sort(),
  groups: groups.map(({ id }) => id),
  self,
});

describe("rulesOf", () => {
  it("reads a rule the same in the older form, in the newer form, inside of a group and in each spelling", () => {
    const spelled = fc
      .constantFrom(...(Object.keys(PROTOCOLS) as (keyof typeof PROTOCOLS)[]))
      .chain((name) => fc.constantFrom(...PROTOCOLS[name]));
    const port = fc.nat(65_535);
    fc.assert(
      fc.property(spelled, fc.boolean(), port, port, fc.boolean(), (protocol, asText, a, b, inbound) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const ports = asText ? { fromPort: String(from), toPort: String(to) } : { fromPort: from, toPort: to };
        const range = "203.0.113.0/24";
        const old = { protocol, ...ports, cidrBlocks: [range] };
        const direction = inbound ? "ingress" : "egress";
        const forms = [
          checkedResource(
            `aws:vpc/securityGroup${inbound ? "Ingress" : "Egress"}Rule:SecurityGroup${inbound ? "Ingress" : "Egress"}Rule`,
            {
              securityGroupId: "sg-1",
              ipProtocol: protocol,
              ...ports,
              cidrIpv4: range,
            },
          ),
          checkedResource("aws:ec2/securityGroupRule:SecurityGroupRule", { ...old, type: direction, securityGroupId: "sg-1" }),
          checkedResource(GROUP, { id: "sg-1", [direction]: [old] }),
          checkedResource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { id: "sg-1", [direction]: [old] }),
        ];
        const [first, ...others] = forms.map((form) => rulesOf(form).map(meaning));
        expect(first).toHaveLength(1);
        for (const other of others) expect(other).toEqual(first);
      }),
    );
  });

  it("reads each kind of source", () => {
    const [rule] = rulesOf(
      checkedResource(GROUP, {
        id: "sg-1",
        ingress: [
          {
            protocol: "tcp",
            fromPort: 1,
            toPort: 1,
            cidrBlocks: ["10.0.0.0/8", ""],
            ipv6CidrBlocks: ["fd00::/8"],
            prefixListIds: ["pl-1"],
            securityGroups: ["sg-2", "sg-3"],
            self: "true",
          },
        ],
      }),
    );
    expect(rule).toMatchObject({
      ranges: ["10.0.0.0/8", "fd00::/8"],
      prefixLists: [{ id: "pl-1" }],
      groups: [{ id: "sg-2" }, { id: "sg-3" }],
      self: true,
    });
  });

  it("leaves out a rule whose ports are not known yet, and keeps one whose source is not", () => {
    const rule = { protocol: "tcp", fromPort: 1, toPort: 1, cidrBlocks: [UNKNOWN], securityGroups: [UNKNOWN, "sg-2"] };
    const props = guardUnknown({ id: UNKNOWN, ingress: [UNKNOWN, { ...rule, fromPort: UNKNOWN }, rule] });
    const found = rulesOf({ ...checkedResource(GROUP, {}), props });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ ranges: [], groups: [{ id: "sg-2" }], owner: { id: undefined } });
  });

  it("takes a direction that it cannot read for inbound", () => {
    const rule = { securityGroupId: "sg-1", protocol: "tcp", fromPort: 1, toPort: 1, type: "Ingress" };
    expect(rulesOf(checkedResource("aws:ec2/securityGroupRule:SecurityGroupRule", rule))[0]?.inbound).toBe(true);
  });
});

describe("portsOf", () => {
  it.each([
    ["tcp", undefined, undefined, 0, 65_535],
    ["tcp", -1, -1, 0, 65_535],
    ["tcp", 0, 0, 0, 0],
    ["tcp", "22", "22", 22, 22],
    ["tcp", 90, 80, 80, 90],
    ["tcp", "", 80, 0, 65_535],
    ["icmp", 8, 0, 0, 65_535],
    ["-1", 443, 443, 0, 65_535],
  ])("reads %s from %s to %s", (protocol, first, last, from, to) => {
    expect(portsOf(protocol, first, last).ports).toEqual({ from, to });
  });
});
