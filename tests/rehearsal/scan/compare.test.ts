import { describe, expect, it } from "vitest";
import type { Exemption } from "../../../infra/policy/exemptions/exemption.ts";
import type { Exported } from "../state.ts";
import { compare } from "./compare.ts";
import { type Finding, failedChecks, failedFindings } from "./findings.ts";

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

describe("a finding of Checkov", () => {
  const policy = resource("aws:s3/bucketPolicy:BucketPolicy", "logs");
  const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "relay.main");
  const all = [database, bucket, policy, balancer];

  it.each([
    ["aws_s3_bucket.logs", bucket],
    ["aws_s3_bucket_policy.logs", policy],
    ["aws_db_instance.database", database],
    ["aws_lb.relay_main", balancer],
  ])("belongs to the resource of its Terraform address: %s", (address, { urn }) => {
    expect(compared([finding("checkov/CKV_AWS_1", address)], [], all).problems).toEqual([
      `checkov/CKV_AWS_1 (medium) fails for ${urn}`,
    ]);
  });

  it("is a problem if its resource is unknown", () => {
    const { problems } = compared([finding("checkov/CKV_AWS_1", "aws_sqs_queue.jobs")], [], all);
    expect(problems).toEqual(["checkov/CKV_AWS_1 fails for aws_sqs_queue.jobs, which is nobody's"]);
  });
});

