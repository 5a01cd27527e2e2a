import { describe, expect, it } from "vitest";
import { environmentsStickyHttps } from "../../../../../infra/policy/rules/beanstalk/environments-sticky-https.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
const GROUPS = "aws:elbv2:loadbalancer/SecurityGroups";
const HTTPS = "aws:elbv2:listener:443";
const right = {
  "aws:elasticbeanstalk:environment/LoadBalancerType": "application",
  "aws:elasticbeanstalk:environment:process:default/StickinessEnabled": "true",
  "aws:elasticbeanstalk:environment:process:default/StickinessType": "lb_cookie",
  "aws:autoscaling:launchconfiguration/DisableIMDSv1": "true",
  "aws:ec2:vpc/AssociatePublicIpAddress": "false",
  "aws:elasticbeanstalk:healthreporting:system/SystemType": "enhanced",
  "aws:elasticbeanstalk:managedactions/ManagedActionsEnabled": "true",
  "aws:elasticbeanstalk:cloudwatch:logs/StreamLogs": "true",
};
const all = {
  ...right,
  [GROUPS]: "sg-1",
  [`${HTTPS}/ListenerEnabled`]: "true",
  [`${HTTPS}/SSLCertificateArns`]: "arn:aws:acm:us-east-1:123456789012:certificate/1",
};
const environment = (values: Record<string, string | undefined>) => checkedResource(ENVIRONMENT, { settings: settings(values) });

describe("environments-sticky-https", () => {
  it("accepts a complete environment", () => {
    expect(findingsOf(environmentsStickyHttps, environment(all))).toEqual([]);
  });

  it.each(Object.keys(right))("reports %s if it is missing, wrong or 0", (key) => {
    for (const value of [undefined, "wrong", "0", ""]) {
      expect(findingsOf(environmentsStickyHttps, environment({ ...all, [key]: value }))).toEqual([
        expect.stringContaining(`${key} must be`),
      ]);
    }
    expect(findingsOf(environmentsStickyHttps, environment({ ...all, [key]: UNKNOWN }))).toEqual([]);
  });

  it("reports an environment whose load balancer gets Beanstalk's open security group", () => {
    expect(findingsOf(environmentsStickyHttps, environment({ ...all, [GROUPS]: undefined }))).toEqual([
      expect.stringContaining(`${GROUPS} must be`),
    ]);
    expect(findingsOf(environmentsStickyHttps, environment({ ...all, [GROUPS]: UNKNOWN }))).toEqual([]);
  });

  it.each([
    [`${HTTPS}/ListenerEnabled`, "false"],
    [`${HTTPS}/SSLCertificateArns`, undefined],
  ])("reports a listener on port 443 with %s %s", (key, value) => {
    expect(findingsOf(environmentsStickyHttps, environment({ ...all, [key]: value }))).toEqual([
      expect.stringContaining(`${key} must be`),
    ]);
  });

  it("reports a wrong setting after an unknown one", () => {
    const list = [
      UNKNOWN,
      { namespace: UNKNOWN, name: "a", value: "b" },
      ...settings({ ...all, "aws:ec2:vpc/AssociatePublicIpAddress": "true" }),
    ];
    expect(findingsOf(environmentsStickyHttps, checkedResource(ENVIRONMENT, { settings: list }))).toHaveLength(1);
  });

  it("skips unknown settings, and reports an environment without settings", () => {
    expect(findingsOf(environmentsStickyHttps, checkedResource(ENVIRONMENT, { settings: UNKNOWN }))).toEqual([]);
    expect(findingsOf(environmentsStickyHttps, checkedResource(ENVIRONMENT, {}))).toHaveLength(9);
  });

  it("accepts an environment without a certificate while no inbound rule exists", () => {
    const waiting = environment({ ...right, [GROUPS]: "sg-1" });
    const ingress = checkedResource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { securityGroupId: "sg-1" });
    expect(findingsOf(environmentsStickyHttps, waiting)).toEqual([]);
    expect(findingsOf(environmentsStickyHttps, waiting, ingress)).toEqual([
      expect.stringContaining("as soon as a security group has an inbound rule"),
    ]);
    expect(findingsOf(environmentsStickyHttps, environment(all), ingress)).toEqual([]);
  });
});
