import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { accessLogBucket } from "../../../infra/access-log-bucket.ts";
import { Application } from "../../../infra/beanstalk/application.ts";
import { Environment, type EnvironmentArgs } from "../../../infra/beanstalk/environment.ts";
import { SAMPLE_APPLICATION } from "../../../infra/beanstalk/option-settings.ts";
import { Dns } from "../../../infra/dns.ts";
import { encryptVolumesByDefault } from "../../../infra/volume-encryption.ts";
import { deploy, type Seen } from "../../support/program/deploy.ts";
import { exampleNetwork } from "../../support/program/example-network.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";

const host = "sm.example.com";
const environment = (more: Partial<EnvironmentArgs> | (() => Partial<EnvironmentArgs>) = {}) =>
  deploy(() => {
    const accountId = "111122223333";
    const application = new Application("xmpro", {
      accountId,
      region: "eu-west-1",
      kmsKeyArn: "arn:key",
      applicationName: "xmpro-test",
      description: "test",
      topicArn: "arn:topic",
    });
    new Environment("sm", {
      accountId,
      region: "eu-west-1",
      application,
      applicationName: "xmpro-test",
      environmentName: "xmpro-test-sm",
      description: "Subscription Manager",
      solutionStackName: "64bit Windows Server 2022 v2.23.5 running IIS 10.0",
      network: exampleNetwork(),
      host,
      dns: new Dns("dns", { hosts: [host], existingZoneId: "Z1", onlyAmazonIssues: true, durable: false }),
      balancerZoneId: "Z-balancers",
      certificateArn: output("arn:certificate"),
      allowedSources: { office: { cidrBlock: "203.0.113.0/24", description: "browsers" } },
      process: SAMPLE_APPLICATION,
      mailPort: 587,
      instanceType: "t3.large",
      minSize: 1,
      maxSize: 1,
      patchWindow: "Sun:02:00",
      logRetentionDays: 30,
      accessLogs: {
        bucket: accessLogBucket("logs", { accountId, retentionDays: 30, durable: false }),
        prefix: "load-balancers/sm",
      },
      topicArn: "arn:topic",
      statements: [{ Sid: "Given", Effect: "Allow", Action: "s3:GetObject", Resource: output("arn:given") }],
      durable: false,
      dependsOn: [],
      ...(typeof more === "function" ? more() : more),
    });
  });
const option = ({ inputs }: Seen, namespace: string, name: string) =>
  inputs.settings.find((setting: { namespace: string; name: string }) => setting.namespace === namespace && setting.name === name)
    ?.value;

