import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../infra/policy/rule.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import { checkedResource } from "../../../preview/model/policy-report.ts";
import program from "../../../stacks/index.ts";
import { deploy } from "../../support/program/deploy.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** The resources of the stack with its committed settings and with all that a setting can add, in the form that the rules check. */
async function resourcesOf(stack: string): Promise<CheckedResource[]> {
  const { config, secretKeys } = readStackConfig(ROOT, stack);
  const more = { "xmpro:installerHost": "on" };
  return (await deploy(program, { stack, config: { ...config, ...more }, secretKeys })).resources.map(checkedResource);
}

/** A change of one resource of the real stack: its arguments or its options. */
interface Change {
  readonly of: string;
  readonly name?: string;
  readonly props?: Record<string, unknown>;
  readonly opts?: Partial<CheckedResource["opts"]>;
  /** Beanstalk's settings, "namespace/name". */
  readonly settings?: Record<string, string>;
  readonly gone?: true;
}

function broken(resources: readonly CheckedResource[], change: Change): CheckedResource[] {
  const hit = ({ type, name }: CheckedResource) =>
    type.startsWith("aws:") && type.endsWith(`:${change.of}`) && (change.name === undefined || name === change.name);
  if (!resources.some(hit)) throw new Error(`the stack has no ${change.of} ${change.name ?? ""}`);
  if (change.gone) return resources.filter((resource) => !hit(resource));
  return resources.map((resource) => {
    if (!hit(resource)) return resource;
    const props = { ...resource.props, ...change.props };
    if (change.settings) props.settings = withSettings(props.settings as Setting[], change.settings);
    return { ...resource, props, opts: { ...resource.opts, ...change.opts } };
  });
}

type Setting = { readonly namespace: string; readonly name: string; readonly value: string };

function withSettings(settings: readonly Setting[], changed: Record<string, string>): Setting[] {
  const others = settings.filter(({ namespace, name }) => !(`${namespace}/${name}` in changed));
  const added = Object.entries(changed).map(([path, value]) => {
    const at = path.lastIndexOf("/");
    return { namespace: path.slice(0, at), name: path.slice(at + 1), value };
  });
  return [...others, ...added];
}

const statement = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = { Effect: "Allow" };

