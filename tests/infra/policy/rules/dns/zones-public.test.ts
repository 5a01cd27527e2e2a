import { describe, expect, it } from "vitest";
import { zonesPublic } from "../../../../../infra/policy/rules/dns/zones-public.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const zone = (name: string, vpcs: unknown, as = "it") => checkedResource("aws:route53/zone:Zone", { name, vpcs }, { name: as });
const VPCS = [{ vpcId: "vpc-1" }];

describe("zones-public", () => {
  it.each([
    ["example.com", VPCS, 1],
    ["Example.com.", VPCS, 1],
    ["sm.example.com", VPCS, 1],
    ["com", VPCS, 1],
    ["internal", VPCS, 0],
    ["other-example.com", VPCS, 0],
    ["example.com", [], 0],
    ["example.com", undefined, 0],
    ["example.com", UNKNOWN, 0],
  ])("checks a zone %s with the VPCs %j beside the public zone example.com", (name, vpcs, count) => {
    expect(findingsOf(zonesPublic, zone(name, vpcs), zone("example.com", undefined, "public"))).toHaveLength(count);
  });

  it("reports a private zone with a name of the certificate", () => {
    const certificate = checkedResource("aws:acm/certificate:Certificate", { domainName: "sm.example.com" });
    expect(findingsOf(zonesPublic, zone("example.com", VPCS), certificate)).toHaveLength(1);
    expect(findingsOf(zonesPublic, zone("internal", VPCS), certificate)).toEqual([]);
  });
});
