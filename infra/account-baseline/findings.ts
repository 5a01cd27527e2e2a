import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface FindingsArgs {
  region: string;
  prefix: string;
  topicArn: pulumi.Input<string>;
  /** Security Hub's controls fail without records of AWS Config. */
  recorder: pulumi.Resource;
}

/** GuardDuty's findings from here on are "high". */
const HIGH = 7;

/** Who looks: GuardDuty at calls and traffic, Security Hub at configurations, Access Analyzer at who gets in from outside. */
export function findings(name: string, { region, prefix, topicArn, recorder }: FindingsArgs, parent: pulumi.Resource): void {
  const detector = new aws.guardduty.Detector(
    `${name}-guardduty`,
    { enable: true, findingPublishingFrequency: "FIFTEEN_MINUTES" },
    { parent },
  );
  const rule = new aws.cloudwatch.EventRule(
    `${name}-guardduty`,
    {
      description: "Findings of GuardDuty that a person should know about",
      eventPattern: JSON.stringify({
        source: ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        detail: { severity: [{ numeric: [">=", HIGH] }] },
      }),
    },
    { parent, dependsOn: [detector] },
  );
  new aws.cloudwatch.EventTarget(`${name}-guardduty`, { rule: rule.name, arn: topicArn }, { parent });

  const hub = new aws.securityhub.Account(
    `${name}-security-hub`,
    // The default standards are those of the day on which somebody turns it on. Ours are named.
    { enableDefaultStandards: false, autoEnableControls: true, controlFindingGenerator: "SECURITY_CONTROL" },
    { parent, dependsOn: [recorder] },
  );
  const standards = {
    fsbp: "aws-foundational-security-best-practices/v/1.0.0",
    cis: "cis-aws-foundations-benchmark/v/5.0.0",
  };
  for (const [purpose, standard] of Object.entries(standards)) {
    new aws.securityhub.StandardsSubscription(
      `${name}-${purpose}`,
      { standardsArn: `arn:aws:securityhub:${region}::standards/${standard}` },
      { parent, dependsOn: [hub] },
    );
  }
  new aws.accessanalyzer.Analyzer(`${name}-access`, { analyzerName: prefix, type: "ACCOUNT" }, { parent });
}
