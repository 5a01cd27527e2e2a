import { describe, expect, it } from "vitest";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";
import { containerOf, environments, itHolds, optionOf, type Promised, textOf } from "./promised.ts";

const PAGE = "docs/differences.md";
const POST_QUANTUM = /^ELBSecurityPolicy-TLS13-1-2-.*PQ/;

const XMPRO: readonly Promised[] = [
  {
    sentence: "The four files can be read without credentials only through the S3 endpoint of the instances' subnets.",
    holds: (made) => {
      const { InstancesByTheEndpoint: read, ...others } = statementsOf(made.the("s3.BucketPolicy", "certificates"));
      expect(read.Resource).toHaveLength(4);
      expect(read.Condition).toEqual({ StringEquals: { "aws:SourceVpce": "vpce-network-s3" } });
      expect(Object.keys(others)).toEqual(["OnlyOverTls"]);
    },
  },
  {
    sentence: "One port, one source and one written reason for each rule.",
    holds: (made) => expect(securityGroupRules(made).filter((rule) => !/ tcp \d+ /.test(rule))).toEqual([]),
  },
  {
    sentence: "RDS has no SQL Browser.",
    holds: (made) => expect(securityGroupRules(made).filter((rule) => rule.includes(" 1434 "))).toEqual([]),
  },
  {
    sentence: "They listen on 443 only.",
    holds: (made) => {
      for (const environment of environments(made)) {
        const listeners = environment.inputs.settings.filter(
          ({ namespace, name, value }: Record<string, string>) =>
            namespace?.startsWith("aws:elbv2:listener:") && name === "ListenerEnabled" && value === "true",
        );
        expect(listeners.map(({ namespace }: { namespace: string }) => namespace)).toEqual(["aws:elbv2:listener:443"]);
      }
    },
  },
  {
    sentence: "It has TLS and a token.",
    holds: (made) =>
      expect(made.the("elasticache.ReplicationGroup").inputs).toMatchObject({
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: expect.anything(),
      }),
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
    sentence: "One zone for each host name, one zone, or yours (`dnsZones`, `hostedZoneId`).",
    holds: (made) => {
      const hosts = Object.values({ ...made.outputs.urls, relay: made.outputs.relay.url }).map(
        (url) => new URL(String(url)).host,
      );
      expect(
        made
          .ofType("route53.Zone")
          .map(({ inputs }) => inputs.name)
          .sort(),
      ).toEqual(hosts.sort());
    },
  },
];

const RELAY: readonly Promised[] = [
  {
    sentence: "Port 8080, and ports 6379 and 6380, each from one group. Port 80 only redirects.",
    holds: (made) => {
      expect(securityGroupRules(made).filter((rule) => /^in relay-(tasks|cache) /.test(rule))).toEqual([
        "in relay-cache tcp 6379 from relay-tasks",
        "in relay-cache tcp 6380 from relay-tasks",
        "in relay-tasks tcp 8080 from relay-balancer",
      ]);
    },
  },
  {
    sentence: "It has limits by setting, a key of this stack, and Valkey unless you choose `redis`.",
    holds: (made) =>
      expect(made.the("elasticache.ServerlessCache").inputs).toMatchObject({
        engine: "valkey",
        kmsKeyId: expect.stringContaining(":key/key"),
      }),
  },
  {
    sentence: "It is `rediss://host:6379`.",
    holds: (made) => {
      const url = containerOf(made).environment.find(({ name }: { name: string }) => name === "REDIS_URL").value;
      expect(url).toMatch(/^rediss:\/\/[^/]+:6379$/);
    },
  },
  {
    sentence: "The role of our relay may do nothing at all, unless `relayExec` lets people in.",
    holds: (made) => expect(made.ofType("iam.RolePolicy").filter(({ inputs }) => inputs.role === "relay-task")).toEqual([]),
  },
  {
    sentence: "It is generated, kept in SSM as a SecureString, and passed by its ARN.",
    holds: (made) => {
      const { secrets, environment } = containerOf(made);
      expect(secrets.length).toBeGreaterThan(0);
      for (const { valueFrom } of secrets) expect(valueFrom).toMatch(/^arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter\//);
      const plain = environment.map(({ name }: { name: string }) => name);
      expect(plain.filter((name: string) => /SECRET|SEED|SERVER_ID/.test(name))).toEqual([]);
    },
  },
  {
    sentence: "Two or more (`relayMinTasks`), in several zones; in `nonprod` one at night (`relayNight`).",
    holds: (made, stack) => {
      expect(made.the("ecs.Service").inputs.desiredCount).toBeGreaterThanOrEqual(2);
      expect(made.the("ecs.Service").inputs.networkConfiguration.subnets.length).toBeGreaterThanOrEqual(2);
      const least = made.ofType("appautoscaling.ScheduledAction").map(({ inputs }) => inputs.scalableTargetAction.minCapacity);
      expect(least.sort()).toEqual(stack === "prod" ? [] : [1, 2]);
    },
  },
  {
    sentence: "It is `/healthz/ready`.",
    holds: (made) => expect(made.the("lb.TargetGroup").inputs.healthCheck.path).toBe("/healthz/ready"),
  },
  {
    sentence: "with a post-quantum capable policy.",
    holds: (made) => {
      expect(made.the("lb.Listener", "relay").inputs).toMatchObject({
        protocol: "HTTPS",
        sslPolicy: expect.stringMatching(POST_QUANTUM),
      });
      for (const environment of environments(made))
        expect(optionOf(environment, "aws:elbv2:listener:443", "SSLPolicy")).toMatch(POST_QUANTUM);
    },
  },
  {
    sentence: "Read-only (unless `relayExec` lets people in), as an unprivileged user without capabilities.",
    holds: (made) =>
      expect(containerOf(made)).toMatchObject({
        readonlyRootFilesystem: true,
        user: "65532:65532",
        linuxParameters: { capabilities: { drop: ["ALL"] } },
      }),
  },
];

describe("a promise of docs/differences.md about the console guides", () => {
  itHolds(PAGE, [...XMPRO, ...RELAY]);

  it("holds: with relayExec the task role allows ECS Exec, and the file system is writable", async () => {
    const made = await deployStack("nonprod", { relayExec: true });
    const [policy, ...others] = made.ofType("iam.RolePolicy").filter(({ inputs }) => inputs.role === "relay-task");
    expect(others).toEqual([]);
    expect(policy && Object.keys(statementsOf(policy))).toEqual(["LetPeopleIn"]);
    expect(containerOf(made).readonlyRootFilesystem).toBe(false);
  });

  it("holds: the vendor's image has its own user and a writable file system, without capabilities", async () => {
    expect(textOf(PAGE)).toContain("The vendor's image has its own user and a writable file system, without capabilities.");
    const relayImage = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/mte-relay-server@sha256:${"ab".repeat(32)}`;
    const container = containerOf(await deployStack("nonprod", { relayImage, relayMarketplace: true }));
    expect(container.user).toBeUndefined();
    expect(container).toMatchObject({
      readonlyRootFilesystem: false,
      linuxParameters: { capabilities: { drop: ["ALL"] } },
    });
  });

  it("holds: there is one zone for the domain, or only your own", async () => {
    expect((await deployStack("nonprod", { dnsZones: "domain" })).ofType("route53.Zone")).toHaveLength(1);
    expect((await deployStack("nonprod", { hostedZoneId: "Z0123456789ABCDEFGHIJ" })).ofType("route53.Zone")).toEqual([]);
  });
});
