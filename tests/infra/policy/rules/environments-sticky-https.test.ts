import { describe, expect, it } from "vitest";
import { environmentsStickyHttps } from "../../../../infra/policy/rules/environments-sticky-https.ts";
import { judged, said, settings, UNKNOWN } from "../judged.ts";

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
const environment = (values: Record<string, string | undefined>) => judged(ENVIRONMENT, { settings: settings(values) });

describe("environments-sticky-https", () => {
  it("lets a complete environment pass", () => {
    expect(said(environmentsStickyHttps, environment(all))).toEqual([]);
  });

  it.each(Object.keys(right))("stops %s left out, wrong or 0", (key) => {
    for (const value of [undefined, "wrong", "0", ""]) {
      expect(said(environmentsStickyHttps, environment({ ...all, [key]: value }))).toEqual([
        expect.stringContaining(`${key} must be`),
      ]);
    }
    expect(said(environmentsStickyHttps, environment({ ...all, [key]: UNKNOWN }))).toEqual([]);
  });

  it("stops an environment whose load balancer gets Beanstalk's open group", () => {
    expect(said(environmentsStickyHttps, environment({ ...all, [GROUPS]: undefined }))).toEqual([
      expect.stringContaining(`${GROUPS} must be`),
    ]);
    expect(said(environmentsStickyHttps, environment({ ...all, [GROUPS]: UNKNOWN }))).toEqual([]);
  });

  it.each([
    [`${HTTPS}/ListenerEnabled`, "false"],
    [`${HTTPS}/SSLCertificateArns`, undefined],
  ])("stops 443 with %s %s", (key, value) => {
    expect(said(environmentsStickyHttps, environment({ ...all, [key]: value }))).toEqual([
      expect.stringContaining(`${key} must be`),
    ]);
  });

  it("sees a wrong setting behind one that is not known yet", () => {
    const list = [
      UNKNOWN,
      { namespace: UNKNOWN, name: "a", value: "b" },
      ...settings({ ...all, "aws:ec2:vpc/AssociatePublicIpAddress": "true" }),
    ];
    expect(said(environmentsStickyHttps, judged(ENVIRONMENT, { settings: list }))).toHaveLength(1);
  });

  it("does not judge settings that are not known yet, and stops an environment that has none", () => {
    expect(said(environmentsStickyHttps, judged(ENVIRONMENT, { settings: UNKNOWN }))).toEqual([]);
    expect(said(environmentsStickyHttps, judged(ENVIRONMENT, {}))).toHaveLength(9);
  });

  it("lets an environment wait for its certificate while nobody is let in", () => {
    const waiting = environment({ ...right, [GROUPS]: "sg-1" });
    const ingress = judged("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { securityGroupId: "sg-1" });
    expect(said(environmentsStickyHttps, waiting)).toEqual([]);
    expect(said(environmentsStickyHttps, waiting, ingress)).toEqual([expect.stringContaining("as soon as anybody is let in")]);
    expect(said(environmentsStickyHttps, environment(all), ingress)).toEqual([]);
  });
});
