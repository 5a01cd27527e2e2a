import { describe, expect, it } from "vitest";
import { relayCacheReachedByTasks } from "../../../../../infra/policy/rules/network/relay-cache-reached-by-tasks.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { from, GROUP, GROUP_STACK, inbound, OLD_RULE } from "./group-stack.ts";

const findings = (source: object, port = 6380) =>
  findingsOf(relayCacheReachedByTasks, ...GROUP_STACK, inbound("sg-cache", port, source));

describe("relay-cache-reached-by-tasks", () => {
  it.each(["sg-tasks"])("accepts the group %s", (group) => {
    expect(findings(from(group))).toEqual([]);
  });

  it.each(["sg-sm", "sg-host", "sg-relay-balancer", "sg-foreign"])("reports the group %s", (group) => {
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
    [{ toPort: 6380 + 1 }],
    [{ fromPort: 6380 - 1 }],
    [{ fromPort: undefined, toPort: undefined }],
    [{ ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    [{ ipProtocol: "udp" }],
    [{ fromPort: 22, toPort: 22 }],
  ])("reports the right group with %j", (change) => {
    expect(findings({ ...from("sg-tasks"), ...change })).toEqual([expect.stringContaining("must be for")]);
  });

  it("reports the same in the older form and inside of a group", () => {
    const rule = { protocol: "tcp", fromPort: 6380, toPort: 6380 };
    const old = checkedResource(OLD_RULE, { ...rule, type: "ingress", securityGroupId: "sg-cache", self: true });
    expect(findingsOf(relayCacheReachedByTasks, ...GROUP_STACK, old)).toEqual([expect.stringContaining("got the group itself")]);
    const inline = checkedResource(GROUP, { id: "sg-cache", ingress: [{ ...rule, securityGroups: ["sg-sm", "sg-tasks"] }] });
    expect(findingsOf(relayCacheReachedByTasks, ...GROUP_STACK, inline)).toEqual([
      expect.stringContaining('got the group "sg-sm"'),
    ]);
  });

  it("leaves outbound rules and what is open to everybody to other rules", () => {
    expect(findings({ cidrIpv4: "0.0.0.0/0" })).toEqual([]);
    const outbound = checkedResource(OLD_RULE, {
      type: "egress",
      securityGroupId: "sg-cache",
      protocol: "-1",
      cidrBlocks: ["10.0.0.0/8"],
    });
    expect(findingsOf(relayCacheReachedByTasks, ...GROUP_STACK, outbound)).toEqual([]);
  });
});
