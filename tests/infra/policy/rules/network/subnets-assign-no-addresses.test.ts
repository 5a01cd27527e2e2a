import { describe, expect, it } from "vitest";
import { subnetsAssignNoAddresses } from "../../../../../infra/policy/rules/network/subnets-assign-no-addresses.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("subnets-assign-no-addresses", () => {
  it.each([
    [undefined, 0, 1],
    [null, 0, 1],
    [false, 0, 0],
    ["false", 0, 0],
    [UNKNOWN, 0, 0],
    [true, 1, 1],
    ["true", 1, 1],
  ])("checks mapPublicIpOnLaunch %s of a subnet and of a default subnet", (mapPublicIpOnLaunch, ofSubnet, ofDefault) => {
    const count = (type: string) => findingsOf(subnetsAssignNoAddresses, checkedResource(type, { mapPublicIpOnLaunch })).length;
    expect(count("aws:ec2/subnet:Subnet")).toBe(ofSubnet);
    expect(count("aws:ec2/defaultSubnet:DefaultSubnet")).toBe(ofDefault);
  });
});
