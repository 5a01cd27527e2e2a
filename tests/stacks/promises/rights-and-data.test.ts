import { describe, expect, it } from "vitest";
import exemptions from "../../../infra/policy/exemptions.json" with { type: "json" };
import { isSecret } from "../../../preview/engine/engine.ts";
import { inboundAccess } from "../../../preview/model/access.ts";
import type { Seen } from "../../support/program/deploy.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { environments, itHolds, optionOf, PRODUCTS, type Promised, textOf } from "./promised.ts";

const PAGE = "docs/security.md";

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
      const [bucket, ...others] = inboundAccess(made.resources).filter(({ kind }) => kind === "bucket");
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
      // One of the database, one of Redis and three of the relay, two of which are for its signing secrets: the current one and the list.
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

describe("a promise of docs/security.md about roles and data", () => {
  itHolds(PAGE, [...RIGHTS, ...DATA]);

  it("holds: exemptions.json gives a reason and an end date for each finding of a scanner", () => {
    expect(textOf(PAGE)).toContain("with its reason and an end date");
    expect(exemptions.length).toBeGreaterThan(0);
    for (const { rule, reason, until } of exemptions) {
      expect([rule, reason.length > 40, /^20\d\d-\d\d-\d\d$/.test(until)]).toEqual([rule, true, true]);
    }
  });
});

describe("a promise of README.md", () => {
  itHolds("README.md", [
    {
      sentence: "managed[S3, SSM, KMS,<br>CloudWatch, SNS]",
      holds: (made) => {
        expect(textOf("README.md")).not.toContain("Secrets Manager");
        expect(made.resources.filter(({ type }) => type.includes("secretsmanager"))).toEqual([]);
      },
    },
  ]);
});
