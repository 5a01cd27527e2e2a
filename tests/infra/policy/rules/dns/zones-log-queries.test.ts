import { describe, expect, it } from "vitest";
import { zonesLogQueries } from "../../../../../infra/policy/rules/dns/zones-log-queries.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const zone = checkedResource("aws:route53/zone:Zone", { name: "shop.example", zoneId: "Z1" });
const log = (zoneId: string, refersTo: readonly string[] = []) =>
  checkedResource("aws:route53/queryLog:QueryLog", { zoneId }, { propertyDependencies: { zoneId: refersTo } });

describe("zones-log-queries", () => {
  it("accepts a public zone with a query log of its own", () => {
    expect(findingsOf(zonesLogQueries, zone, log("Z1"))).toEqual([]);
    expect(findingsOf(zonesLogQueries, zone, log("Z2"))).toHaveLength(1);
    expect(findingsOf(zonesLogQueries, zone)).toEqual([expect.stringContaining("must have a QueryLog")]);
  });

  it("sees the reference before AWS has chosen the id", () => {
    const unnamed = { ...zone, props: { name: "shop.example", zoneId: UNKNOWN } };
    expect(findingsOf(zonesLogQueries, unnamed, log(UNKNOWN, [zone.urn]))).toEqual([]);
    expect(findingsOf(zonesLogQueries, unnamed, log(UNKNOWN))).toHaveLength(1);
  });

  it("says nothing of a private zone, which has no such log", () => {
    expect(findingsOf(zonesLogQueries, checkedResource(zone.type, { name: "internal", vpcs: [{ vpcId: "vpc-1" }] }))).toEqual([]);
    expect(findingsOf(zonesLogQueries, checkedResource(zone.type, { name: "internal", vpcs: UNKNOWN }))).toEqual([]);
  });
});
