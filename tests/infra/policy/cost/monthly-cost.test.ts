import { describe, expect, it } from "vitest";
import { monthlyCost } from "../../../../infra/policy/cost/monthly-cost.ts";
import type { CheckedResource } from "../../../../infra/policy/rule.ts";
import { fc } from "../../../support/fast-check.ts";
import { checkedResource, settings, UNKNOWN, UNKNOWN_LIST } from "../checked-resource.ts";

const linesOf = (...resources: CheckedResource[]) =>
  monthlyCost(resources).lines.map(({ what, monthly, kind }) => [what, monthly, kind]);

const environment = (values: Record<string, string | undefined>) =>
  checkedResource("aws:elasticbeanstalk/environment:Environment", {
    platformArn: "arn:aws:elasticbeanstalk:us-east-1::platform/IIS 10.0 running on 64bit Windows Server 2022/2.1",
    settings: settings({
      "aws:ec2:instances/InstanceTypes": "t3.large",
      "aws:elasticbeanstalk:environment/LoadBalancerType": "application",
      ...values,
    }),
  });

describe("the cost of an environment of Elastic Beanstalk", () => {
  it("counts its smallest number of instances, with a volume each", () => {
    const lines = linesOf(
      environment({
        "aws:autoscaling:asg/MinSize": "3",
        "aws:autoscaling:launchconfiguration/RootVolumeSize": "100",
        "aws:autoscaling:launchconfiguration/RootVolumeType": "gp3",
      }),
    );
    expect(lines).toContainEqual(["3 instances t3.large with Windows", 242.65, "fixed"]);
    expect(lines).toContainEqual(["3 volumes gp3 of 100 GiB", 24, "fixed"]);
  });

  it("has no load balancer if it is a single instance, or shares one", () => {
    const balancers = (values: Record<string, string>) =>
      linesOf(environment(values)).filter(([what]) => String(what).includes("load balancer"));
    expect(balancers({ "aws:elasticbeanstalk:environment/EnvironmentType": "SingleInstance" })).toEqual([]);
    expect(balancers({ "aws:elasticbeanstalk:environment/LoadBalancerIsShared": "true" })).toEqual([]);
  });

  it("has no public addresses behind an internal load balancer", () => {
    const lines = linesOf(environment({ "aws:ec2:vpc/ELBScheme": "internal", "aws:ec2:vpc/ELBSubnets": "a,b" }));
    expect(lines.filter(([what]) => /IPv4|internet/.test(String(what)))).toEqual([]);
  });

  it("is unpriced for an instance type without a price, and for Linux", () => {
    const { unpriced } = monthlyCost([environment({ "aws:ec2:instances/InstanceTypes": "x9.large" })]);
    expect(unpriced).toEqual([expect.stringContaining('no price "ec2-windows:x9.large"')]);
  });

  it("assumes the zones of the VPC while its subnets are not known yet", () => {
    const subnets = ["a-1", "a-2", "a-3"].map((name) => checkedResource("aws:ec2/subnet:Subnet", {}, { name }));
    expect(linesOf(environment({ "aws:ec2:vpc/ELBSubnets": UNKNOWN }), ...subnets)).toContainEqual([
      "3 public IPv4 addresses of the load balancer",
      10.95,
      "fixed",
    ]);
  });
});

describe("the cost of other resources", () => {
  it.each([
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" }, []],
    [
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      { vpcEndpointType: "Interface", subnetIds: ["a", "b"] },
      [["endpoint in 2 zones", 14.6, "fixed"]],
    ],
    ["aws:ssm/parameter:Parameter", { type: "SecureString" }, []],
    ["aws:ssm/parameter:Parameter", { tier: "Advanced" }, [["advanced parameter", 0.05, "fixed"]]],
    ["aws:ecs/cluster:Cluster", { settings: [{ name: "containerInsights", value: "disabled" }] }, []],
    [
      "aws:lb/loadBalancer:LoadBalancer",
      { internal: true, subnets: ["a", "b"] },
      [["application load balancer", 16.43, "fixed"]],
    ],
    ["aws:cloudwatch/metricAlarm:MetricAlarm", { metricName: "CPUUtilization" }, [["alarm on 1 metric", 0.1, "fixed"]]],
    ["aws:secretsmanager/secret:Secret", {}, [["secret", 0.4, "fixed"]]],
    ["aws:ebs/volume:Volume", { type: "gp3", size: 50 }, [["1 volume gp3 of 50 GiB", 4, "fixed"]]],
  ])("%s with %j is %j", (type, props, expected) => {
    expect(linesOf(checkedResource(type, props)).filter(([, , kind]) => kind === "fixed")).toEqual(expected);
  });

  it("is nothing for a type that is known to be free, and for a component", () => {
    const free = checkedResource("aws:iam/role:Role", {});
    const component = checkedResource("xmpro-aws:infra:Redis", {}, { custom: false });
    expect(monthlyCost([free, component])).toMatchObject({ fixed: 0, byUse: 0, lines: [], unpriced: [] });
  });

  it("is said to be missing for a type that nobody knows", () => {
    expect(monthlyCost([checkedResource("aws:rds/cluster:Cluster", {}, { name: "db" })]).unpriced).toEqual([
      "aws:rds/cluster:Cluster db: nothing is known of its cost",
    ]);
  });

  it("is twice as much for a database in two zones", () => {
    const database = (multiAz: boolean) =>
      monthlyCost([
        checkedResource("aws:rds/instance:Instance", {
          engine: "sqlserver-se",
          instanceClass: "db.m6i.large",
          storageType: "gp3",
          allocatedStorage: 100,
          multiAz,
        }),
      ]).fixed;
    expect(database(true)).toBeCloseTo(2 * database(false));
  });
});

