import { describe, expect, it } from "vitest";
import exemptions from "../../../infra/policy/exemptions.json" with { type: "json" };
import { isSecret } from "../../../preview/engine/engine.ts";
import { waysIn } from "../../../preview/model/ways-in.ts";
import type { Seen } from "../../support/deploy.ts";
import { doors } from "../../support/doors.ts";
import { statementsOf } from "../../support/policy-statements.ts";
import { environments, itHolds, optionOf, PRODUCTS, type Promised, textOf } from "./promised.ts";

const PAGE = "docs/security.md";
const RULES = ["vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"];

const REACH: readonly Promised[] = [
  {
    sentence: "Security groups are created empty. Each open port has a source, a target and a written reason.",
    holds: (made) => {
      for (const { name, inputs } of made.ofType("ec2.SecurityGroup")) {
        expect([name, inputs.ingress, inputs.egress]).toEqual([name, undefined, undefined]);
        // AWS takes no other letters.
        expect(inputs.description).toMatch(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
      }
      const rules = RULES.flatMap((type) => made.ofType(type));
      expect(rules.length).toBeGreaterThan(30);
      for (const { name, inputs } of rules) {
        const peers = [inputs.cidrIpv4, inputs.referencedSecurityGroupId, inputs.prefixListId].filter(
          (peer) => peer !== undefined,
        );
        expect([name, peers.length, inputs.ipProtocol, inputs.fromPort]).toEqual([name, 1, "tcp", inputs.toPort]);
        expect(inputs.description).toMatch(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{4,255}$/);
      }
    },
  },
  {
    sentence:
      "From outside, only the load balancers are reachable: on 443, and the relay's also on 80, which only redirects to HTTPS.",
    holds: (made) => {
      const outside = waysIn(made.resources).filter(({ kind, from }) => kind === "network" && !from.startsWith("10."));
      expect(outside.map(({ to, what }) => `${to} ${what}`).sort()).toEqual([
        "Load balancer of the relay 443",
        "Load balancer of the relay 80",
        ...PRODUCTS.map((product) => expect.stringMatching(`^Load balancer of xmpro-(prod|nonprod)-${product} 443$`)),
      ]);
      const [plain, ...others] = made.ofType("lb.Listener").filter(({ inputs }) => inputs.port !== 443);
      expect(others).toEqual([]);
      expect(plain?.inputs).toMatchObject({ port: 80, defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] });
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:elbv2:listener:default", "ListenerEnabled")).toBe("false");
      }
    },
  },
  {
    sentence: "Instances, tasks and the database have no public address.",
    holds: (made) => {
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:ec2:vpc", "AssociatePublicIpAddress")).toBe("false");
      }
      expect(made.the("ecs.Service").inputs.networkConfiguration.assignPublicIp).toBe(false);
      expect(made.the("rds.Instance").inputs.publiclyAccessible).toBe(false);
      // That awsx's subnets give none is seen in the rehearsal: here they are stand-ins.
      for (const { name, inputs } of made.ofType("ec2.Subnet"))
        expect([name, inputs.mapPublicIpOnLaunch ?? false]).toEqual([name, false]);
    },
  },
  {
    sentence: "The network ACL of this VPC drops SSH and RDP from outside, whatever a security group may allow.",
    holds: (made) => {
      const rules = made.ofType("ec2.NetworkAclRule").map(({ inputs }) => inputs);
      const denied = rules.filter(
        ({ ruleAction, egress, cidrBlock }) => ruleAction === "deny" && !egress && cidrBlock === "0.0.0.0/0",
      );
      expect(denied.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual([
        [22, 22],
        [3389, 3389],
      ]);
      // AWS's own rule lets everything through, and has the number 100.
      for (const { ruleNumber } of denied) expect(ruleNumber).toBeLessThan(100);
    },
  },
  {
    sentence: "It is in front of every load balancer, with AWS's lists of known attackers and attacks (`webAcl`).",
    holds: (made, stack) => {
      expect(made.ofType("wafv2.WebAclAssociation")).toHaveLength(stack === "prod" ? PRODUCTS.length + 1 : 0);
      for (const { inputs } of made.ofType("wafv2.WebAcl")) {
        const names = inputs.rules.map(({ name }: { name: string }) => name);
        const lists = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"];
        expect(names).toEqual(expect.arrayContaining(lists));
        for (const { overrideAction } of inputs.rules) expect(overrideAction).toEqual({ none: {} });
      }
    },
  },
  {
    sentence:
      "Instances can call any host of the internet on ports 443, 80 (revocation lists) and 587 (mail). By default the relay's tasks can call any host on 443",
    holds: (made) => {
      const out = doors(made).filter((door) => / to 0\.0\.0\.0\/0$/.test(door));
      expect(out).toEqual(
        [
          ...PRODUCTS.flatMap((product) => [443, 587, 80].map((port) => `out ${product}-instances tcp ${port} to 0.0.0.0/0`)),
          "out relay-tasks tcp 443 to 0.0.0.0/0",
        ].sort(),
      );
    },
  },
  {
    sentence: "The load balancers of Elastic Beanstalk cannot be protected from deletion, and they do not drop invalid headers.",
    holds: (made, stack) => {
      expect(made.the("lb.LoadBalancer").inputs).toMatchObject({
        dropInvalidHeaderFields: true,
        enableDeletionProtection: stack === "prod",
      });
    },
  },
];

