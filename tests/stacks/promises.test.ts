// Sentences of the documents that can be computed from what a stack registers: each is there, and holds.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isSecret } from "../../preview/engine/engine.ts";
import { waysIn } from "../../preview/model/ways-in.ts";
import { type Deployed, type Seen, short } from "../support/deploy.ts";
import { deployStack } from "../support/deploy-stack.ts";
import { doors } from "../support/doors.ts";

type Stack = "prod" | "nonprod";
interface Promised {
  readonly sentence: string;
  readonly holds: (made: Deployed, stack: Stack) => void;
}

const PAGES = [
  "README.md",
  "docs/security.md",
  "docs/differences.md",
  "docs/operate.md",
  "docs/relay-on-aws.md",
  "docs/remove.md",
];
/** All pages, without their line ends. */
const DOCUMENTS = PAGES.map((page) => readFileSync(new URL(`../../${page}`, import.meta.url), "utf8"))
  .join("\n")
  .replace(/\s+/g, " ");
const RULES = ["vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"];
const PRODUCTS = ["ad", "ds", "sm"];
const optionOf = ({ inputs }: Seen, namespace: string, name: string): string | undefined =>
  inputs.settings.find((one: { namespace: string; name: string }) => one.namespace === namespace && one.name === name)?.value;
const environments = (made: Deployed) => made.ofType("elasticbeanstalk.Environment");
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const SECURITY: readonly Promised[] = [
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
    sentence: "From outside, only the load balancers are reachable: on 443, and the relay's also on 80, which redirects.",
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
        expect(optionOf(environment, "aws:ec2:vpc", "AssociatePublicIpAddress")).toBe("false");
      }
      expect(made.the("ecs.Service").inputs.networkConfiguration.assignPublicIp).toBe(false);
      expect(made.the("rds.Instance").inputs.publiclyAccessible).toBe(false);
    },
  },
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
    sentence: "**Data at rest is encrypted.**",
    holds: (made) => {
      const keyOf: Readonly<Record<string, (resource: Seen) => unknown>> = {
        "rds.Instance": ({ inputs }) => inputs.storageEncrypted && inputs.kmsKeyId,
        "elasticache.ReplicationGroup": ({ inputs }) => inputs.atRestEncryptionEnabled && inputs.kmsKeyId,
        "elasticache.ServerlessCache": ({ inputs }) => inputs.kmsKeyId,
        "awsx:ecr:Repository": ({ inputs }) => inputs.encryptionConfigurations[0].kmsKey,
        "cloudwatch.LogGroup": ({ inputs }) => inputs.kmsKeyId,
        "sns.Topic": ({ inputs }) => inputs.kmsMasterKeyId,
      };
      for (const [type, key] of Object.entries(keyOf)) {
        expect(made.ofType(type).length).toBeGreaterThan(0);
        for (const resource of made.ofType(type))
          expect([type, resource.name, key(resource)]).toEqual([type, resource.name, expect.stringContaining(":key/key")]);
      }
      expect(made.ofType("s3.BucketServerSideEncryptionConfiguration")).toHaveLength(made.ofType("s3.Bucket").length);
      expect(made.the("ebs.EncryptionByDefault").inputs.enabled).toBe(true);
    },
  },
  {
    sentence:
      "Instances can call any host of the internet on ports 443, 80 (revocation lists) and 587 (mail). The relay's tasks can call any host on 443",
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

const OTHERS: readonly Promised[] = [
  {
    sentence: "AWS patches each product in a weekly window. Non-production is patched a day before production.",
    holds: (made, stack) => {
      const days = environments(made).map((one) =>
        optionOf(one, "aws:elasticbeanstalk:managedactions", "PreferredStartTime")?.slice(0, 3),
      );
      expect(new Set(days)).toEqual(new Set([stack === "prod" ? "Sun" : "Sat"]));
      expect(DAYS.indexOf("Sat") + 1).toBe(DAYS.indexOf("Sun"));
      const starts = environments(made).map((one) => optionOf(one, "aws:elasticbeanstalk:managedactions", "PreferredStartTime"));
      expect(new Set(starts).size).toBe(3);
    },
  },
  {
    sentence: "There is no RDP and no key pair.",
    holds: (made) => {
      expect(doors(made).filter((door) => / tcp (22|3389) /.test(door))).toEqual([]);
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:autoscaling:launchconfiguration", "EC2KeyName")).toBeUndefined();
      }
    },
  },
  {
    sentence: "Access logs of the load balancers and buckets, in a bucket of their own.",
    holds: (made) => {
      const topic = made.the("sns.Topic").name;
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs")).toBe("true");
        expect(optionOf(environment, "aws:elbv2:loadbalancer", "AccessLogsS3Bucket")).toBe("access-logs");
        expect(optionOf(environment, "aws:elasticbeanstalk:sns:topics", "Notification Topic ARN")).toMatch(
          new RegExp(`:${topic}$`),
        );
      }
      expect(made.ofType("s3.BucketLogging")).toHaveLength(made.ofType("s3.Bucket").length);
      const reporters = [
        ...made.ofType("cloudwatch.EventTarget").map(({ inputs }) => inputs.arn),
        ...made.ofType("cloudwatch.MetricAlarm").flatMap(({ inputs }) => inputs.alarmActions),
      ];
      expect(reporters.length).toBeGreaterThan(8);
      for (const arn of reporters) expect(arn).toMatch(new RegExp(`:${topic}$`));
      expect(made.ofType("sns.TopicSubscription").map(({ inputs }) => inputs.protocol)).toEqual(["email"]);
    },
  },
  {
    sentence: "One port, one source and one written reason for each rule.",
    holds: (made) => expect(doors(made).filter((door) => !/ tcp \d+ /.test(door))).toEqual([]),
  },
  {
    sentence: "Port 8080, and ports 6379 and 6380, each from one group. Port 80 only redirects.",
    holds: (made) => {
      expect(doors(made).filter((door) => /^in relay-(tasks|cache) /.test(door))).toEqual([
        "in relay-cache tcp 6379 from relay-tasks",
        "in relay-cache tcp 6380 from relay-tasks",
        "in relay-tasks tcp 8080 from relay-balancer",
      ]);
    },
  },
  {
    sentence: "RDS has no SQL Browser.",
    holds: (made) => expect(doors(made).filter((door) => door.includes(" 1434 "))).toEqual([]),
  },
  {
    sentence: "Encrypted, with forced TLS, backups and enhanced monitoring. Protected from deletion in production.",
    holds: (made, stack) => {
      const { inputs, protect } = made.the("rds.Instance");
      expect(inputs).toMatchObject({ storageEncrypted: true, monitoringInterval: 60, deletionProtection: stack === "prod" });
      expect(inputs.backupRetentionPeriod).toBeGreaterThanOrEqual(7);
      expect(made.the("rds.ParameterGroup").inputs.parameters).toMatchObject([{ name: "rds.force_ssl", value: "1" }]);
      expect(protect).toBe(stack === "prod");
    },
  },
  {
    sentence: "Two or more (`relayMinTasks`), in several zones.",
    holds: (made) => {
      expect(made.the("ecs.Service").inputs.desiredCount).toBeGreaterThanOrEqual(2);
      expect(made.the("ecs.Service").inputs.networkConfiguration.subnets.length).toBeGreaterThanOrEqual(2);
    },
  },
  {
    sentence: "The role of our relay may do nothing at all, unless `relayExec` lets people in.",
    holds: (made) => expect(made.ofType("iam.RolePolicy").filter(({ inputs }) => inputs.role === "relay-task")).toEqual([]),
  },
  {
    sentence: "`webAcl` puts AWS WAF in front of every load balancer. It is on in production.",
    holds: (made, stack) => expect(made.ofType("wafv2.WebAclAssociation")).toHaveLength(stack === "prod" ? 4 : 0),
  },
];

