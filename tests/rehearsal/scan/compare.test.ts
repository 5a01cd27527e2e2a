import { describe, expect, it } from "vitest";
import type { Exemption } from "../../../infra/policy/exemptions/exemption.ts";
import type { Exported } from "../state.ts";
import { compare } from "./compare.ts";
import { type Finding, failedFindings } from "./findings.ts";

const resource = (type: string, name: string, more: Partial<Exported> = {}): Exported => ({
  urn: `urn:pulumi:prod::xmpro-aws::xmpro-aws:infra:Part$${type}::${name}`,
  type,
  id: `${name}-1`,
  custom: true,
  ...more,
});
const database = resource("aws:rds/instance:Instance", "database", {
  id: "db-ABCDEF",
  outputs: { identifier: "xmpro-prod-database", arn: "arn:aws:rds:us-east-1:1:db:xmpro-prod-database" },
});
const environment = resource("aws:elasticbeanstalk/environment:Environment", "sm", {
  outputs: { name: "xmpro-prod-sm", loadBalancers: ["arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/awseb-sm/1"] },
});
const bucket = resource("aws:s3/bucket:Bucket", "logs", { outputs: { bucket: "logs-1", arn: "arn:aws:s3:::logs-1" } });
const group = resource("aws:ec2/securityGroup:SecurityGroup", "database", { id: "sg-1" });
const network = resource("aws:ec2/vpc:Vpc", "network", { id: "vpc-1", outputs: { defaultNetworkAclId: "acl-1" } });
const finding = (rule: string, uid: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  uid,
  severity: "medium",
  tags: [],
  ...more,
});
const exemption = (rule: string, address: string, more: Partial<Exemption> = {}): Exemption => ({
  rule,
  resource: address,
  reason: "It costs more than it is worth.",
  until: "2026-12-31",
  ...more,
});
const compared = (
  findings: Finding[],
  exemptions: Exemption[] = [],
  resources = [database, environment, bucket, group, network],
) => compare({ stack: "prod", findings, resources, exemptions, today: "2026-11-29" });

describe("a finding", () => {
  it.each([
    ["by its ARN", "arn:aws:rds:us-east-1:1:db:xmpro-prod-database", database],
    ["by the ARN of a bucket", "arn:aws:s3:::logs-1", bucket],
    ["by its id at the end of an ARN", "arn:aws:ec2:us-east-1:1:vpc/vpc-1", network],
    ["that AWS creates with a VPC", "arn:aws:ec2:us-east-1:1:network-acl/acl-1", network],
    ["that Beanstalk created", "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/awseb-sm/1", environment],
  ])("that names a resource %s is a problem of that resource", (_, uid, { urn }) => {
    expect(compared([finding("some_check", uid)]).problems).toEqual([`some_check (medium) fails for ${urn}`]);
  });

  it("is assigned by the environment's tag if Beanstalk created the resource", () => {
    const tags = ["elasticbeanstalk:environment-name=xmpro-prod-sm", "Name=x"];
    const { problems } = compared([finding("some_check", "arn:aws:autoscaling:us-east-1:1:group/awseb-1", { tags })]);
    expect(problems).toEqual([`some_check (medium) fails for ${environment.urn}`]);
  });

  it("about the account is ignored", () => {
    expect(compared([finding("guardduty_is_enabled", "arn:aws:guardduty:us-east-1:1:detector/unknown")]).problems).toEqual([]);
  });

  it("about a resource with the stack's tags is a problem, even if its owner is unknown", () => {
    const { problems } = compared([finding("some_check", "arn:aws:x:us-east-1:1:y", { tags: ["managed-by=pulumi"] })]);
    expect(problems).toEqual(["some_check fails for arn:aws:x:us-east-1:1:y, which is nobody's"]);
  });

  it("that is exempt is not a problem, and is listed as exempt", () => {
    const result = compared([finding("prowler/a", "arn:aws:s3:::logs-1")], [exemption("prowler/a", bucket.urn)]);
    expect(result).toEqual({ problems: [], exempt: ["prowler/a"] });
  });

  it.each([
    ["another check", exemption("prowler/b", bucket.urn)],
    ["another resource", exemption("prowler/a", database.urn)],
    ["another stack", exemption("prowler/a", bucket.urn.replace(":prod::", ":nonprod::"))],
    ["a resource whose name only begins alike", exemption("prowler/a", bucket.urn.slice(0, -1))],
  ])("is a problem if the exemption is for %s", (_, other) => {
    expect(compared([finding("prowler/a", "arn:aws:s3:::logs-1")], [other]).problems).toContain(
      `prowler/a (medium) fails for ${bucket.urn}`,
    );
  });

  it.each(["high", "critical"])("of %s severity is a problem even if it is exempt", (severity) => {
    const { problems } = compared(
      [finding("prowler/a", "arn:aws:s3:::logs-1", { severity })],
      [exemption("prowler/a", bucket.urn)],
    );
    expect(problems).toEqual([`prowler/a is ${severity}: no exemption holds for it`]);
  });
});

