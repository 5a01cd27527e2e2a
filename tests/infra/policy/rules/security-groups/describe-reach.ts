import { describe, expect, it } from "vitest";
import type { Rule } from "../../../../../infra/policy/rule.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { from, GROUP, GROUP_STACK, inbound, OLD_RULE } from "./group-stack.ts";

interface Reach {
  /** The security group that the rule protects, and its port. */
  readonly group: string;
  readonly port: number;
  /** Groups that may reach it, and groups that may not. */
  readonly accepted: readonly [string, ...string[]];
  readonly reported: readonly [string, ...string[]];
}

/** What a rule says of inbound rules of the group that it protects: who may reach it, on which port, in which form. */
export function describeReach(rule: Rule, { group, port, accepted, reported }: Reach): void {
  const findings = (source: object) => findingsOf(rule, ...GROUP_STACK, inbound(group, port, source));
  const [friend] = accepted;
  const [stranger] = reported;

  describe(rule.name, () => {
    it.each(accepted)("accepts the group %s", (source) => {
      expect(findings(from(source))).toEqual([]);
    });

    it.each(reported)("reports the group %s", (source) => {
      expect(findings(from(source))).toEqual([expect.stringContaining(`got the group "${source}"`)]);
    });

    it.each([
      [{ cidrIpv4: "10.0.0.0/8" }, 'got the range "10.0.0.0/8"'],
      [{ cidrIpv6: "fd00::/8" }, 'got the range "fd00::/8"'],
      [{ cidrIpv4: "203.0.113.7/32" }, 'got the range "203.0.113.7/32"'],
    ])("reports %j", (source, got) => {
      expect(findings(source)).toEqual([expect.stringContaining(got)]);
    });

    it.each([
      [{ toPort: port + 1 }],
      [{ fromPort: port - 1 }],
      [{ fromPort: undefined, toPort: undefined }],
      [{ ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
      [{ ipProtocol: "udp" }],
      [{ fromPort: 22, toPort: 22 }],
    ])("reports the right group with %j", (change) => {
      expect(findings({ ...from(friend), ...change })).toEqual([expect.stringContaining("must be for")]);
    });

    it("reports the same in the older form and inside of a group", () => {
      const allowed = { protocol: "tcp", fromPort: port, toPort: port };
      const old = checkedResource(OLD_RULE, { ...allowed, type: "ingress", securityGroupId: group, self: true });
      expect(findingsOf(rule, ...GROUP_STACK, old)).toEqual([expect.stringContaining("got the group itself")]);
      const inline = checkedResource(GROUP, { id: group, ingress: [{ ...allowed, securityGroups: [stranger, friend] }] });
      expect(findingsOf(rule, ...GROUP_STACK, inline)).toEqual([expect.stringContaining(`got the group "${stranger}"`)]);
    });

    it("leaves outbound rules and what is open to everybody to other rules", () => {
      expect(findings({ cidrIpv4: "0.0.0.0/0" })).toEqual([]);
      const everything = { protocol: "-1", cidrBlocks: ["10.0.0.0/8"] };
      const outbound = checkedResource(OLD_RULE, { ...everything, type: "egress", securityGroupId: group });
      expect(findingsOf(rule, ...GROUP_STACK, outbound)).toEqual([]);
    });
  });
}