describe("an environment", () => {
  it("has the configured name, platform and tier", async () => {
    const made = await environment();
    expect(made.the("elasticbeanstalk.Environment").inputs).toMatchObject({
      name: "xmpro-test-sm",
      application: "xmpro-test",
      tier: "WebServer",
      solutionStackName: "64bit Windows Server 2022 v2.23.5 running IIS 10.0",
    });
  });

  it("ignores changes of platform and version, which AWS and deployments make", async () => {
    expect((await environment()).the("elasticbeanstalk.Environment").ignoreChanges).toEqual(["solutionStackName", "version"]);
  });

  it("has exactly the expected security group rules", async () => {
    expect(securityGroupRules(await environment())).toEqual([
      "in sm-balancer tcp 443 from 203.0.113.0/24",
      "in sm-instances tcp 80 from sm-balancer",
      "out sm-balancer tcp 80 to sm-instances",
      "out sm-instances tcp 443 to 0.0.0.0/0",
      "out sm-instances tcp 587 to 0.0.0.0/0",
      "out sm-instances tcp 80 to 0.0.0.0/0",
    ]);
  });

  it("allows its load balancer to use only the port of the deployed package", async () => {
    const made = await environment({ process: { port: 443, protocol: "HTTPS", healthCheckPath: "/version" } });
    expect(securityGroupRules(made).filter((rule) => /balancer.*instances|instances.*balancer/.test(rule))).toEqual([
      "in sm-instances tcp 443 from sm-balancer",
      "out sm-balancer tcp 443 to sm-instances",
    ]);
    expect(option(made.the("elasticbeanstalk.Environment"), "aws:elasticbeanstalk:environment:process:default", "Port")).toBe(
      "443",
    );
  });

  it("has no inbound rule for the load balancer while there is no certificate", async () => {
    const made = await environment({ certificateArn: undefined });
    expect(securityGroupRules(made).filter((rule) => rule.startsWith("in sm-balancer"))).toEqual([]);
  });

  it("uses its own two groups and its own role", async () => {
    const resource = (await environment()).the("elasticbeanstalk.Environment");
    expect(option(resource, "aws:elbv2:loadbalancer", "SecurityGroups")).toBe("sm-balancer-id");
    expect(option(resource, "aws:autoscaling:launchconfiguration", "SecurityGroups")).toBe("sm-instances-id");
    expect(option(resource, "aws:autoscaling:launchconfiguration", "IamInstanceProfile")).toBe("sm");
    expect(option(resource, "aws:elasticbeanstalk:environment", "ServiceRole")).toMatch(/role\/xmpro-service$/);
  });

  it("has security groups without inline rules, whose names Beanstalk does not mistake for its own", async () => {
    for (const { name, inputs } of (await environment()).ofType("ec2.SecurityGroup")) {
      expect([inputs.ingress, inputs.egress, inputs.vpcId]).toEqual([undefined, undefined, "vpc-1"]);
      expect(name).not.toMatch(/^awseb/);
    }
  });

  it("starts when its roles have their policies, its security group rules exist and its log bucket accepts logs", async () => {
    const made = await environment();
    const { dependencies } = made.the("elasticbeanstalk.Environment");
    const awaited = [
      ...made.ofType("iam.RolePolicyAttachment"),
      ...made.ofType("iam.RolePolicy").filter(({ name }) => name !== "sm-own-folder"),
      made.the("s3.BucketPolicy"),
      ...made.ofType("vpc.SecurityGroupEgressRule"),
      made.the("vpc.SecurityGroupIngressRule", "sm-balancer-to-instances"),
    ];
    expect(dependencies).toEqual(expect.arrayContaining(awaited.map(({ urn }) => urn)));
    expect(dependencies).not.toContain(made.the("vpc.SecurityGroupIngressRule", "sm-from-office").urn);
  });

  it("starts after the resources in its dependsOn option", async () => {
    const made = await environment(() => ({ dependsOn: [encryptVolumesByDefault("volumes")] }));
    expect(made.the("elasticbeanstalk.Environment").dependencies).toContain(made.the("ebs.EncryptionByDefault").urn);
  });

  it("has DNS records that lead from its host name to its load balancer", async () => {
    const records = (await environment()).ofType("route53.Record");
    expect(records.map(({ inputs }) => [inputs.type, inputs.name])).toEqual([
      ["A", host],
      ["AAAA", host],
    ]);
    for (const { inputs } of records) {
      expect(inputs.aliases).toEqual([
        { name: "awseb-sm.us-east-1.elb.amazonaws.com", zoneId: "Z-balancers", evaluateTargetHealth: true },
      ]);
    }
  });
});

