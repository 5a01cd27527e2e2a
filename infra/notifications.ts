import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./policy-document.ts";

export interface NotificationsArgs {
  accountId: string;
  kmsKeyArn: pulumi.Input<string>;
  /** E-mail addresses. AWS sends each one mail, and no alarms before somebody clicks the link in it. */
  emails: readonly string[];
  /** https URLs, secret as they often contain a token. AWS sends a message to each one, which the receiver must confirm. */
  webhooks: readonly pulumi.Output<string>[];
}

/**
 * The topic of alarms and events, encrypted with the stack's key, with a subscription for each address and URL. A publisher needs
 * access to the key as well, see `encryption-key.ts`.
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
            // Without a condition, as in AWS's example: AWS does not document that EventBridge passes the account to SNS.
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
    // By number, as nothing of a secret may be in a name.
    args.webhooks.forEach((endpoint, index) => {
      new aws.sns.TopicSubscription(
        `${name}-webhook-${index + 1}`,
        { topic: topic.arn, protocol: "https", endpoint },
        { parent: this, additionalSecretOutputs: ["endpoint"] },
      );
    });
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
