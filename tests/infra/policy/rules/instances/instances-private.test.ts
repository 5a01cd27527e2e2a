import { describe, expect, it } from "vitest";
import { instancesPrivate } from "../../../../../infra/policy/rules/instances/instances-private.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const findings = (changes: Record<string, unknown>, type = "aws:ec2/instance:Instance") =>
  findingsOf(instancesPrivate, checkedResource(type, { associatePublicIpAddress: false, ...changes }));

describe("instances-private", () => {
  it.each([
    [{}],
    // AWS's answer at the end of a deployment.
    [{ ipv6AddressCount: 0, ipv6Addresses: [], sourceDestCheck: true, networkInterfaces: [], primaryNetworkInterface: {} }],
    [{ associatePublicIpAddress: "false", sourceDestCheck: "true" }],
    [{ associatePublicIpAddress: UNKNOWN, ipv6Addresses: UNKNOWN, sourceDestCheck: UNKNOWN }],
  ])("accepts an instance with %j", (changes) => {
    expect(findings(changes)).toEqual([]);
  });

  it.each([
    [{ associatePublicIpAddress: true }, "associatePublicIpAddress must be false, got true"],
    [{ associatePublicIpAddress: "true" }, 'associatePublicIpAddress must be false, got "true"'],
    [{ associatePublicIpAddress: undefined }, "associatePublicIpAddress must be false, got nothing"],
    [{ networkInterfaces: [{ networkInterfaceId: "eni-1", deviceIndex: 0 }] }, "networkInterfaces must be left out"],
    [{ primaryNetworkInterface: { networkInterfaceId: "eni-1" } }, "networkInterfaces must be left out"],
    [{ ipv6AddressCount: 1 }, "ipv6Addresses must be empty"],
    [{ ipv6AddressCount: "1" }, "ipv6Addresses must be empty"],
    [{ sourceDestCheck: "False" }, "sourceDestCheck must be true"],
    [{ ipv6Addresses: ["2001:db8::1"], ipv6AddressCount: UNKNOWN, sourceDestCheck: "false" }, "sourceDestCheck must be true"],
    [{ sourceDestCheck: false }, "sourceDestCheck must be true, got false"],
  ])("reports an instance with %j", (changes, finding) => {
    expect(findings(changes)).toEqual([expect.stringContaining(finding)]);
  });

  it.each([
    [{ networkInterfaces: [{ associatePublicIpAddress: "false" }] }, 0],
    [{ networkInterfaces: [] }, 0],
    [{ networkInterfaces: [{ associatePublicIpAddress: true }] }, 1],
    [{ networkInterfaces: [{}] }, 1],
  ])("checks a launch template with %j", (props, count) => {
    expect(findingsOf(instancesPrivate, checkedResource("aws:ec2/launchTemplate:LaunchTemplate", props))).toHaveLength(count);
  });

  it("checks launch configurations and network interfaces", () => {
    expect(findings({ associatePublicIpAddress: true }, "aws:ec2/launchConfiguration:LaunchConfiguration")).toHaveLength(1);
    expect(findings({ sourceDestCheck: false }, "aws:ec2/networkInterface:NetworkInterface")).toHaveLength(1);
  });
});
