import { describe, expect, it } from "vitest";
import { balancersBehindWebAcl } from "../../../../../infra/policy/rules/load-balancing/balancers-behind-web-acl.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const TYPES = [
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:elasticbeanstalk/environment:Environment",
];

describe("balancers-behind-web-acl", () => {
  it.each(TYPES)("accepts a %s in production with a web ACL only", (type) => {
    const balancer = checkedResource(type, { arn: "arn:b", loadBalancers: ["arn:b"] }, { stack: "prod" });
    const association = (resourceArn: string, urns: string[] = []) =>
      checkedResource(ASSOCIATION, { resourceArn }, { propertyDependencies: { resourceArn: urns } });
    expect(findingsOf(balancersBehindWebAcl, balancer, association(UNKNOWN, [balancer.urn]))).toEqual([]);
    expect(findingsOf(balancersBehindWebAcl, balancer, association("arn:b"))).toEqual([]);
    expect(findingsOf(balancersBehindWebAcl, balancer, association("arn:c"))).toHaveLength(1);
    expect(findingsOf(balancersBehindWebAcl, balancer)).toHaveLength(1);
    expect(findingsOf(balancersBehindWebAcl, checkedResource(type, {}))).toEqual([]);
  });

  it("reports that requests pass when WAF fails", () => {
    const balancer = checkedResource(TYPES[0] ?? "", { arn: "arn:b", enableWafFailOpen: true }, { stack: "prod" });
    const association = checkedResource(ASSOCIATION, { resourceArn: "arn:b" });
    expect(findingsOf(balancersBehindWebAcl, balancer, association)).toEqual([expect.stringContaining("enableWafFailOpen")]);
  });
});
