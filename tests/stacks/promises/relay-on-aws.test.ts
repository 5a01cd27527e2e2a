import { describe, expect, it } from "vitest";
import type { Deployed } from "../../support/program/deploy.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";
import { containerOf, itHolds, type Promised, textOf } from "./promised.ts";

const PAGE = "docs/relay-on-aws.md";
const digest = `sha256:${"ab".repeat(32)}`;
const account = (stack: string) => (stack === "prod" ? "444455556666" : "111122223333");

const variableOf = (made: Deployed, variable: string): string | undefined =>
  containerOf(made).environment.find(({ name }: { name: string }) => name === variable)?.value;
const associated = (made: Deployed) => made.ofType("wafv2.WebAclAssociation").map(({ name }) => name);

const PROMISES: readonly Promised[] = [
  {
    sentence: "It runs on Fargate, behind a load balancer of its own, at `https://relay-xmpro.<domain>` in `prod` and at",
    holds: (made, stack) => {
      expect(made.the("ecs.Service").inputs.launchType).toBe("FARGATE");
      expect(made.ofType("lb.LoadBalancer")).toHaveLength(1);
      expect(made.outputs.relay.url).toMatch(stack === "prod" ? /^https:\/\/relay-xmpro\./ : /^https:\/\/relay-nonprod-xmpro\./);
    },
  },
  {
    sentence: "It forwards requests to App Designer until you name another API.",
    holds: (made) => expect(variableOf(made, "UPSTREAM")).toBe(made.outputs.urls.ad),
  },
  {
    sentence: "Its secrets are SecureStrings in SSM. Their names begin with `secretsPath`.",
    holds: (made, stack) => {
      const parameters = made.ofType("ssm.Parameter").map(({ inputs }) => inputs);
      const path = made.outputs.relay.secretsPath;
      expect(path).toBe(`/xmpro-${stack}/relay/`);
      const own = parameters.filter(({ name }) => name.startsWith(path));
      expect(own).toHaveLength(3);
      for (const { type } of own) expect(type).toBe("SecureString");
      for (const { valueFrom } of containerOf(made).secrets)
        expect(valueFrom).toContain(`arn:aws:ssm:us-east-1:${account(stack)}:parameter${path}`);
    },
  },
  {
    sentence: "ECS starts new tasks beside the old ones, and stops the old ones when the new ones are healthy.",
    holds: (made) => {
      const { deploymentMinimumHealthyPercent: least, deploymentMaximumPercent: most } = made.the("ecs.Service").inputs;
      expect([least, most]).toEqual([100, 200]);
    },
  },
  {
    sentence: "If a task does not become healthy or an alarm goes off, AWS rolls the deployment back and a mail reports it.",
    holds: (made) => {
      const { deploymentCircuitBreaker, alarms } = made.the("ecs.Service").inputs;
      expect(deploymentCircuitBreaker).toEqual({ enable: true, rollback: true });
      expect(alarms).toMatchObject({ enable: true, rollback: true });
      expect(alarms.alarmNames.length).toBeGreaterThan(0);
      const target = made.the("cloudwatch.EventTarget", "relay-failed-deployments");
      expect(target.inputs.arn).toMatch(new RegExp(`:${made.the("sns.Topic").name}$`));
    },
  },
  {
    sentence:
      "Near the limit of data the cache drops pairs, and above the limit of ECPU it refuses commands. An alarm reports both.",
    holds: (made) => {
      expect(made.the("elasticache.ServerlessCache").inputs.cacheUsageLimits).toMatchObject({
        dataStorage: { maximum: expect.any(Number) },
        ecpuPerSeconds: [{ maximum: expect.any(Number) }],
      });
      const metrics = made.ofType("cloudwatch.MetricAlarm").map(({ inputs }) => inputs.metricName);
      expect(metrics).toEqual(expect.arrayContaining(["ThrottledCmds", "BytesUsedForCache"]));
    },
  },
  {
    sentence: "`webAcl` puts AWS WAF in front of every load balancer. It is on in production.",
    holds: (made, stack) =>
      expect(associated(made).sort()).toEqual(stack === "prod" ? ["products-ad", "products-ds", "products-sm", "relay"] : []),
  },
  {
    sentence: "| always | their cache, on ports 6379 and 6380, and the DNS resolver of the VPC |",
    holds: (made) => {
      const toCache = securityGroupRules(made).filter(
        (rule) => rule.startsWith("out relay-tasks ") && rule.endsWith(" to relay-cache"),
      );
      expect(toCache).toEqual(["out relay-tasks tcp 6379 to relay-cache", "out relay-tasks tcp 6380 to relay-cache"]);
    },
  },
];

/** Settings with which tasks cannot reach the internet. */
const CLOSED = { relayVpcEndpoints: true, relayUpstream: "http://10.40.0.7:3000", relayUpstreamReach: "10.40.0.0/24" };
const IN_REGION = `111122223333.dkr.ecr.us-east-1.amazonaws.com/relay@${digest}`;
const ELSEWHERE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay@${digest}`;
const VENDORS = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/mte-relay-server@${digest}`;
const outOfTasks = (made: Deployed) => securityGroupRules(made).filter((rule) => rule.startsWith("out relay-tasks "));

