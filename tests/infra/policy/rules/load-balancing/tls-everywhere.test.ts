import { describe, expect, it } from "vitest";
import { tlsEverywhere } from "../../../../../infra/policy/rules/load-balancing/tls-everywhere.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
const STRONG = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

describe("tls-everywhere, for an environment,", () => {
  const LISTENER = "aws:elbv2:listener:443";
  const PLAIN = "aws:elbv2:listener:default/ListenerEnabled";
  const open = {
    [PLAIN]: "false",
    [`${LISTENER}/Protocol`]: "HTTPS",
    [`${LISTENER}/SSLPolicy`]: STRONG,
    "aws:elbv2:loadbalancer/SecurityGroups": "sg-1",
  };
  const waiting = { [PLAIN]: "true", "aws:elbv2:loadbalancer/SecurityGroups": "sg-1" };
  const environment = (values: Record<string, string | undefined>) =>
    checkedResource(ENVIRONMENT, { settings: settings(values) });
  const ingress = (securityGroupId: string) =>
    checkedResource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { securityGroupId, cidrIpv4: "203.0.113.0/24" });

  it.each([
    ["right settings", {}, []],
    ["plain HTTP on 443", { [`${LISTENER}/Protocol`]: "HTTP" }, ["Protocol must be"]],
    ["no protocol", { [`${LISTENER}/Protocol`]: undefined }, ["Protocol must be"]],
    ["Beanstalk's old policy", { [`${LISTENER}/SSLPolicy`]: "ELBSecurityPolicy-2016-08" }, ["SSLPolicy must be"]],
    ["the policy without Res", { [`${LISTENER}/SSLPolicy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06" }, ["SSLPolicy must be"]],
    ["no policy", { [`${LISTENER}/SSLPolicy`]: undefined }, ["SSLPolicy must be"]],
    ["an unknown policy", { [`${LISTENER}/SSLPolicy`]: UNKNOWN }, []],
    [
      "an unknown policy and a wrong protocol",
      { [`${LISTENER}/SSLPolicy`]: UNKNOWN, [`${LISTENER}/Protocol`]: "HTTP" },
      ["Protocol must be"],
    ],
    ["port 80 on", { [PLAIN]: "true" }, ["ListenerEnabled must be"]],
    ["port 80 left to Beanstalk", { [PLAIN]: undefined }, ["ListenerEnabled must be"]],
    [
      "another listener in the clear",
      { "aws:elbv2:listener:8080/Protocol": "HTTP" },
      ["8080/Protocol must be", "8080/SSLPolicy must be"],
    ],
  ])("checks an environment with %s", (_, change, expected) => {
    expect(findingsOf(tlsEverywhere, environment({ ...open, ...change }))).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });

  it("accepts port 80 while no inbound rule exists", () => {
    expect(findingsOf(tlsEverywhere, environment(waiting))).toEqual([]);
    expect(findingsOf(tlsEverywhere, environment(waiting), ingress("sg-2"))).toEqual([]);
    expect(findingsOf(tlsEverywhere, environment(waiting), ingress(UNKNOWN))).toEqual([]);
  });

  it("reports port 80 if there is an inbound rule", () => {
    expect(findingsOf(tlsEverywhere, environment(waiting), ingress("sg-1"))).toEqual([
      expect.stringContaining("as soon as a security group has an inbound rule"),
    ]);
    const group = checkedResource("aws:ec2/securityGroup:SecurityGroup", { id: "sg-1", ingress: [{ protocol: "tcp" }] });
    expect(findingsOf(tlsEverywhere, environment(waiting), group)).toHaveLength(1);
  });

  it("reports port 80 with an inbound rule of the older class too, but not with an egress rule", () => {
    const rule = (type: string) =>
      checkedResource("aws:ec2/securityGroupRule:SecurityGroupRule", { type, securityGroupId: "sg-1" });
    expect(findingsOf(tlsEverywhere, environment(waiting), rule("ingress"))).toHaveLength(1);
    expect(findingsOf(tlsEverywhere, environment(waiting), rule("egress"))).toEqual([]);
  });

  it("skips unknown settings", () => {
    expect(findingsOf(tlsEverywhere, checkedResource(ENVIRONMENT, { settings: UNKNOWN }), ingress("sg-1"))).toEqual([]);
  });
});

describe("tls-everywhere, for a listener,", () => {
  const redirect = { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } };

  it.each([
    ["HTTPS with a strong policy", { protocol: "HTTPS", sslPolicy: STRONG }, 0],
    ["HTTPS with a policy not known yet", { protocol: "HTTPS", sslPolicy: UNKNOWN }, 0],
    ["HTTPS with AWS's default policy", { protocol: "HTTPS" }, 1],
    ["HTTPS with a weak policy and actions not known yet", { protocol: "HTTPS", sslPolicy: "weak", defaultActions: UNKNOWN }, 1],
    ["HTTP that redirects", { protocol: "HTTP", defaultActions: [redirect] }, 0],
    ["HTTP that forwards", { protocol: "HTTP", defaultActions: [{ type: "forward" }] }, 1],
    [
      "HTTP that redirects to HTTP",
      { protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { protocol: "#{protocol}" } }] },
      1,
    ],
    ["HTTP that also forwards", { protocol: "HTTP", defaultActions: [redirect, { type: "forward" }] }, 1],
    ["HTTP with no action", { protocol: "HTTP", defaultActions: [] }, 1],
    ["no protocol", { defaultActions: [{ type: "forward" }] }, 1],
  ])("checks %s", (_, props, count) => {
    expect(findingsOf(tlsEverywhere, checkedResource("aws:lb/listener:Listener", props))).toHaveLength(count);
  });
});
