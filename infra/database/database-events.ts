import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface DatabaseEventsArgs {
  accountId: string;
  region: string;
  /** Name of the instance. */
  identifier: string;
  /** Prefix of the names of its parameter groups. */
  parameterGroupPrefix: string;
  topicArn: pulumi.Input<string>;
}

/** The categories of FSBP RDS.20 and RDS.21, and those that a person acts on. */
const CATEGORIES = [
  "availability",
  "configuration change",
  "failover",
  "failure",
  "low storage",
  "maintenance",
  "notification",
  "recovery",
];

/**
 * Reports the events of a database and its parameter groups. Through EventBridge, as RDS itself sends no events to an encrypted
 * topic (API reference of CreateEventSubscription). The rule needs the names only, so it does not wait for the database.
 */
export function reportDatabaseEvents(name: string, args: DatabaseEventsArgs, parent: pulumi.Resource): void {
  const { accountId, region, identifier, parameterGroupPrefix } = args;
  const arn = (resource: string) => `arn:aws:rds:${region}:${accountId}:${resource}`;
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      description: "RDS events of the database that a person should know about",
      eventPattern: JSON.stringify({
        source: ["aws.rds"],
        "detail-type": ["RDS DB Instance Event", "RDS DB Parameter Group Event"],
        resources: [arn(`db:${identifier}`), { prefix: arn(`pg:${parameterGroupPrefix}`) }],
        detail: { EventCategories: CATEGORIES },
      }),
    },
    { parent },
  );
  new aws.cloudwatch.EventTarget(
    name,
    {
      rule: rule.name,
      arn: args.topicArn,
      inputTransformer: {
        inputPaths: { source: "$.detail.SourceIdentifier", message: "$.detail.Message", time: "$.time" },
        inputTemplate:
          "\"RDS reported about <source> at <time>: '<message>'. If nobody planned this, look at the database in the RDS console.\"",
      },
    },
    { parent },
  );
}