/** Mistakes in the program, and the rule that must report each. */
const mistakes: [rule: string, mistake: string, change: Change][] = [
  ["balancers-guarded", "a load balancer without access logs", { of: "LoadBalancer", props: { accessLogs: undefined } }],
  [
    "balancers-guarded",
    "a load balancer without deletion protection",
    { of: "LoadBalancer", props: { enableDeletionProtection: false } },
  ],
  ["containers-guarded", "a repository with mutable tags", { of: "Repository", props: { imageTagMutability: "MUTABLE" } }],
  [
    "containers-guarded",
    "tasks with a public address",
    { of: "Service", props: { networkConfiguration: { assignPublicIp: true } } },
  ],
  [
    "containers-guarded",
    "tasks that run the tag latest",
    { of: "TaskDefinition", props: { containerDefinitions: '[{"name":"relay","image":"relay:latest","logConfiguration":{}}]' } },
  ],
  ["data-backed-up", "no snapshots of the relay's cache", { of: "ServerlessCache", props: { snapshotRetentionLimit: 0 } }],
  ["data-encrypted", "a relay's cache without the stack's key", { of: "ServerlessCache", props: { kmsKeyId: undefined } }],
  ["data-encrypted", "images without the stack's key", { of: "Repository", props: { encryptionConfigurations: [] } }],
  ["data-backed-up", "no backups of the database", { of: "Instance", props: { backupRetentionPeriod: 0 } }],
  ["data-backed-up", "no snapshots of the cache", { of: "ReplicationGroup", props: { snapshotRetentionLimit: 0 } }],
  ["data-encrypted", "an unencrypted database", { of: "Instance", props: { storageEncrypted: false } }],
  ["data-encrypted", "an unencrypted cache", { of: "ReplicationGroup", props: { atRestEncryptionEnabled: undefined } }],
  ["data-encrypted", "a key without rotation", { of: "Key", props: { enableKeyRotation: false } }],
  ["data-protected", "a database without deletion protection", { of: "Instance", props: { deletionProtection: false } }],
  ["data-protected", "a database that Pulumi does not protect", { of: "Instance", opts: { protect: false } }],
  ["database-private", "a database on the internet", { of: "Instance", props: { publiclyAccessible: true } }],
  [
    "environments-sticky-https",
    "an environment without sticky sessions",
    {
      of: "Environment",
      name: "sm",
      settings: { "aws:elasticbeanstalk:environment:process:default/StickinessEnabled": "false" },
    },
  ],
  [
    "environments-sticky-https",
    "instances with the old metadata service",
    { of: "Environment", name: "ds", settings: { "aws:autoscaling:launchconfiguration/DisableIMDSv1": "false" } },
  ],
  [
    "instances-guarded",
    "an installers' host with a public address",
    { of: "Instance", name: "installer-host", props: { associatePublicIpAddress: true } },
  ],
  [
    "instances-guarded",
    "an installers' host with the old metadata service",
    { of: "Instance", name: "installer-host", props: { metadataOptions: { httpTokens: "optional" } } },
  ],
  [
    "least-privilege",
    "an installers' host that reads every object",
    {
      of: "RolePolicy",
      name: "installer-host",
      props: { policy: statement({ ...allow, Action: "s3:GetObject", Resource: "*" }) },
    },
  ],
  [
    "no-public-ingress",
    "an installers' host with remote desktop for everybody",
    {
      of: "SecurityGroupIngressRule",
      name: "installer-host-to-sql",
      props: { cidrIpv4: "0.0.0.0/0", fromPort: 3389, toPort: 3389, referencedSecurityGroupId: undefined },
    },
  ],
  [
    "least-privilege",
    "an instance that may do everything",
    { of: "RolePolicy", name: "ad", props: { policy: statement({ ...allow, Action: "*", Resource: "*" }) } },
  ],
  [
    "least-privilege",
    "an instance that reads every parameter",
    { of: "RolePolicy", name: "sm", props: { policy: statement({ ...allow, Action: "ssm:GetParameter", Resource: "*" }) } },
  ],
  ["network-guarded", "a network without flow logs", { of: "FlowLog", gone: true }],
  ["network-guarded", "a default security group with AWS's rules", { of: "DefaultSecurityGroup", gone: true }],
  [
    "no-anonymous-bucket-read",
    "a bucket as in XMPro's guide, whose certificates everybody can read",
    {
      of: "BucketPolicy",
      name: "certificates",
      props: {
        policy: statement({ ...allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::certificates/*" }),
      },
    },
  ],
  [
    "no-anonymous-bucket-read",
    "a bucket without a full public access block",
    { of: "BucketPublicAccessBlock", name: "packages", props: { blockPublicPolicy: false } },
  ],
  ["database-private", "a relay's cache in the default group", { of: "ServerlessCache", props: { securityGroupIds: [] } }],
  [
    "least-privilege",
    "tasks that read every secret",
    {
      of: "RolePolicy",
      name: "relay-execution",
      props: { policy: statement({ ...allow, Action: "secretsmanager:GetSecretValue", Resource: "*" }) },
    },
  ],
  [
    "no-public-ingress",
    "the relay's tasks open to everybody",
    {
      of: "SecurityGroupIngressRule",
      name: "relay-balancer-to-tasks",
      props: { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined },
    },
  ],
  [
    "no-public-ingress",
    "the relay's cache open to everybody on port 443",
    {
      of: "SecurityGroupIngressRule",
      name: "relay-tasks-to-cache-primary",
      props: { cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443, referencedSecurityGroupId: undefined },
    },
  ],
  [
    "no-public-ingress",
    "the database open to everybody",
    {
      of: "SecurityGroupIngressRule",
      name: "sm-to-sql",
      props: { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined },
    },
  ],
  ["redis-not-clustered", "a cache that SignalR cannot use", { of: "ReplicationGroup", props: { clusterMode: "enabled" } }],
  [
    "secrets-by-reference",
    "a password in plain environment properties",
    { of: "Environment", name: "ad", settings: { "aws:elasticbeanstalk:application:environment/DB_PASSWORD": "hunter2" } },
  ],
  [
    "secrets-by-reference",
    "a relay's secret in plain environment variables",
    {
      of: "TaskDefinition",
      props: {
        containerDefinitions: JSON.stringify([
          {
            name: "relay",
            environment: [
              { name: "SERVER_ID", value: "x" },
              { name: "CLIENT_ID_SECRET", value: "hunter2" },
            ],
          },
        ]),
      },
    },
  ],
  ["secrets-by-reference", "a parameter in plain text", { of: "Parameter", name: "redis-token", props: { type: "String" } }],
  [
    "tls-everywhere",
    "a relay with old TLS",
    { of: "Listener", name: "relay", props: { sslPolicy: "ELBSecurityPolicy-2016-08" } },
  ],
  [
    "tls-everywhere",
    "a relay that serves requests on port 80",
    { of: "Listener", name: "relay-redirect", props: { defaultActions: [{ type: "forward" }] } },
  ],
  ["tls-everywhere", "a cache without TLS", { of: "ReplicationGroup", props: { transitEncryptionEnabled: false } }],
  [
    "tls-everywhere",
    "a database that accepts connections without TLS",
    { of: "ParameterGroup", name: "database", props: { parameters: [] } },
  ],
  [
    "tls-everywhere",
    "a load balancer with old TLS",
    { of: "Environment", name: "sm", settings: { "aws:elbv2:listener:443/SSLPolicy": "ELBSecurityPolicy-2016-08" } },
  ],
];

describe("a committed stack", async () => {
  const prod = await resourcesOf("prod");

  it.each(["nonprod", "prod"])("violates no rule: %s", async (stack) => {
    expect(validate(rules, await resourcesOf(stack))).toEqual([]);
  });

  it.each(mistakes)("violates %s with this mistake: %s", (rule, _, change) => {
    expect(validate(rules, broken(prod, change)).map((violation) => violation.rule)).toContain(rule);
  });

  it("is tested with at least one mistake for each rule", () => {
    expect(new Set(mistakes.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
  });
});
