import { describe, expect, it } from "vitest";
import { listenersStrongTls } from "../../../../../infra/policy/rules/load-balancing/listeners-strong-tls.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

const STRONG = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";
const WEAK = [
  "ELBSecurityPolicy-2016-08",
  "ELBSecurityPolicy-TLS13-1-2-2021-06",
  "ELBSecurityPolicy-TLS-1-2-2017-01",
  "",
  STRONG.toLowerCase(),
];
const policies = [[STRONG, 0], [UNKNOWN, 0], [undefined, 1], ...WEAK.map((policy) => [policy, 1] as const)] as const;

describe("listeners-strong-tls", () => {
  it.each(policies)("checks the policy %s of a listener", (sslPolicy, count) => {
    for (const type of ["aws:lb/listener:Listener", "aws:alb/listener:Listener"]) {
      for (const protocol of ["HTTPS", "TLS", "https"]) {
        expect(findingsOf(listenersStrongTls, checkedResource(type, { protocol, sslPolicy }))).toHaveLength(count);
      }
    }
  });

  it.each(policies)("checks the policy %s of an environment", (policy, count) => {
    const LISTENER = "aws:elbv2:listener:443";
    const values = { [`${LISTENER}/Protocol`]: "HTTPS", [`${LISTENER}/SSLPolicy`]: policy };
    const environment = checkedResource("aws:elasticbeanstalk/environment:Environment", { settings: settings(values) });
    expect(findingsOf(listenersStrongTls, environment)).toHaveLength(count);
  });

  it("reports an option that is given twice, once with a weak policy", () => {
    const option = (value: string) => ({ namespace: "aws:elbv2:listener:8443", name: "SSLPolicy", value });
    const environment = checkedResource("aws:elasticbeanstalk/environment:Environment", {
      settings: [option(STRONG), option(WEAK[0] ?? "")],
    });
    expect(findingsOf(listenersStrongTls, environment)).toHaveLength(1);
  });

  it("accepts a listener without TLS, which another rule checks", () => {
    expect(findingsOf(listenersStrongTls, checkedResource("aws:lb/listener:Listener", { protocol: "HTTP" }))).toEqual([]);
  });
});
