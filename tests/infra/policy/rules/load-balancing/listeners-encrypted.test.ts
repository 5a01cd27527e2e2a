import { describe, expect, it } from "vitest";
import { listenersEncrypted } from "../../../../../infra/policy/rules/load-balancing/listeners-encrypted.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";

describe("listeners-encrypted, for an environment,", () => {
  const LISTENER = "aws:elbv2:listener:443";
  const PLAIN = "aws:elbv2:listener:default/ListenerEnabled";
  const open = { [PLAIN]: "false", [`${LISTENER}/Protocol`]: "HTTPS", "aws:elbv2:loadbalancer/SecurityGroups": "sg-1" };
  const waiting = { [PLAIN]: "true", "aws:elbv2:loadbalancer/SecurityGroups": "sg-1" };
  const environment = (values: Record<string, string | undefined>) =>
    checkedResource(ENVIRONMENT, { settings: settings(values) });
  const ingress = (securityGroupId: string) =>
    checkedResource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", { securityGroupId, cidrIpv4: "203.0.113.0/24" });

  it.each([
    ["right settings", {}, []],
    ["plain HTTP on 443", { [`${LISTENER}/Protocol`]: "HTTP" }, ["Protocol must be"]],
    ["no protocol", { [`${LISTENER}/Protocol`]: undefined, [`${LISTENER}/DefaultProcess`]: "default" }, ["Protocol must be"]],
    ["an unknown protocol", { [`${LISTENER}/Protocol`]: UNKNOWN }, []],
    ["port 80 on", { [PLAIN]: "true" }, ["ListenerEnabled must be"]],
    ["port 80 on in another spelling", { [PLAIN]: " TRUE" }, ["ListenerEnabled must be"]],
    ["port 80 left to Beanstalk", { [PLAIN]: undefined }, ["ListenerEnabled must be"]],
    ["another listener in the clear", { "aws:elbv2:listener:8080/Protocol": "HTTP" }, ["8080/Protocol must be"]],
  ])("checks an environment with %s", (_, change, expected) => {
    expect(findingsOf(listenersEncrypted, environment({ ...open, ...change }))).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });

  it("reports an option that is given twice, once in the clear", () => {
    const twice = [...settings(open), ...settings({ [`${LISTENER}/Protocol`]: "HTTP", [PLAIN]: "true" })];
    expect(findingsOf(listenersEncrypted, checkedResource(ENVIRONMENT, { settings: twice }))).toHaveLength(2);
  });

  it("accepts port 80 while no inbound rule exists", () => {
    expect(findingsOf(listenersEncrypted, environment(waiting))).toEqual([]);
    expect(findingsOf(listenersEncrypted, environment(waiting), ingress("sg-2"))).toEqual([]);
    expect(findingsOf(listenersEncrypted, environment(waiting), ingress(UNKNOWN))).toEqual([]);
  });

  it("reports port 80 if there is an inbound rule, in any form, and not for an outbound rule", () => {
    const found = [expect.stringContaining("as soon as a security group has an inbound rule")];
    const rule = (type: string) =>
      checkedResource("aws:ec2/securityGroupRule:SecurityGroupRule", { type, securityGroupId: "sg-1" });
    const group = checkedResource("aws:ec2/securityGroup:SecurityGroup", { id: "sg-1", ingress: [{ protocol: "tcp" }] });
    for (const inbound of [ingress("sg-1"), group, rule("ingress")]) {
      expect(findingsOf(listenersEncrypted, environment(waiting), inbound)).toEqual(found);
    }
    expect(findingsOf(listenersEncrypted, environment(waiting), rule("egress"))).toEqual([]);
  });

  it("skips unknown settings", () => {
    expect(findingsOf(listenersEncrypted, checkedResource(ENVIRONMENT, { settings: UNKNOWN }), ingress("sg-1"))).toEqual([]);
  });
});

describe("listeners-encrypted, for a listener and its rules,", () => {
  const redirect = { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } };
  const forward = { type: "forward", targetGroupArn: "arn" };

  it.each([
    ["HTTPS that forwards", "HTTPS", [forward], 0],
    ["TLS that forwards", "TLS", [forward], 0],
    ["a protocol that is not known yet", UNKNOWN, [forward], 0],
    ["HTTP that redirects", "HTTP", [redirect], 0],
    ["HTTP that answers with a text", "HTTP", [{ type: "fixed-response" }], 0],
    ["HTTP whose actions are not known yet", "HTTP", UNKNOWN, 0],
    ["HTTP that forwards", "HTTP", [forward], 1],
    ["http that forwards", "http", [forward], 1],
    ["TCP that forwards", "TCP", [forward], 1],
    ["HTTP that redirects to HTTP", "HTTP", [{ type: "redirect", redirect: { protocol: "#{protocol}" } }], 1],
    ["HTTP that redirects to what the request had", "HTTP", [{ type: "redirect", redirect: {} }], 1],
    ["HTTP that also forwards", "HTTP", [redirect, forward], 1],
    ["HTTP that forwards in the newer form", "HTTP", [{ type: "forward", forward: { targetGroups: [] } }], 1],
    ["HTTP that authenticates and forwards", "HTTP", [{ type: "authenticate-oidc" }, forward], 1],
    ["HTTP with an unknown action before one that forwards", "HTTP", [UNKNOWN, forward], 1],
    ["HTTP with no action", "HTTP", [], 1],
    ["no protocol", undefined, [forward], 1],
  ])("checks %s", (_, protocol, actions, count) => {
    const listener = checkedResource("aws:lb/listener:Listener", { arn: "arn:listener", protocol, defaultActions: actions });
    expect(findingsOf(listenersEncrypted, listener)).toHaveLength(count);
    const plain = checkedResource("aws:alb/listener:Listener", { arn: "arn:listener", protocol, defaultActions: [redirect] });
    for (const type of ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"]) {
      const rule = checkedResource(type, { listenerArn: "arn:listener", actions });
      expect(findingsOf(listenersEncrypted, plain, rule)).toHaveLength(count);
    }
  });

  it("recognises the listener of a rule by reference in a preview", () => {
    const listener = (protocol: string) => checkedResource("aws:lb/listener:Listener", { protocol, defaultActions: [redirect] });
    const rule = checkedResource(
      "aws:lb/listenerRule:ListenerRule",
      { listenerArn: UNKNOWN, actions: [forward] },
      { propertyDependencies: { listenerArn: [listener("HTTP").urn] } },
    );
    expect(findingsOf(listenersEncrypted, listener("HTTP"), rule)).toHaveLength(1);
    expect(findingsOf(listenersEncrypted, listener("HTTPS"), rule)).toEqual([]);
  });

  it("reports a rule that forwards on a listener of somebody else, whose protocol nobody here knows", () => {
    const rule = checkedResource("aws:lb/listenerRule:ListenerRule", { listenerArn: "arn:other", actions: [forward] });
    expect(findingsOf(listenersEncrypted, rule)).toHaveLength(1);
  });
});
