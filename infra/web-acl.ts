import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface WebAclArgs {
  /** "Before the relay". */
  description: string;
  /** Letters, digits, hyphens: the ACL's own metric. */
  metricName: string;
  /** Load balancers by the logical name of their association. */
  balancerArns: Readonly<Record<string, pulumi.Input<string>>>;
  /** Requests of one address in 5 minutes; without it there is no limit. */
  rateLimit?: number | undefined;
  /** AWS's rule groups, and the rules in them that only count. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Name of the log group, which AWS wants to begin with "aws-waf-logs-". */
  logGroupName: string;
  /** Days. */
  logRetentionDays: number;
  kmsKeyArn: pulumi.Input<string>;
  /** What must be there before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** A web ACL before load balancers. It logs what it blocks or counts, without credentials. */
export function webAcl(name: string, args: WebAclArgs, parent: pulumi.Resource): void {
  const acl = new aws.wafv2.WebAcl(
    name,
    {
      scope: "REGIONAL",
      description: args.description,
      defaultAction: { allow: {} },
      rules: [...(args.rateLimit === undefined ? [] : [rateRule(args.rateLimit)]), ...Object.entries(args.groups).map(groupRule)],
      visibilityConfig: visible(args.metricName),
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