describe("the role of the instances", () => {
  const policy = async () => statementsOf((await environment()).the("iam.RolePolicy", "sm"));

  it("can be assumed only by EC2 and has no broad AWS managed policy", async () => {
    const made = await environment();
    expect(statementsOf(made.the("iam.Role", "sm"), "assumeRolePolicy")).toMatchObject({
      AllowAssumeRole: { Principal: { Service: "ec2.amazonaws.com" } },
    });
    expect(made.ofType("iam.RolePolicyAttachment").filter(({ inputs }) => inputs.role === "sm")).toEqual([]);
    expect(made.the("iam.InstanceProfile").inputs.role).toBe("sm");
  });

  it("allows what Beanstalk and Session Manager need, and what the caller adds", async () => {
    expect(Object.keys(await policy())).toEqual([
      "ReadPlatform",
      "ReadOwnApplication",
      "StreamLogs",
      "FindLogGroups",
      "ReportHealth",
      "SessionManager",
      "Given",
    ]);
    expect((await policy()).Given.Resource).toBe("arn:given");
  });

  it("allows no parameters, keys, IAM or billing actions unless the caller adds them", async () => {
    const { Given, ...own } = await policy();
    const actions = Object.values(own).flatMap(({ Action }) => Action as string | string[]);
    expect(actions.filter((action) => /^(kms|iam|sts|bedrock|aws-marketplace):|GetParameter|Secret|\*/.test(action))).toEqual([]);
  });

  it("allows logs and reports only for its own environment", async () => {
    const { StreamLogs, ReportHealth } = await policy();
    expect(StreamLogs.Resource).toBe("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/elasticbeanstalk/xmpro-test-sm/*");
    expect(ReportHealth.Resource).toEqual([
      "arn:aws:elasticbeanstalk:eu-west-1:111122223333:application/xmpro-test",
      "arn:aws:elasticbeanstalk:eu-west-1:111122223333:environment/xmpro-test/xmpro-test-sm",
    ]);
  });

  it("allows reading the platform in AWS's buckets, and only its own application in the account's bucket", async () => {
    const { ReadPlatform, ReadOwnApplication } = await policy();
    expect(ReadPlatform.Resource).toEqual([
      "arn:aws:s3:::elasticbeanstalk-env-resources-eu-west-1/*",
      "arn:aws:s3:::elasticbeanstalk-platform-assets-eu-west-1/*",
      "arn:aws:s3:::elasticbeanstalk-samples-eu-west-1/*",
      "arn:aws:s3:::elasticbeanstalk-eu-west-1/*",
    ]);
    const bucket = "arn:aws:s3:::elasticbeanstalk-eu-west-1-111122223333";
    expect(ReadOwnApplication.Resource).toEqual([
      `${bucket}/xmpro-test/*`,
      `${bucket}/resources/environments/*/_runtime/_versions/xmpro-test/*`,
    ]);
    expect(ReadOwnApplication.Condition).toEqual({ StringEquals: { "aws:ResourceAccount": "111122223333" } });
  });

  it("allows only its own environment's folder in the account's bucket, once AWS has assigned the environment's id", async () => {
    const made = await environment();
    const own = statementsOf(made.the("iam.RolePolicy", "sm-own-folder"));
    const bucket = "arn:aws:s3:::elasticbeanstalk-eu-west-1-111122223333";
    const id = "sm-id";
    expect(Object.values(own).map(({ Action, Resource }) => [[Action].flat(), Resource])).toEqual([
      [["s3:GetObject", "s3:GetObjectVersion"], `${bucket}/resources/environments/${id}/*`],
      [["s3:ListBucket"], bucket],
      [["s3:PutObject"], `${bucket}/resources/environments/logs/*/${id}/*`],
    ]);
    expect(own.ListOwnFolder.Condition.StringLike).toEqual({ "s3:prefix": `resources/environments/${id}/*` });
    for (const { Condition } of Object.values(own)) {
      expect(Condition.StringEquals).toEqual({ "aws:ResourceAccount": "111122223333" });
    }
    expect(made.the("iam.RolePolicy", "sm-own-folder").dependencies).toContain(made.the("elasticbeanstalk.Environment").urn);
  });

  it("names the resource of every action that supports one", async () => {
    const open = Object.entries(await policy()).filter(([, { Resource }]) => [Resource].flat().includes("*"));
    expect(open.map(([sid]) => sid)).toEqual(["FindLogGroups", "SessionManager"]);
  });
});