const RIGHTS: readonly Promised[] = [
  {
    sentence:
      "The role reads the product's parameters and packages, the versions of the stack's Elastic Beanstalk application, the folder of its own environment, and AWS's files for the platform.",
    holds: (made) => {
      for (const product of PRODUCTS) {
        const policies = made.ofType("iam.RolePolicy").filter(({ inputs }) => inputs.role === product);
        const statements = policies.flatMap((policy) => Object.entries(statementsOf(policy)));
        const reads = statements.filter(([, { Action }]) => /"(s3|ssm|kms):/.test(JSON.stringify(Action)));
        const named = ["ReadOwnParameters", "DecryptOwnParameters", "ReadOwnPackages", "ReadOwnApplication", "ReadPlatform"];
        const folder = ["ReadOwnFolder", "ListOwnFolder", "WriteOwnLogs"];
        expect(reads.map(([sid]) => sid).sort()).toEqual([...named, ...folder, "SessionManager"].sort());
      }
    },
  },
  {
    sentence: "No AWS-managed policy on instances.",
    holds: (made) => {
      const attached = made.ofType("iam.RolePolicyAttachment").map(({ inputs }) => String(inputs.role));
      expect(attached.length).toBeGreaterThan(0);
      expect(attached.filter((role) => PRODUCTS.includes(role))).toEqual([]);
    },
  },
  {
    sentence: "Other services of AWS assume their roles only for this account (`aws:SourceAccount`), as EC2 always does.",
    holds: (made, stack) => {
      const account = stack === "prod" ? "444455556666" : "111122223333";
      const trusts = made.ofType("iam.Role").flatMap((role) => Object.values(statementsOf(role, "assumeRolePolicy")));
      const others = trusts.filter(({ Principal }) => Principal.Service !== "ec2.amazonaws.com");
      expect(trusts.length - others.length).toBe(PRODUCTS.length);
      expect(others.length).toBeGreaterThan(3);
      for (const { Condition } of others) expect(Condition.StringEquals["aws:SourceAccount"]).toBe(account);
    },
  },
  {
    sentence: "Every program on an instance of the three products can read the four certificate files.",
    holds: (made) => {
      const [bucket, ...others] = waysIn(made.resources).filter(({ kind }) => kind === "bucket");
      expect(others).toEqual([]);
      expect(bucket?.users).toEqual(PRODUCTS.map((product) => `${product}-instances`));
      expect(bucket?.what).toBe("sign.pfx, sign.password.txt, ssl.pfx, ssl.password.txt");
    },
  },
];

const DATA: readonly Promised[] = [
  {
    sentence: "In SSM they are SecureStrings under the stack's own KMS key.",
    holds: (made) => {
      const parameters = made.ofType("ssm.Parameter");
      for (const { inputs } of parameters) {
        expect([inputs.name, inputs.type, isSecret(inputs.value)]).toEqual([inputs.name, "SecureString", true]);
        expect(inputs.keyId).toContain(":key/key");
      }
      // Database, Redis, and three of the relay: of its signing secrets, the current one and the list.
      expect(parameters.map(({ inputs }) => inputs.name.split("/").slice(2).join("/")).sort()).toEqual([
        "database/password",
        "redis/token",
        "relay/client-id-secret",
        "relay/client-id-secrets",
        "relay/identity-seed",
      ]);
      expect(made.resources.filter(({ type }) => type.includes("secretsmanager"))).toEqual([]);
    },
  },
  {
    sentence:
      "Database, Redis, the relay's cache and images, the parameters and log groups of this program, and the topic that reports events use the stack's own KMS key. Buckets use S3's own keys. New volumes use the account's key.",
    holds: (made) => {
      const keyOf: Readonly<Record<string, (resource: Seen) => unknown>> = {
        "rds.Instance": ({ inputs }) => inputs.storageEncrypted && inputs.kmsKeyId,
        "elasticache.ReplicationGroup": ({ inputs }) => inputs.atRestEncryptionEnabled && inputs.kmsKeyId,
        "elasticache.ServerlessCache": ({ inputs }) => inputs.kmsKeyId,
        "awsx:ecr:Repository": ({ inputs }) => inputs.encryptionConfigurations[0].kmsKey,
        "ssm.Parameter": ({ inputs }) => inputs.keyId,
        "cloudwatch.LogGroup": ({ inputs }) => inputs.kmsKeyId,
        "sns.Topic": ({ inputs }) => inputs.kmsMasterKeyId,
      };
      for (const [type, key] of Object.entries(keyOf)) {
        expect(made.ofType(type).length).toBeGreaterThan(0);
        for (const resource of made.ofType(type))
          expect([type, resource.name, key(resource)]).toEqual([type, resource.name, expect.stringContaining(":key/key")]);
      }
      const ofBuckets = made.ofType("s3.BucketServerSideEncryptionConfiguration");
      expect(ofBuckets).toHaveLength(made.ofType("s3.Bucket").length);
      for (const { inputs } of ofBuckets)
        expect(inputs.rules).toMatchObject([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
      expect(made.the("ebs.EncryptionByDefault").inputs.enabled).toBe(true);
    },
  },
  {
    sentence:
      "AWS itself creates the log groups of Elastic Beanstalk's environments, of Container Insights and of the database's enhanced monitoring.",
    holds: (made) => {
      const names = made.ofType("cloudwatch.LogGroup").map(({ inputs }) => String(inputs.name));
      expect(names.filter((name) => /elasticbeanstalk|containerinsights|RDSOSMetrics/.test(name))).toEqual([]);
      for (const environment of environments(made))
        expect(optionOf(environment, "aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs")).toBe("true");
      expect(made.the("ecs.Cluster").inputs.settings).toEqual([{ name: "containerInsights", value: "enabled" }]);
      expect(made.the("rds.Instance").inputs.monitoringInterval).toBeGreaterThan(0);
    },
  },
];

describe("a promise of docs/security.md", () => {
  itHolds(PAGE, [...REACH, ...RIGHTS, ...DATA]);

  it("holds: what a scanner finds is in exemptions.json with its reason and an end date", () => {
    expect(textOf(PAGE)).toContain("with its reason and an end date");
    expect(exemptions.length).toBeGreaterThan(0);
    for (const { rule, reason, until } of exemptions) {
      expect([rule, reason.length > 40, /^20\d\d-\d\d-\d\d$/.test(until)]).toEqual([rule, true, true]);
    }
  });
});
