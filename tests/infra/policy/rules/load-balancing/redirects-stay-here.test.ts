import { describe, expect, it } from "vitest";
import { redirectsStayHere } from "../../../../../infra/policy/rules/load-balancing/redirects-stay-here.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const record = checkedResource("aws:route53/record:Record", { name: "SM.example.com." });
const certificate = checkedResource("aws:acm/certificate:Certificate", {
  domainName: "ds.example.com",
  subjectAlternativeNames: ["ad.example.com", "*.example.com"],
});

const findings = (redirect: unknown, protocol = "HTTPS") => {
  const action = { type: "redirect", redirect };
  const listener = checkedResource("aws:lb/listener:Listener", { arn: "arn:l", protocol, defaultActions: [{ type: "forward" }] });
  const open = checkedResource("aws:alb/listener:Listener", { protocol, defaultActions: [action] });
  const rule = checkedResource("aws:lb/listenerRule:ListenerRule", {
    listenerArn: "arn:l",
    actions: [{ type: "forward" }, action],
  });
  const [first, second] = [
    findingsOf(redirectsStayHere, open, record, certificate),
    findingsOf(redirectsStayHere, listener, rule, record, certificate),
  ];
  expect(second).toEqual(first);
  return first;
};

describe("redirects-stay-here", () => {
  it.each([
    [{ protocol: "HTTPS" }],
    [{ host: "#{host}", protocol: "HTTPS" }],
    [{ host: "#{host}", protocol: "#{protocol}", port: "#{port}" }],
    [{ host: "sm.example.com" }],
    [{ host: "DS.example.com" }],
    [{ host: "ad.example.com." }],
    [{ host: UNKNOWN, protocol: UNKNOWN }],
    [UNKNOWN],
  ])("accepts a redirect to %j", (redirect) => {
    expect(findings(redirect)).toEqual([]);
  });

  it.each([
    "attacker.example",
    "example.com",
    "x.sm.example.com",
    "www.example.com",
    "#{host}.attacker.example",
    "a#{host}",
    "*.example.com",
  ])("reports a redirect to the host %s", (host) => {
    expect(findings({ host, protocol: "HTTPS" })).toEqual([expect.stringContaining('host of a redirect must be "#{host}"')]);
  });

  it("reports a redirect from HTTPS to HTTP", () => {
    expect(findings({ protocol: "HTTP" })).toEqual([expect.stringContaining('protocol of a redirect must be "HTTPS"')]);
    expect(findings({ protocol: "http", host: "evil.example" })).toHaveLength(2);
  });

  it("leaves a plain listener that redirects to itself to another rule", () => {
    expect(findings({ protocol: "HTTP" }, "HTTP")).toEqual([]);
    expect(findings({ host: "evil.example", protocol: "HTTPS" }, "HTTP")).toHaveLength(1);
  });
});
