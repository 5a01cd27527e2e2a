import * as pulumi from "@pulumi/pulumi";
import { webAcl } from "../web-acl.ts";
import type { Environment } from "./environment.ts";

export interface EnvironmentsWebAclArgs {
  /** First part of every fixed name, "xmpro-prod". */
  prefix: string;
  environments: Readonly<Record<string, Environment>>;
  /** Days. */
  logRetentionDays: number;
  kmsKeyArn: pulumi.Input<string>;
}

/**
 * AWS's lists of known attackers and of requests that no honest client sends. Not its common rule set, which blocks bodies and
 * queries that data applications need. No rate limit, as a whole office may share one IP address.
 */
const GROUPS = { AWSManagedRulesAmazonIpReputationList: [], AWSManagedRulesKnownBadInputsRuleSet: [] };

/** One web ACL for the load balancers of all environments. */
export class EnvironmentsWebAcl extends pulumi.ComponentResource {
  constructor(name: string, args: EnvironmentsWebAclArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:beanstalk:EnvironmentsWebAcl", name, {}, opts);
    const { prefix, environments, logRetentionDays, kmsKeyArn } = args;
    webAcl(
      name,
      {
        description: "Before the products",
        metricName: "products",
        balancerArns: Object.fromEntries(
          Object.entries(environments).map(([environment, { balancerArn }]) => [`${name}-${environment}`, balancerArn]),
        ),
        groups: GROUPS,
        logGroupName: `aws-waf-logs-${prefix}-${name}`,
        logRetentionDays,
        kmsKeyArn,
        dependsOn: [],
      },
      this,
    );
    this.registerOutputs({});
  }
}