describe("a promise of docs/relay-on-aws.md", () => {
  itHolds(PAGE, PROMISES);

  it.each([
    ["an image built here", {}, []],
    ["an image that is given in ECR of this region", { relayImage: IN_REGION }, []],
    [
      "a second API there",
      { relayDomains: ["api.example.com=http://10.50.0.7 10.50.0.0/24"] },
      ["out relay-tasks tcp 80 to 10.50.0.0/24"],
    ],
  ])(
    "holds: with endpoints, an API in the VPC and %s, tasks reach these APIs, their cache and AWS, and nothing else",
    async (_, more, others) => {
      expect(textOf(PAGE)).toContain(
        "With `relayVpcEndpoints`, every API in the VPC and an image in ECR of this region, tasks reach these APIs, their cache and AWS, and nothing else.",
      );
      const made = await deployStack("nonprod", { ...CLOSED, ...more });
      expect(outOfTasks(made).filter((rule) => !rule.includes("undefined"))).toEqual([
        "out relay-tasks tcp 3000 to 10.40.0.0/24",
        "out relay-tasks tcp 443 to relay-endpoints",
        "out relay-tasks tcp 6379 to relay-cache",
        "out relay-tasks tcp 6380 to relay-cache",
        ...others,
      ]);
      const lists = made.ofType("vpc.SecurityGroupEgressRule").filter(({ inputs }) => inputs.prefixListId !== undefined);
      expect(lists.map(({ inputs }) => inputs.prefixListId)).toEqual(["pl-com.amazonaws.us-east-1.s3"]);
    },
  );

  it.each([
    ["443", "without endpoints", { ...CLOSED, relayVpcEndpoints: false }],
    ["443", "with an API in the internet", { relayVpcEndpoints: true }],
    ["443", "with a second API in the internet", { ...CLOSED, relayDomains: ["sm"] }],
    [
      "8443",
      "with an API in the internet on its port",
      { relayVpcEndpoints: true, relayUpstream: "https://api.example.net:8443" },
    ],
    ["443", "with an image of another region", { ...CLOSED, relayImage: ELSEWHERE }],
    ["443", "with the vendor's image", { ...CLOSED, relayImage: VENDORS, relayMarketplace: true }],
  ])("holds: otherwise tasks can call any host of the internet, on port %s, %s", async (port, _, settings) => {
    expect(textOf(PAGE)).toContain("Otherwise they can call any host of the internet, on port 443 or on the port of the API.");
    const out = outOfTasks(await deployStack("nonprod", settings)).filter((rule) => rule.endsWith(" to 0.0.0.0/0"));
    expect(out).toEqual([`out relay-tasks tcp ${port} to 0.0.0.0/0`]);
  });

  it("holds: relayWafRateLimit puts AWS WAF in front of the relay also where webAcl is off", async () => {
    expect(textOf(PAGE)).toContain(
      "`relayWafRateLimit` adds a limit for each address, and puts AWS WAF in front of the relay also where `webAcl` is off.",
    );
    const made = await deployStack("nonprod", { relayWafRateLimit: 2000 });
    expect(associated(made)).toEqual(["relay"]);
    expect(made.the("wafv2.WebAcl").inputs.rules[0].statement.rateBasedStatement).toMatchObject({
      limit: 2000,
      aggregateKeyType: "IP",
    });
  });

  it("holds: allowedCidrs applies to the relay too, with at most 27 networks", async () => {
    expect(textOf(PAGE)).toContain("`allowedCidrs` holds for the relay too, then with at most 27 networks.");
    const networks = (count: number) => Array.from({ length: count }, (_, index) => `198.51.100.${index * 4}/30`);
    const made = await deployStack("nonprod", { allowedCidrs: networks(27) });
    const own =
      made.outputs.relay && securityGroupRules(made).filter((rule) => /^in relay-balancer tcp 443 from 198\./.test(rule));
    expect(own).toHaveLength(27);
    await expect(deployStack("nonprod", { allowedCidrs: networks(28) })).rejects.toThrow("at most 27 networks");
    const alone = await deployStack("nonprod", { allowedCidrs: networks(28), relayEnabled: false });
    expect(securityGroupRules(alone).filter((rule) => /^in sm-balancer tcp 443 from 198\./.test(rule))).toHaveLength(28);
  });

  it("holds: relaySecretVersion rotates the secret when increased by 1, revokes a leaked one when increased by 3, and keeps the identity", async () => {
    const page = textOf(PAGE);
    expect(page).toContain("| 1 | The new secret signs. The previous secret stays valid, so clients are unaffected. |");
    expect(page).toContain("| 3 | No earlier secret is accepted. Clients pair again by themselves. |");
    expect(page).toContain("The identity that pages pin does not change.");
    const accepted = async (version: number) => {
      const made = await deployStack("nonprod", { relaySecretVersion: version });
      const names = made.ofType("random.RandomPassword").map(({ name }) => name);
      expect(made.the("random.RandomBytes").name).toBe("relay-identity");
      return names.filter((name) => name.startsWith("relay-client-ids-")).sort();
    };
    const [before, next, afterLeak] = [await accepted(2), await accepted(3), await accepted(5)];
    expect(before).toEqual(["relay-client-ids-1", "relay-client-ids-2", "relay-client-ids-3"]);
    // Tasks of both versions accept the previous and the current signing secret.
    expect(next).toEqual(expect.arrayContaining(["relay-client-ids-2", "relay-client-ids-3"]));
    expect(afterLeak.filter((name) => before.includes(name))).toEqual([]);
  });
});
