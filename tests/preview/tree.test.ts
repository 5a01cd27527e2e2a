import { describe, expect, it } from "vitest";
import { serviceTitle } from "../../preview/aws/services.ts";
import type { Registered } from "../../preview/engine/engine.ts";
import { counts } from "../../preview/model/counts.ts";
import { className, counted, noun } from "../../preview/model/nouns.ts";
import { tree } from "../../preview/model/tree.ts";
import { type Line, wrap } from "../../preview/text/lines.ts";
import { treeLines } from "../../preview/text/tree-lines.ts";
import { registered } from "./registered.ts";

const stack = registered("pulumi:pulumi:Stack", "x-a");
const below = (resource: Registered, parent: Registered): Registered => ({ ...resource, parent: parent.urn });
const shown = (lines: readonly Line[]) => lines.map((line) => line.map(({ text }) => text).join(""));

describe("the tree", () => {
  const dns = below(registered("xmpro-aws:infra:Dns", "dns"), stack);
  const database = below(registered("xmpro-aws:infra:SqlServer", "database"), stack);
  const bucket = below(registered("xmpro-aws:infra:PrivateBucket", "papers"), stack);
  const inputs = {
    engine: "sqlserver-se",
    engineVersion: "16.00",
    instanceClass: "db.x",
    allocatedStorage: 20,
    maxAllocatedStorage: 99,
  };
  const resources = [
    stack,
    below(registered("other:thing:Strange", "strange"), stack),
    bucket,
    below(registered("aws:s3/bucket:Bucket", "papers", { protect: true }), bucket),
    below(registered("aws:s3/bucketVersioning:BucketVersioning", "papers"), bucket),
    database,
    below(registered("aws:rds/instance:Instance", "database", { inputs: { ...inputs, multiAz: true } }), database),
    below(registered("aws:iam/role:Role", "a"), database),
    below(registered("aws:iam/role:Role", "b"), database),
    dns,
    below(registered("aws:route53/zone:Zone", "a", { inputs: { name: "a.example.com" }, protect: true }), dns),
    below(registered("aws:route53/zone:Zone", "b", { inputs: { name: "b.example.com" }, protect: true }), dns),
  ];

  it("goes from the outside in, names the main resource of each component, and groups resources of one type", () => {
    expect(shown(treeLines(tree(resources), 100))).toEqual([
      "  ├─ Dns dns",
      "  │  └─ 2 hosted zones [protected]  a.example.com, b.example.com",
      "  ├─ SqlServer database  Standard 16.00, db.x, 20–99 GiB, two zones  with 2 roles",
      "  ├─ PrivateBucket papers [protected]  S3 bucket  with versioning",
      "  └─ Strange strange",
    ]);
  });

  it("fits a narrow terminal", () => {
    const lines = shown(treeLines(tree(resources), 60));
    expect(lines.slice(1, 5)).toEqual([
      "  │  └─ 2 hosted zones [protected]  a.example.com,",
      "  │        b.example.com",
      "  ├─ SqlServer database  Standard 16.00, db.x, 20–99 GiB,",
      "  │     two zones",
    ]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it("names no main resource if a component has two candidates", () => {
    const both = [
      stack,
      below(registered("aws:s3/bucket:Bucket", "a"), stack),
      below(registered("aws:s3/bucket:Bucket", "b"), stack),
    ];
    expect(tree(both)).toMatchObject({ with: "2 buckets", protected: false });
  });

  it("shows the dependent resources beside a resource, and the plugin that creates parts", () => {
    const plugin = { ...below(registered("awsx:ec2:Vpc", "network"), stack), remote: true };
    const vpc = below(registered("aws:ec2/vpc:Vpc", "network", { inputs: { cidrBlock: "10.0.0.0/16" } }), plugin);
    const subnets = ["network-public-1", "network-private-1", "network-private-2"].map((name) =>
      below(registered("aws:ec2/subnet:Subnet", name), vpc),
    );
    expect(shown(treeLines(tree([stack, plugin, vpc, ...subnets]), 100))).toEqual([
      "  └─ Vpc network  10.0.0.0/16, created by awsx",
      "     └─ 3 subnets  public, 2 private",
    ]);
  });

  it("marks the protected ones among dependent resources", () => {
    const role = below(registered("aws:iam/role:Role", "a", { protect: true }), stack);
    expect(tree([stack, role, below(registered("aws:sns/topicPolicy:TopicPolicy", "a"), stack)]).with).toBe(
      "role [protected], topic policy",
    );
  });

  it("is counted by service and by type, without components", () => {
    expect(counts(resources)).toEqual({
      total: 12,
      components: 5,
      protected: 3,
      services: { IAM: 2, "Route 53": 2, S3: 2, RDS: 1 },
      types: {
        "aws:iam/role:Role": 2,
        "aws:rds/instance:Instance": 1,
        "aws:route53/zone:Zone": 2,
        "aws:s3/bucket:Bucket": 1,
        "aws:s3/bucketVersioning:BucketVersioning": 1,
      },
    });
  });
});

describe("the name of a type", () => {
  it.each([
    ["aws:iam/rolePolicy:RolePolicy", 1, "role policy"],
    ["aws:iam/rolePolicy:RolePolicy", 2, "2 role policies"],
    ["aws:ec2/routeTable:RouteTable", 3, "3 route tables"],
    ["aws:ec2/natGateway:NatGateway", 2, "2 NAT gateways"],
    ["aws:ec2/eip:Eip", 2, "2 public addresses"],
    ["aws:kms/alias:Alias", 2, "2 aliases"],
    ["aws:ecr/repository:Repository", 2, "2 image repositories"],
    ["aws:cloudwatch/metricAlarm:MetricAlarm", 1, "alarm"],
  ])("%s for %i resources is %s", (type, count, words) => {
    expect(counted(type, count)).toBe(words);
  });

  it.each([
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "VPC"],
    ["aws:newest/thing:Thing", "newest"],
    ["random:index/randomPassword:RandomPassword", "Generated secrets"],
    ["docker:index/image:Image", "Images"],
    ["aws:ecs/service:Service", "ECS"],
    ["kubernetes:apps/v1:Deployment", "kubernetes"],
  ])("%s is listed under %s", (type, name) => {
    expect(serviceTitle(type)).toBe(name);
  });

  it("has its class and a noun", () => {
    expect(className("xmpro-aws:infra:SqlServer")).toBe("SqlServer");
    expect(noun("aws:rds/instance:Instance")).toBe("SQL Server");
  });
});

describe("wrapping text", () => {
  it.each([
    ["a bb ccc", 4, ["a bb", "ccc"]],
    ["toolong a b", 3, ["toolong", "a b"]],
    ["", 5, [""]],
  ])("breaks %j into lines of %i columns", (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});
