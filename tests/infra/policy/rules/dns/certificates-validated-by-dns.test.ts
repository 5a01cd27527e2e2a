import { describe, expect, it } from "vitest";
import { certificatesValidatedByDns } from "../../../../../infra/policy/rules/dns/certificates-validated-by-dns.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("certificates-validated-by-dns", () => {
  it.each([
    [{ validationMethod: "DNS" }, 0],
    [{ validationMethod: "DNS", validationOptions: [] }, 0],
    [{ validationMethod: UNKNOWN }, 0],
    [{ certificateBody: "PEM", validationMethod: "NONE" }, 0],
    [{ certificateAuthorityArn: "arn" }, 0],
    [{ validationMethod: "EMAIL" }, 1],
    [{ validationMethod: "" }, 1],
    [{}, 1],
    [{ validationMethod: "DNS", validationOptions: [{ domainName: "a", validationDomain: "b" }] }, 1],
  ])("checks a certificate with %j", (props, count) => {
    expect(findingsOf(certificatesValidatedByDns, checkedResource("aws:acm/certificate:Certificate", props))).toHaveLength(count);
  });
});
