import { describe, expect, it } from "vitest";
import { instancesReachedByOwnBalancer } from "../../../../../infra/policy/rules/network/instances-reached-by-own-balancer.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { from, GROUP, GROUP_STACK, inbound, OLD_RULE } from "./group-stack.ts";

const findings = (source: object, port = 443) =>
  findingsOf(instancesReachedByOwnBalancer, ...GROUP_STACK, inbound("sg-sm", port, source));

describe("instances-reached-by-own-balancer", () => {
  it.each(["sg-sm-balancer"])("accepts the group %s", (group) => {
    expect(findings(from(group))).toEqual([]);
  });

  it.each(["sg-ds-balancer", "sg-relay-balancer", "sg-ds", "sg-sm", "sg-host", "sg-foreign"])("reports the group %s", (group) => {
    expect(findings(from(group))).toEqual([expect.stringContaining(`got the group "${group}"`)]);
  });

  it.each([
    [{ cidrIpv4: "10.0.0.0/8" }, 'got the range "10.0.0.0/8"'],
    [{ cidrIpv6: "fd00::/8" }, 'got the range "fd00::/8"'],
    [{ cidrIpv4: "203.0.113.7/32" }, 'got the range "203.0.113.7/32"'],
  ])("reports %j", (source, got) => {
    expect(findings(source)).toEqual([expect.stringContaining(got)]);
  });

  it.each([
    [{ toPort: 443 + 1 }],
    [{ fromPort: 443 - 1 }],
    [{ fromPort: undefined, toPort: undefined }],
    [{ ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    [{ ipProtocol: "udp" }],
    [{ fromPort: 22, toPort: 22 }],
  ])("reports the right group with %j", (change) => {
    expect(findings({ ...from("sg-sm-balancer"), ...change })).toEqual([expect.stringContaining("must be for")]);
  });

  it("reports the same in the older form and inside of a group", () => {
    const rule = { protocol: "tcp", fromPort: 443, toPort: 443 };
    const old = checkedResource(OLD_RULE, { ...rule, type: "ingress", securityGroupId: "sg-sm", self: true });
    expect(findingsOf(instancesReachedByOwnBalancer, ...GROUP_STACK, old)).toEqual([
      expect.stringContaining("got the group itself"),
    ]);
    const inline = checkedResource(GROUP, {
      id: "sg-sm",
      ingress: [{ ...rule, securityGroups: ["sg-ds-balancer", "sg-sm-balancer"] }],
    });
    expect(findingsOf(instancesReachedByOwnBalancer, ...GROUP_STACK, inline)).toEqual([
      expect.stringContaining('got the group "sg-ds-balancer"'),
    ]);
  });

  it("leaves outbound rules and what is open to everybody to other rules", () => {
    expect(findings({ cidrIpv4: "0.0.0.0/0" })).toEqual([]);
    const outbound = checkedResource(OLD_RULE, {
      type: "egress",
      securityGroupId: "sg-sm",
      protocol: "-1",
      cidrBlocks: ["10.0.0.0/8"],
    });
    expect(findingsOf(instancesReachedByOwnBalancer, ...GROUP_STACK, outbound)).toEqual([]);
  });
});
