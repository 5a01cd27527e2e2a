import * as pulumi from "@pulumi/pulumi";
import { accountDefaults } from "./account-defaults.ts";
import { AuditTrail } from "./audit-trail.ts";
import { configRecorder } from "./config-recorder.ts";
import { costBudget } from "./cost-budget.ts";
import { findings } from "./findings.ts";
import type { RecordArgs } from "./record-args.ts";

export interface AccountBaselineArgs extends RecordArgs {
  /** Receives GuardDuty's findings. */
  topicArn: pulumi.Input<string>;
  /** Undefined: none. */
  budget: { readonly usd: number; readonly emails: readonly string[] } | undefined;
}

/**
 * What each account should have once: a record of all calls, of all configurations, and somebody who looks at both. Most of it can
 * exist once in an account and region only, so `up` fails where it does already.
 */
export class AccountBaseline extends pulumi.ComponentResource {
  constructor(name: string, args: AccountBaselineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:account-baseline:AccountBaseline", name, {}, opts);
    const { accountId, prefix, topicArn } = args;
    new AuditTrail(`${name}-trail`, args, { parent: this });
    const recorder = configRecorder(`${name}-config`, args, this);
    findings(name, { region: args.region, prefix, topicArn, recorder }, this);
    accountDefaults(name, accountId, this);
    if (args.budget !== undefined) costBudget(`${name}-budget`, { prefix, ...args.budget }, this);
    this.registerOutputs({});
  }
}
