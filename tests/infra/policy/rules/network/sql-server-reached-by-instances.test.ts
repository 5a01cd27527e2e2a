import { describe, expect, it } from "vitest";
import { sqlServerReachedByInstances } from "../../../../../infra/policy/rules/network/sql-server-reached-by-instances.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { from, GROUP, GROUP_STACK, inbound, OLD_RULE } from "./group-stack.ts";

const findings = (source: object, port = 1433) =>
  findingsOf(sqlServerReachedByInstances, ...GROUP_STACK, inbound("sg-database", port, source));

describe("sql-server-reached-by-instances", () => {
  it.each(["sg-sm", "sg-ds", "sg-host"])("accepts the group %s", (group) => {
    expect(findings(from(group))).toEqual([]);
  });

  it.each(["sg-sm-balancer", "sg-relay-balancer", "sg-tasks", "sg-endpoint", "sg-redis", "sg-foreign", "sg-database"])(
    "reports the group %s",
    (group) => {
      expect(findings(from(group))).toEqual([expect.stringContaining(`got the group "${group}"`)]);
    },
  );

  it.each([
    [{ cidrIpv4: "10.0.0.0/8" }, 'got the range "10.0.0.0/8"'],
    [{ cidrIpv6: "fd00::/8" }, 'got the range "fd00::/8"'],
    [{ cidrIpv4: "203.0.113.7/32" }, 'got the range "203.0.113.7/32"'],
  ])("reports %j", (source, got) => {
    expect(findings(source)).toEqual([expect.stringContaining(got)]);
  });

  it.each([
    [{ toPort: 1433 + 1 }],
    [{ fromPort: 1433 - 1 }],
    [{ fromPort: undefined, toPort: undefined }],
    [{ ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    [{ ipProtocol: "udp" }],
    [{ fromPort: 22, toPort: 22 }],
  ])("reports the right group with %j", (change) => {
    expect(findings({ ...from("sg-sm"), ...change })).toEqual([expect.stringContaining("must be for")]);
  });

  it("reports the same in the older form and inside of a group", () => {
    const rule = { protocol: "tcp", fromPort: 1433, toPort: 1433 };
    const old = checkedResource(OLD_RULE, { ...rule, type: "ingress", securityGroupId: "sg-database", self: true });
    expect(findingsOf(sqlServerReachedByInstances, ...GROUP_STACK, old)).toEqual([
      expect.stringContaining("got the group itself"),
    ]);
    const inline = checkedResource(GROUP, {
      id: "sg-database",
      ingress: [{ ...rule, securityGroups: ["sg-sm-balancer", "sg-sm"] }],
    });
    expect(findingsOf(sqlServerReachedByInstances, ...GROUP_STACK, inline)).toEqual([
      expect.stringContaining('got the group "sg-sm-balancer"'),
    ]);
  });

  it("leaves outbound rules and what is open to everybody to other rules", () => {
    expect(findings({ cidrIpv4: "0.0.0.0/0" })).toEqual([]);
    const outbound = checkedResource(OLD_RULE, {
      type: "egress",
      securityGroupId: "sg-database",
      protocol: "-1",
      cidrBlocks: ["10.0.0.0/8"],
    });
    expect(findingsOf(sqlServerReachedByInstances, ...GROUP_STACK, outbound)).toEqual([]);
  });
});
