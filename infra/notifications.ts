import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./policy-document.ts";

export interface NotificationsArgs {
  accountId: string;
  kmsKeyArn: pulumi.Input<string>;
  /** E-mail addresses; each gets one mail from AWS and hears nothing before its link is clicked. */
  emails: readonly string[];
}

/**
 * Where the platform reports that something happened: a topic, encrypted with the stack's key, with one e-mail subscription for each
 * address. Who publishes needs the key as well, see `encryption-key.ts`.
 */
export class Notifications extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:Notifications", name, {}, opts);
    const topic = new aws.sns.Topic(name, { kmsMasterKeyId: args.kmsKeyArn }, { parent: this });
    new aws.sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: policyDocument([
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.arn,
            Condition: { StringEquals: { "aws:SourceAccount": args.accountId } },
          },
          {
            // Without a condition, as AWS shows it: EventBridge is not said to tell SNS for whom it publishes.
            Sid: "EventRules",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.arn,
          },
        ]),
      },
      { parent: this },
    );
    for (const endpoint of args.emails) {
      new aws.sns.TopicSubscription(`${name}-${endpoint}`, { topic: topic.arn, protocol: "email", endpoint }, { parent: this });
    }
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
