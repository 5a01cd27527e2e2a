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
 * AWS's lists of known attackers and of requests that nobody sends in good faith. Not its common rules: they refuse bodies and
 * queries as applications for data have them. No limit for each address, as an office may come from one.
 */
const GROUPS = { AWSManagedRulesAmazonIpReputationList: [], AWSManagedRulesKnownBadInputsRuleSet: [] };

/** One web ACL before the load balancers of all environments. */
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
