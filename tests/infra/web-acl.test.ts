import { describe, expect, it } from "vitest";
import { deployStack } from "../support/program/deploy-stack.ts";

const BALANCERS = ["sm", "ds", "ad"].map(
  (product) => `arn:aws:elasticloadbalancing:us-east-1:444455556666:loadbalancer/app/awseb-${product}/0`,
);
const RELAY = "arn:aws:elasticloadbalancing:us-east-1:444455556666:loadbalancer/app/relay/0";

describe("AWS WAF", () => {
  it("protects every load balancer of prod, and none of nonprod", async () => {
    const made = await deployStack("prod");
    expect(
      made
        .ofType("wafv2.WebAclAssociation")
        .map(({ inputs }) => inputs.resourceArn)
        .sort(),
    ).toEqual([...BALANCERS, RELAY].sort());
    expect((await deployStack("nonprod")).ofType("wafv2.WebAcl")).toEqual([]);
  });

  it("protects the products and the relay in nonprod if webAcl is on, and only the relay with a rate limit", async () => {
    const acls = async (settings: Readonly<Record<string, unknown>>) =>
      (await deployStack("nonprod", settings))
        .ofType("wafv2.WebAcl")
        .map(({ name }) => name)
        .sort();
    expect(await acls({ webAcl: "on" })).toEqual(["products", "relay"]);
    expect(await acls({ webAcl: "on", relayEnabled: false })).toEqual(["products"]);
    expect(await acls({ relayWafRateLimit: 2000 })).toEqual(["relay"]);
  });

  it("has no rate limit unless that is configured", async () => {
    const rules = async (settings: Readonly<Record<string, unknown>>) =>
      (await deployStack("prod", settings)).the("wafv2.WebAcl", "relay").inputs.rules.map(({ name }: { name: string }) => name);
    expect(await rules({})).not.toContain("rate");
    expect(await rules({ relayWafRateLimit: 2000 })).toContain("rate");
    const products = (await deployStack("prod", { relayWafRateLimit: 2000 })).the("wafv2.WebAcl", "products").inputs.rules;
    expect(products.map(({ name }: { name: string }) => name)).toEqual([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
    ]);
  });

  it("logs blocked and counted requests to an encrypted log group with a retention, without credentials and queries", async () => {
    const made = await deployStack("prod");
    for (const name of ["products", "relay"]) {
      const group = made.the("cloudwatch.LogGroup", `${name}-web-acl`).inputs;
      expect(group).toMatchObject({
        name: `aws-waf-logs-xmpro-prod-${name}`,
        retentionInDays: 365,
        kmsKeyId: expect.stringContaining(":key/"),
      });
      const { inputs } = made.the("wafv2.WebAclLoggingConfiguration", name);
      expect(inputs.logDestinationConfigs).toEqual([expect.stringContaining(`:log-group:${group.name}`)]);
      expect(inputs.redactedFields).toEqual([
        { singleHeader: { name: "authorization" } },
        { singleHeader: { name: "cookie" } },
        { queryString: {} },
      ]);
      expect(inputs.loggingFilter.defaultBehavior).toBe("DROP");
    }
  });
});