describe("what the table has no price for does not look free", () => {
  const unpriced = (type: string, props: Record<string, unknown>) => monthlyCost([checkedResource(type, props)]).unpriced;

  it.each([
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "GatewayLoadBalancer" }],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Resource" }],
    ["aws:accessanalyzer/analyzer:Analyzer", { type: "ACCOUNT_UNUSED_ACCESS" }],
    ["aws:accessanalyzer/analyzer:Analyzer", { type: UNKNOWN }],
    ["aws:acm/certificate:Certificate", { domainName: "a.example.com", certificateAuthorityArn: "arn:aws:acm-pca:…" }],
    ["aws:acm/certificate:Certificate", { domainName: "a.example.com", certificateAuthorityArn: UNKNOWN }],
    ["aws:acm/certificate:Certificate", { domainName: "a.example.com", options: { export: "ENABLED" } }],
    ["aws:budgets/budgetAction:BudgetAction", {}],
    ["aws:ec2/routeServer:RouteServer", {}],
    ["aws:ec2/subnetNobodyKnows:SubnetNobodyKnows", {}],
  ])("a %s with %j", (type, props) => {
    expect(unpriced(type, props)).toHaveLength(1);
  });

  it.each([
    ["aws:ec2/vpcEndpoint:VpcEndpoint", {}],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" }],
    ["aws:accessanalyzer/analyzer:Analyzer", {}],
    ["aws:acm/certificate:Certificate", { domainName: "a.example.com", options: { export: "DISABLED" } }],
    ["aws:budgets/budget:Budget", {}],
    ["random:index/randomPassword:RandomPassword", {}],
  ])("but a %s with %j is free", (type, props) => {
    expect(monthlyCost([checkedResource(type, props)])).toMatchObject({ lines: [], unpriced: [] });
  });

  it("an endpoint whose type is not known yet costs what an interface costs", () => {
    const endpoint = (vpcEndpointType: string) =>
      linesOf(checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType }));
    expect(endpoint(UNKNOWN)).toEqual(endpoint("Interface"));
    expect(endpoint(UNKNOWN)).not.toEqual([]);
  });

  it("a database of which it is not known yet whether it has a standby costs as much as with one", () => {
    const database = (multiAz: unknown) =>
      linesOf(
        checkedResource("aws:rds/instance:Instance", {
          engine: "sqlserver-se",
          instanceClass: "db.m6i.large",
          storageType: "gp3",
          allocatedStorage: 100,
          multiAz,
        }),
      );
    expect(database(UNKNOWN)).toEqual(database(true));
    expect(database(undefined)).toEqual(database(false));
  });
});

/** Resources as a program may register them, with values that are missing, unknown or of another type. */
const resource = fc
  .record({
    type: fc.constantFrom(
      "aws:elasticbeanstalk/environment:Environment",
      "aws:rds/instance:Instance",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "aws:elasticache/serverlessCache:ServerlessCache",
      "aws:ecs/service:Service",
      "aws:ecs/cluster:Cluster",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:ec2/natGateway:NatGateway",
      "aws:ec2/instance:Instance",
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "aws:wafv2/webAcl:WebAcl",
      "aws:ec2/subnet:Subnet",
      "aws:ecs/taskDefinition:TaskDefinition",
      "aws:iam/role:Role",
      "aws:unknown/thing:Thing",
    ),
    name: fc.string({ minLength: 1, maxLength: 5 }),
    props: fc.dictionary(
      fc.constantFrom(
        "settings",
        "engine",
        "instanceClass",
        "nodeType",
        "numCacheClusters",
        "subnets",
        "subnetIds",
        "desiredCount",
        "size",
        "allocatedStorage",
        "retentionInDays",
        "rules",
        "metricQueries",
        "vpcEndpointType",
        "internal",
        "multiAz",
        "rootBlockDevice",
      ),
      fc.oneof(
        fc.constantFrom(
          UNKNOWN,
          UNKNOWN_LIST,
          "Interface",
          "sqlserver-se",
          "db.m6i.large",
          "cache.t4g.small",
          "t3.large",
          null,
          true,
          "",
        ),
        fc.integer({ min: -5, max: 1000 }),
        fc.array(fc.string(), { maxLength: 4 }),
        fc.string(),
      ),
    ),
  })
  .map(({ type, name, props }) => checkedResource(type, props, { name }));

describe("whatever the resources are", () => {
  it("no line is below zero or no number, and nothing throws", () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 6 }), (resources) => {
        const { lines, fixed, byUse } = monthlyCost(resources);
        for (const amount of [fixed, byUse, ...lines.map(({ monthly }) => monthly)]) expect(amount).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("one resource more never lowers the cost", () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 6 }), resource, (resources, more) => {
        // A second subnet tells the number of zones, and a task definition the size of a task: they replace an assumption.
        fc.pre(!/subnet|taskDefinition/.test(more.type));
        const before = monthlyCost(resources);
        const after = monthlyCost([...resources, more]);
        expect(after.fixed).toBeGreaterThanOrEqual(before.fixed);
        expect(after.byUse).toBeGreaterThanOrEqual(before.byUse);
      }),
    );
  });
});