const stacks = ["prod", "nonprod"] as const;

describe("a promise of the documents", () => {
  it.each([...SECURITY, ...OTHERS])("is made, and holds in both stacks: $sentence", async ({ sentence, holds }) => {
    expect(DOCUMENTS).toContain(sentence);
    for (const stack of stacks) holds(await deployStack(stack), stack);
  });
});

describe("a promise of the documents about settings", () => {
  it("holds: with an upstream in the VPC and relayVpcEndpoints, tasks reach that, their cache and AWS, and nothing else", async () => {
    expect(DOCUMENTS).toContain(
      "So tasks reach nothing else in the internet only with an API in the VPC and `relayVpcEndpoints`.",
    );
    const made = await deployStack("nonprod", {
      relayVpcEndpoints: true,
      relayUpstream: "http://10.40.0.7:3000",
      relayUpstreamReach: "10.40.0.0/24",
    });
    const out = doors(made).filter((door) => door.startsWith("out relay-tasks "));
    expect(out.filter((door) => !door.includes("undefined"))).toEqual([
      "out relay-tasks tcp 3000 to 10.40.0.0/24",
      "out relay-tasks tcp 443 to relay-endpoints",
      "out relay-tasks tcp 6379 to relay-cache",
      "out relay-tasks tcp 6380 to relay-cache",
    ]);
    const lists = made.ofType("vpc.SecurityGroupEgressRule").filter(({ inputs }) => inputs.prefixListId !== undefined);
    expect(lists.map(({ inputs }) => inputs.prefixListId)).toEqual(["pl-com.amazonaws.us-east-1.s3"]);
  });

  it.each([
    ["disposable", "It deletes everything. No snapshot is left.", ["ebs.EncryptionByDefault"], true],
    [
      "removable",
      "It deletes everything except a final snapshot of the database, the database's backups, and the KMS key that decrypts them.",
      ["ebs.EncryptionByDefault", "kms.Key"],
      false,
    ],
  ])("holds: %s %s", async (dataProtection, sentence, retained, skipFinalSnapshot) => {
    expect(DOCUMENTS).toContain(sentence);
    expect(DOCUMENTS).toContain("Two things stay in each case. New volumes of the account are still encrypted");
    const made = await deployStack("nonprod", { dataProtection });
    expect(made.resources.filter(({ protect }) => protect)).toEqual([]);
    expect(
      made.resources
        .filter(({ retainOnDelete }) => retainOnDelete)
        .map(({ type }) => short(type))
        .sort(),
    ).toEqual(retained);
    expect(made.the("rds.Instance").inputs).toMatchObject({ skipFinalSnapshot, deleteAutomatedBackups: skipFinalSnapshot });
    for (const { inputs } of made.ofType("s3.Bucket")) expect(inputs.forceDestroy).toBe(true);
    for (const environment of environments(made)) {
      expect(optionOf(environment, "aws:elasticbeanstalk:cloudwatch:logs", "DeleteOnTerminate")).toBe("true");
    }
  });

  it("holds: in production destroy is refused by Pulumi and by AWS", async () => {
    expect(DOCUMENTS).toContain("Production refuses `destroy` three times");
    const made = await deployStack("prod");
    expect(made.the("rds.Instance").protect).toBe(true);
    expect(made.the("rds.Instance").inputs.deletionProtection).toBe(true);
  });
});
