import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface WebAclArgs {
  balancerArn: pulumi.Input<string>;
  /** Requests of one address in 5 minutes. */
  rateLimit: number;
  /** What must be there before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/**
 * AWS's rule groups, and the rules in them that only count: bodies are sealed, so that a pattern found there is chance, and sealed
 * URLs are longer than plain ones.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"],
  AWSManagedRulesCommonRuleSet: [
    "CrossSiteScripting_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "SizeRestrictions_BODY",
    "SizeRestrictions_QUERYSTRING",
    "SizeRestrictions_URIPATH",
  ],
};

/** A web ACL before the load balancer: a limit for each address, and AWS's lists of known attackers and attacks. */
export function webAcl(name: string, args: WebAclArgs, parent: pulumi.Resource): void {
  const acl = new aws.wafv2.WebAcl(
    name,
    {
      scope: "REGIONAL",
      description: "Before the relay",
      defaultAction: { allow: {} },
      rules: [rateRule(args.rateLimit), ...Object.entries(GROUPS).map(groupRule)],
      visibilityConfig: visible("relay"),
    },
    { parent, dependsOn: [...args.dependsOn] },
  );
  new aws.wafv2.WebAclAssociation(name, { resourceArn: args.balancerArn, webAclArn: acl.arn }, { parent });
}

function rateRule(limit: number) {
  return {
    name: "rate",
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
    visibilityConfig: visible("rate"),
  };
}

function groupRule([name, counted]: [string, readonly string[]], index: number) {
  return {
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  };
}

function visible(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