describe("an exemption", () => {
  it("for a resource that a setting creates may wait for it", () => {
    const host = exemption("prowler/a", database.urn, { setting: "installerHost" });
    expect(compared([], [host], [bucket]).problems).toEqual([]);
    expect(compared([], [host]).problems).toHaveLength(1);
  });

  it("from a rule of the pack is no matter of the scan", () => {
    expect(compared([], [exemption("data-protected", bucket.urn)]).problems).toEqual([]);
  });

  it("without a finding is a problem, but only in its own stack", () => {
    expect(compared([], [exemption("prowler/a", bucket.urn)]).problems).toEqual([
      `the exemption from prowler/a for ${bucket.urn} is not needed`,
    ]);
    expect(compared([], [exemption("prowler/a", bucket.urn.replace(":prod::", ":nonprod::"))]).problems).toEqual([]);
  });

  it("applies on its last day, but not on the day after", () => {
    const on = (until: string) =>
      compared([finding("prowler/a", "arn:aws:s3:::logs-1")], [exemption("prowler/a", bucket.urn, { until })]).problems;
    expect(on("2026-11-29")).toEqual([]);
    expect(on("2026-11-28")).toEqual(["the exemption from prowler/a ended on 2026-11-28"]);
  });
});

describe("a finding that the emulator or the scanner causes,", () => {
  const uid = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/awseb-sm/1";
  const monitored = { ...database, outputs: { ...database.outputs, monitoringInterval: 60, monitoringRoleArn: "arn:role" } };
  const user = resource("aws:rds/instance:Instance", "user", { outputs: { vpcSecurityGroupIds: ["sg-1"] } });
  const rule = resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {
    outputs: { securityGroupId: "sg-1" },
  });
  const association = resource("aws:wafv2/webAclAssociation:WebAclAssociation", "sm", { outputs: { resourceArn: uid } });
  const account = "arn:aws:rds:us-east-1:1:account";
  const inVpc = { ...database, outputs: { ...database.outputs, vpcSecurityGroupIds: ["sg-1"] } };
  const eventRule = resource("aws:cloudwatch/eventRule:EventRule", "database", {
    outputs: {
      name: "database-1",
      eventPattern: JSON.stringify({
        source: ["aws.rds"],
        "detail-type": ["RDS DB Instance Event", "RDS DB Parameter Group Event"],
      }),
    },
  });
  const target = resource("aws:cloudwatch/eventTarget:EventTarget", "database", {
    outputs: { rule: "database-1", arn: "arn:aws:sns:us-east-1:1:notifications" },
  });
  const cases: readonly (readonly [string, Finding, Exported[], Exported[]])[] = [
    [
      "an unused security group",
      finding("prowler/ec2_securitygroup_not_used", "arn:aws:ec2:us-east-1:1:security-group/sg-1"),
      [group, user],
      [group, rule],
    ],
    [
      "events of the database",
      finding("prowler/rds_instance_critical_event_subscription", account),
      [database, eventRule, target],
      [database, eventRule],
    ],
    [
      "events of parameter groups",
      finding("prowler/rds_instance_event_subscription_parameter_groups", account),
      [database, eventRule, target],
      [database],
    ],
    [
      "events of security groups",
      finding("prowler/rds_instance_event_subscription_security_groups", account),
      [inVpc],
      [database],
    ],
    [
      "monitoring of the database",
      finding("prowler/rds_instance_enhanced_monitoring_enabled", "arn:aws:rds:us-east-1:1:db:xmpro-prod-database"),
      [monitored],
      [database],
    ],
    [
      "a load balancer behind a web ACL",
      finding("prowler/elbv2_waf_acl_attached", uid),
      [environment, association],
      [environment],
    ],
  ];

  it.each(cases)("%s, is a problem only if the state does not refute it", (_, found, right, wrong) => {
    expect(compared([found], [], right).problems).toEqual([]);
    expect(compared([found], [], wrong).problems).toHaveLength(1);
  });
});

describe("a table of the scanner", () => {
  it("can have line ends and separators inside its cells", () => {
    const csv = [
      "CHECK_ID;STATUS;SEVERITY;RESOURCE_UID;RESOURCE_TAGS;RISK",
      'a;FAIL;low;arn:1;"x=1 | managed-by=pulumi";"two',
      'lines; and a separator"',
      "b;PASS;high;arn:2;;",
      "c;FAIL;high;arn:3;;none",
    ].join("\n");
    expect(failedFindings(csv)).toEqual([
      { rule: "prowler/a", severity: "low", uid: "arn:1", tags: ["x=1", "managed-by=pulumi"] },
      { rule: "prowler/c", severity: "high", uid: "arn:3", tags: [] },
    ]);
  });
});
