import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { recordsPointHome } from "../../../../../infra/policy/rules/dns/records-point-home.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const RECORD = "aws:route53/record:Record";
const record = (props: object, urns: readonly string[] = [], name = "it") =>
  checkedResource(
    RECORD,
    { name: "app.example.com", type: "A", ...props },
    { name, propertyDependencies: { aliases: urns, records: urns } },
  );
const alias = (name: unknown) => ({ aliases: [{ name, zoneId: "Z1", evaluateTargetHealth: true }] });
const balancer = checkedResource(
  "aws:lb/loadBalancer:LoadBalancer",
  { dnsName: "relay-1.us-east-1.elb.amazonaws.com" },
  { name: "relay" },
);
const environment = checkedResource("aws:elasticbeanstalk/environment:Environment", {
  endpointUrl: "awseb--AWSEB-1-2.us-east-1.elb.amazonaws.com",
  cname: "xmpro.eba-1.us-east-1.elasticbeanstalk.com",
});
const findings = (...resources: CheckedResource[]) => findingsOf(recordsPointHome, ...resources, balancer, environment);

describe("records-point-home", () => {
  it.each([
    [alias("relay-1.us-east-1.elb.amazonaws.com")],
    [alias("dualstack.Relay-1.us-east-1.elb.amazonaws.com.")],
    [alias("awseb--AWSEB-1-2.us-east-1.elb.amazonaws.com")],
    [alias("xmpro.eba-1.us-east-1.elasticbeanstalk.com")],
    [alias(UNKNOWN)],
    [{ aliases: UNKNOWN }],
    [{ type: "CNAME", records: ["_1.abc.acm-validations.aws."] }],
    [{ type: "CNAME", records: ["token.dkim.amazonses.com"] }],
    [{ type: "CNAME", records: [UNKNOWN] }],
    [{ type: "TXT", records: ["v=spf1 include:amazonses.com -all"] }],
    [{ type: "MX", records: ["10 feedback-smtp.us-east-1.amazonses.com"] }],
    [{ type: "CAA", records: ['0 issue "amazon.com"'] }],
  ])("accepts a record with %j", (props) => {
    expect(findings(record(props))).toEqual([]);
  });

  it.each([
    [alias("gone.us-east-1.elb.amazonaws.com")],
    [alias("xmpro-old.us-east-1.elasticbeanstalk.com")],
    [alias("s3-website-us-east-1.amazonaws.com")],
    [alias("d111111abcdef8.cloudfront.net")],
    [{ type: "CNAME", records: ["xmpro-old.us-east-1.elasticbeanstalk.com"] }],
    [{ type: "cname", records: ["somewhere.example.net"] }],
    [{ type: "CNAME", records: ["acm-validations.aws.attacker.example"] }],
    [{ type: "A", records: ["198.51.100.7"] }],
    [{ type: "AAAA", records: ["2001:db8::7"] }],
    [{ type: "NS", records: ["ns1.attacker.example"] }],
    [{ type: "CNAME", records: ["app.example.com"] }],
  ])("reports a record with %j", (props) => {
    expect(findings(record(props))).toEqual([expect.stringContaining("must point to a resource of this stack")]);
  });

  it("reports a name that is written out although the record still depends on the resource", () => {
    const others = [balancer.urn, environment.urn];
    expect(findings(record(alias("gone.us-east-1.elb.amazonaws.com"), others))).toHaveLength(1);
    // In a preview, AWS has not named the resources yet.
    const unnamed = [balancer, environment].map((resource) => ({ ...resource, props: {} }));
    const inPreview = (name: string) => findingsOf(recordsPointHome, ...unnamed, record(alias(name), others));
    expect(inPreview("gone.us-east-1.elb.amazonaws.com")).toHaveLength(1);
    expect(inPreview("xmpro-old.us-east-1.elasticbeanstalk.com")).toHaveLength(1);
    expect(inPreview("awseb--awseb-1-2.us-east-1.elb.amazonaws.com")).toEqual([]);
    expect(inPreview("relay-1.us-east-1.elb.amazonaws.com")).toEqual([]);
  });

  it("accepts a second name for a record, and an address of the stack", () => {
    const second = record({ name: "www.example.com", type: "CNAME", records: ["app.example.com"] }, [], "second");
    expect(findings(record(alias("relay-1.us-east-1.elb.amazonaws.com")), second)).toEqual([]);
    const eip = checkedResource("aws:ec2/eip:Eip", { publicIp: "198.51.100.7" });
    expect(findings(record({ records: ["198.51.100.7"] }), eip)).toEqual([]);
  });
});