describe("a finding of Checkov that it would not have with references between resources", () => {
  const named = (type: string, outputs: Record<string, unknown>) => resource(type, "other", { outputs });
  const zone = "aws:route53/record:Record";
  const role = "aws:iam/rolePolicy:RolePolicy";
  const allows = (...actions: string[]) => JSON.stringify({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
  const anybody = (condition: object) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Condition: condition }] });
  const endpoint = resource("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", { outputs: { id: "vpce-1" } });
  const access = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
  const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "relay", {
    outputs: { arn: "arn:lb", securityGroups: ["sg-1"], dnsName: "Relay.elb.amazonaws.com" },
  });
  const listener = (protocol: string) =>
    named("aws:lb/listener:Listener", { loadBalancerArn: "arn:lb", port: 80, defaultActions: [{ redirect: { protocol } }] });
  const withOutputs = (one: Exported, outputs: Record<string, unknown>) => ({ ...one, outputs: { ...one.outputs, ...outputs } });

  /** Check, address, the resource, what refutes the finding, and what does not. */
  const cases: readonly (readonly [string, string, Exported, Exported[], Exported[]])[] = [
    [
      "CKV2_AWS_11",
      "aws_vpc.network",
      network,
      [named("aws:ec2/flowLog:FlowLog", { vpcId: "vpc-1" })],
      [named("aws:ec2/flowLog:FlowLog", { vpcId: "vpc-2" })],
    ],
    [
      "CKV2_AWS_12",
      "aws_vpc.network",
      network,
      [named("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "vpc-1" })],
      [named("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "vpc-1", ingress: [{}] })],
    ],
    [
      "CKV2_AWS_19",
      "aws_eip.nat",
      resource("aws:ec2/eip:Eip", "nat"),
      [named("aws:ec2/natGateway:NatGateway", { allocationId: "nat-1" })],
      [],
    ],
    [
      "CKV2_AWS_23",
      "aws_route53_record.a",
      resource(zone, "a", { outputs: { aliases: [{ name: "relay.elb.amazonaws.com" }] } }),
      [balancer],
      [environment],
    ],
    [
      "CKV2_AWS_28",
      "aws_lb.relay",
      balancer,
      [named("aws:wafv2/webAclAssociation:WebAclAssociation", { resourceArn: "arn:lb" })],
      [],
    ],
    [
      "CKV2_AWS_31",
      "aws_wafv2_web_acl.acl",
      resource("aws:wafv2/webAcl:WebAcl", "acl", { outputs: { arn: "arn:acl" } }),
      [named("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", { resourceArn: "arn:acl" })],
      [],
    ],
    ["CKV2_AWS_5", "aws_security_group.database", group, [withOutputs(database, { groups: ["sg-1"] })], [database]],
    [
      "CKV2_AWS_6",
      "aws_s3_bucket.logs",
      bucket,
      [named("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { bucket: "logs-1", ...access })],
      [named("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { bucket: "logs-1", ...access, ignorePublicAcls: false })],
    ],
    [
      "CKV_AWS_21",
      "aws_s3_bucket.logs",
      bucket,
      [named("aws:s3/bucketVersioning:BucketVersioning", { bucket: "logs-1", versioningConfiguration: { status: "Enabled" } })],
      [named("aws:s3/bucketVersioning:BucketVersioning", { bucket: "logs-1", versioningConfiguration: { status: "Suspended" } })],
    ],
    [
      "CKV_AWS_260",
      "aws_vpc_security_group_ingress_rule.open",
      resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "open", { outputs: { securityGroupId: "sg-1" } }),
      [balancer, listener("HTTPS")],
      [balancer, listener("HTTP")],
    ],
    [
      "CKV_AWS_352",
      "aws_network_acl_rule.own",
      resource("aws:ec2/networkAclRule:NetworkAclRule", "own", { outputs: { cidrBlock: "10.0.0.0/16" } }),
      [withOutputs(network, { cidrBlock: "10.0.0.0/16" })],
      [withOutputs(network, { cidrBlock: "10.1.0.0/16" })],
    ],
    [
      "CKV_AWS_70",
      "aws_s3_bucket_policy.logs",
      resource("aws:s3/bucketPolicy:BucketPolicy", "logs", {
        outputs: { policy: anybody({ StringEquals: { "aws:SourceVpce": "vpce-1" } }) },
      }),
      [endpoint],
      [],
    ],
  ];

  it.each(cases)("is a problem only if the state does not refute it: %s", (check, address, owner, right, wrong) => {
    const found = finding(`checkov/${check}`, address);
    expect(compared([found], [], [owner, ...right]).problems).toEqual([]);
    expect(compared([found], [], [owner, ...wrong]).problems).toHaveLength(1);
  });

  it.each<[string, string, Exported, Exported]>([
    [
      "CKV_AWS_211",
      "aws_db_instance.database",
      withOutputs(database, { caCertIdentifier: "rds-ca-rsa2048-g1" }),
      withOutputs(database, { caCertIdentifier: "rds-ca-2019" }),
    ],
    [
      "CKV_AWS_290",
      "aws_iam_role_policy.host",
      resource(role, "host", { outputs: { policy: allows("ssmmessages:OpenDataChannel", "ssm:UpdateInstanceInformation") } }),
      resource(role, "host", { outputs: { policy: allows("ssmmessages:OpenDataChannel", "ssm:PutParameter") } }),
    ],
    [
      "CKV_AWS_312",
      "aws_elastic_beanstalk_environment.sm",
      withOutputs(environment, {
        allSettings: [{ namespace: "aws:elasticbeanstalk:healthreporting:system", name: "SystemType", value: "enhanced" }],
      }),
      withOutputs(environment, {
        allSettings: [{ namespace: "aws:elasticbeanstalk:healthreporting:system", name: "SystemType", value: "basic" }],
      }),
    ],
    [
      "CKV_AWS_88",
      "aws_instance.host",
      resource("aws:ec2/instance:Instance", "host", { inputs: { associatePublicIpAddress: false }, outputs: { publicIp: "" } }),
      resource("aws:ec2/instance:Instance", "host", { inputs: {}, outputs: { publicIp: "" } }),
    ],
  ])("is a problem only if the resource itself does not refute it: %s", (check, address, right, wrong) => {
    const found = finding(`checkov/${check}`, address);
    expect(compared([found], [], [right]).problems).toEqual([]);
    expect(compared([found], [], [wrong]).problems).toHaveLength(1);
  });
});

describe("a report of Checkov", () => {
  const report = (count: number, errors = 0) =>
    JSON.stringify({
      summary: { resource_count: count, parsing_errors: errors },
      results: { failed_checks: [{ check_id: "CKV_AWS_1", resource_address: "aws_vpc.network", severity: null }] },
    });

  it("has a finding for each failed check", () => {
    expect(failedChecks(report(3))).toEqual([
      { rule: "checkov/CKV_AWS_1", severity: "unrated", uid: "aws_vpc.network", tags: [] },
    ]);
    expect(failedChecks(`[${report(3)}]`)).toHaveLength(1);
  });

  it("is refused if Checkov has seen no resource, or not all of them", () => {
    expect(() => failedChecks(report(0))).toThrow("Checkov looked at 0 resources");
    expect(() => failedChecks(report(3, 1))).toThrow("with 1 errors");
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
