import { describe, expect, it } from "vitest";
import { publicAddressesOfGateways } from "../../../../../infra/policy/rules/network/public-addresses-of-gateways.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const eip = (props: object) => checkedResource("aws:ec2/eip:Eip", { id: "eipalloc-1", domain: "vpc", ...props });

describe("public-addresses-of-gateways", () => {
  it.each([
    [{}, 0],
    [{ instance: "", networkInterface: "" }, 0],
    [{ instance: UNKNOWN, networkInterface: UNKNOWN }, 0],
    [{ instance: "i-1" }, 1],
    [{ networkInterface: "eni-1" }, 1],
    [{ associateWithPrivateIp: "10.0.0.5" }, 1],
  ])("checks an address with %j", (props, count) => {
    expect(findingsOf(publicAddressesOfGateways, eip(props))).toHaveLength(count);
  });

  it("accepts the network interface that AWS returns for a NAT gateway", () => {
    const gateway = (allocationId: string) => checkedResource("aws:ec2/natGateway:NatGateway", { allocationId });
    expect(findingsOf(publicAddressesOfGateways, eip({ networkInterface: "eni-1" }), gateway("eipalloc-1"))).toEqual([]);
    expect(findingsOf(publicAddressesOfGateways, eip({ networkInterface: "eni-1" }), gateway("eipalloc-2"))).toHaveLength(1);
  });

  it.each([[{ instanceId: "i-1" }], [{ networkInterfaceId: "eni-1" }]])("reports an association with %j", (props) => {
    expect(findingsOf(publicAddressesOfGateways, checkedResource("aws:ec2/eipAssociation:EipAssociation", props))).toHaveLength(
      1,
    );
  });
});
