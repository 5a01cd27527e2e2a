import { describe, expect, it } from "vitest";
import { environmentHttpsListener } from "../../../../../infra/policy/rules/beanstalk-balancers/environment-https-listener.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT } from "../beanstalk/option-forms.ts";

const HTTPS = "aws:elbv2:listener:443";
const GROUPS = { "aws:elbv2:loadbalancer/SecurityGroups": "sg-1" };
const right = {
  ...GROUPS,
  [`${HTTPS}/ListenerEnabled`]: "true",
  [`${HTTPS}/SSLCertificateArns`]: "arn:aws:acm:us-east-1:123456789012:certificate/1",
};
const environment = (values: Record<string, string | undefined>, more: unknown[] = []) =>
  checkedResource(ENVIRONMENT, { settings: [...settings(values), ...more] });

describe("environment-https-listener", () => {
  it("accepts a listener that is on and has a certificate", () => {
    expect(findingsOf(environmentHttpsListener, environment(right))).toEqual([]);
    expect(findingsOf(environmentHttpsListener, environment({ ...right, [`${HTTPS}/SSLCertificateArns`]: UNKNOWN }))).toEqual([]);
  });

  it.each([
    [`${HTTPS}/ListenerEnabled`, "false"],
    [`${HTTPS}/SSLCertificateArns`, undefined],
  ])("reports a listener on port 443 with %s %s", (key, value) => {
    expect(findingsOf(environmentHttpsListener, environment({ ...right, [key]: value }))).toEqual([
      expect.stringContaining(`${key} must be`),
    ]);
  });

  it("reports a listener that is on and off", () => {
    const off = { namespace: HTTPS, name: "listenerenabled", value: "false" };
    expect(findingsOf(environmentHttpsListener, environment(right, [off]))).toHaveLength(1);
  });

  it("accepts an environment without a certificate while no inbound rule exists", () => {
    const ingress = checkedResource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { securityGroupId: "sg-1" });
    expect(findingsOf(environmentHttpsListener, environment(GROUPS))).toEqual([]);
    expect(findingsOf(environmentHttpsListener, environment(GROUPS), ingress)).toEqual([
      expect.stringContaining("as soon as a security group has an inbound rule"),
    ]);
    expect(findingsOf(environmentHttpsListener, environment(right), ingress)).toEqual([]);
  });
});
