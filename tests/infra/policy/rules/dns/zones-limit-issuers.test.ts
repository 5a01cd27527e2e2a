import { describe, expect, it } from "vitest";
import { zonesLimitIssuers } from "../../../../../infra/policy/rules/dns/zones-limit-issuers.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const RECORD = "aws:route53/record:Record";
const zone = checkedResource("aws:route53/zone:Zone", { name: "example.com" });
const certificate = (validationMethod?: string) => checkedResource("aws:acm/certificate:Certificate", { validationMethod });
const caa = (records: unknown, name = "example.com.") => checkedResource(RECORD, { type: "CAA", name, records });

describe("zones-limit-issuers", () => {
  it("requires a CAA record of each zone while Amazon issues the certificate", () => {
    const missing = [expect.stringContaining("must have a CAA record, got none")];
    expect(findingsOf(zonesLimitIssuers, zone, certificate("DNS"))).toEqual(missing);
    expect(findingsOf(zonesLimitIssuers, zone, certificate("DNS"), caa(['0 issue "amazon.com"']))).toEqual([]);
    expect(findingsOf(zonesLimitIssuers, zone, certificate("DNS"), caa(['0 issue "amazon.com"'], "other.example"))).toEqual(
      missing,
    );
    // Without an issue tag, any authority may issue.
    expect(findingsOf(zonesLimitIssuers, zone, certificate("DNS"), caa(['0 issuewild ";"']))).toEqual(missing);
  });

  it("requires none for an imported certificate, and none without one", () => {
    expect(findingsOf(zonesLimitIssuers, zone, certificate())).toEqual([]);
    expect(findingsOf(zonesLimitIssuers, zone)).toEqual([]);
  });

  it.each([
    ['0 issue "amazon.com"', 0],
    ["0 issue amazon.com", 0],
    ['128 issue "amazonaws.com; validationmethods=dns-01"', 0],
    ['0 issuewild ";"', 0],
    ['0 iodef "mailto:security@example.com"', 0],
    [UNKNOWN, 0],
    ['0 issue "letsencrypt.org"', 1],
    ['0 ISSUE "letsencrypt.org"', 1],
    ['0 issuewild "digicert.com"', 1],
    ['0 issue "amazon.com.attacker.example"', 1],
    ["nonsense", 1],
  ])("checks the value %s", (value, count) => {
    expect(findingsOf(zonesLimitIssuers, caa([value]))).toHaveLength(count);
  });
});
