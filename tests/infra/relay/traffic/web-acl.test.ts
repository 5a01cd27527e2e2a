import { describe, expect, it } from "vitest";
import { deployRelay } from "../example-relay.ts";

const guarded = () => deployRelay({ waf: { rateLimit: 2000 } });
const rules = async () => (await guarded()).the("wafv2.WebAcl").inputs.rules;

describe("the web ACL", () => {
  it("does not exist unless it is configured", async () => {
    const made = await deployRelay();
    expect([made.ofType("wafv2.WebAcl"), made.ofType("wafv2.WebAclAssociation")]).toEqual([[], []]);
  });

  it("is associated with the load balancer", async () => {
    const made = await guarded();
    expect(made.the("wafv2.WebAclAssociation").inputs).toEqual({
      resourceArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/relay/0",
      webAclArn: expect.stringContaining("webacl/relay"),
    });
    expect(made.the("wafv2.WebAcl").inputs).toMatchObject({ scope: "REGIONAL", defaultAction: { allow: {} } });
  });

  it("answers 429 to an address with too many requests, before all other rules", async () => {
    expect((await rules())[0]).toMatchObject({
      priority: 0,
      statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
      action: { block: { customResponse: { responseCode: 429 } } },
    });
  });

  it("has AWS's rule groups, each with a priority and a metric of its own", async () => {
    const made = await rules();
    expect(made.map(({ name }: { name: string }) => name)).toEqual([
      "rate",
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesCommonRuleSet",
    ]);
    expect(made.map(({ priority }: { priority: number }) => priority)).toEqual([0, 1, 2, 3]);
    for (const { name, visibilityConfig } of made) {
      expect(visibilityConfig).toEqual({ metricName: name, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true });
    }
  });

  it("blocks no request for a pattern in a sealed body or for a long sealed URL", async () => {
    const overrides = (await rules()).flatMap(
      ({ statement }: { statement: { managedRuleGroupStatement?: { ruleActionOverrides: object[] } } }) =>
        statement.managedRuleGroupStatement?.ruleActionOverrides ?? [],
    );
    expect(overrides.map(({ name }: { name: string }) => name)).toEqual([
      "JavaDeserializationRCE_BODY",
      "Log4JRCE_BODY",
      "CrossSiteScripting_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "SizeRestrictions_BODY",
      "SizeRestrictions_QUERYSTRING",
      "SizeRestrictions_URIPATH",
    ]);
    for (const { actionToUse } of overrides) expect(actionToUse).toEqual({ count: {} });
  });
});
