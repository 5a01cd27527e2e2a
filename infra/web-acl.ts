import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface WebAclArgs {
  /** "Before the relay". */
  description: string;
  /** Letters, digits, hyphens: the ACL's own metric. */
  metricName: string;
  /** Load balancers by the logical name of their association. */
  balancerArns: Readonly<Record<string, pulumi.Input<string>>>;
  /** Requests of one IP address in 5 minutes; no limit when left out. */
  rateLimit?: number | undefined;
  /** AWS's managed rule groups, and the rules in them that count requests instead of blocking them. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Name of the log group; AWS requires the prefix "aws-waf-logs-". */
  logGroupName: string;
  /** Days. */
  logRetentionDays: number;
  kmsKeyArn: pulumi.Input<string>;
  /** What must exist before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** A web ACL for load balancers. It logs the requests that it blocks or counts, without their credentials. */
export function webAcl(name: string, args: WebAclArgs, parent: pulumi.Resource): void {
  const acl = new aws.wafv2.WebAcl(
    name,
    {
      scope: "REGIONAL",
      description: args.description,
      defaultAction: { allow: {} },
      rules: [...(args.rateLimit === undefined ? [] : [rateRule(args.rateLimit)]), ...Object.entries(args.groups).map(groupRule)],
      visibilityConfig: visibilityConfig(args.metricName),
    },
    { parent, dependsOn: [...args.dependsOn] },
  );
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-web-acl`,
    { name: args.logGroupName, retentionInDays: args.logRetentionDays, kmsKeyId: args.kmsKeyArn },
    { parent },
  );
  new aws.wafv2.WebAclLoggingConfiguration(
    name,
    {
      resourceArn: acl.arn,
      logDestinationConfigs: [logs.arn],
      redactedFields: [{ singleHeader: { name: "authorization" } }, { singleHeader: { name: "cookie" } }, { queryString: {} }],
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            conditions: [{ actionCondition: { action: "BLOCK" } }, { actionCondition: { action: "COUNT" } }],
          },
        ],
      },
    },
    { parent },
  );
  for (const [association, resourceArn] of Object.entries(args.balancerArns)) {
    new aws.wafv2.WebAclAssociation(association, { resourceArn, webAclArn: acl.arn }, { parent });
  }
}

function rateRule(limit: number) {
  return {
    name: "rate",
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
    visibilityConfig: visibilityConfig("rate"),
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
    visibilityConfig: visibilityConfig(name),
  };
}

function visibilityConfig(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
