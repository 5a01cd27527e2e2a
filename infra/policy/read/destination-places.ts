// The arguments in which a resource names where AWS sends something.
import type { Argument } from "../rule.ts";
import { listOption } from "./beanstalk-settings.ts";
import { nested } from "./nested.ts";
import { bucketLoggings, environment, eventTarget, flowLog, type ResourceType, redisGroup, trail } from "./resource-types.ts";
import { known, knownItems, strings } from "./unknown-values.ts";

/** What an argument names. */
export interface Named {
  /** Names or ARNs of buckets. */
  readonly buckets: readonly string[];
  /** ARNs of other resources. A name instead of an ARN is one of the own account. */
  readonly arns: readonly string[];
  /** Ids of accounts. */
  readonly accounts: readonly string[];
}

type Found = Partial<Named>;
type Read = (value: unknown) => Found;

const bucket: Read = (value) => ({ buckets: strings(value) });
const arn: Read = (value) => ({ arns: strings(value) });
const bucketOf = (field: string) => (value: unknown) => ({ buckets: strings(known(() => nested(value, field))) });
const logging: Read = (value) => ({
  buckets: (Array.isArray(value) ? knownItems(value) : [value]).flatMap((one) =>
    strings(known(() => nested(one, "targetBucket"))),
  ),
});

/** Of the forms that replication has: a list of rules, an object that holds one, and a list with one such object. */
const replication: Read = (value) => {
  const rules = [value].flat(1).flatMap((one) => [one, ...knownItems(known(() => nested(one, "rules")))]);
  const of = (...fields: string[]) =>
    rules.flatMap((rule) => fields.flatMap((field) => strings(known(() => nested(nested(rule, "destination"), field)))));
  return { buckets: of("bucket"), accounts: of("account", "accountId") };
};

/** The same field of each element of a list, or of an object instead. */
const each =
  (...fields: string[]) =>
  (value: unknown): Found => ({
    arns: (Array.isArray(value) ? knownItems(value) : [value]).flatMap((one) =>
      fields.flatMap((field) => strings(known(() => nested(one, field)))),
    ),
  });

/** ECR copies images to registries, each of which is an account. */
const registries: Read = (value) => {
  const rules = knownItems(nested(value, "rules"));
  const destinations = rules.flatMap((rule) => knownItems(known(() => nested(rule, "destinations"))));
  return { accounts: destinations.flatMap((one) => strings(known(() => nested(one, "registryId")))) };
};

const inventory: Read = (value) => {
  const field = (name: string) => strings(known(() => nested(nested(value, "bucket"), name)));
  return { buckets: field("bucketArn"), accounts: field("accountId") };
};

const topics: Read = (value) => ({
  arns: ["Notification Topic ARN", "Notification Endpoint"].flatMap((name) =>
    listOption(value, "aws:elasticbeanstalk:sns:topics", name),
  ),
});

export interface Place {
  readonly type: ResourceType;
  readonly argument: string;
  readonly read: Read;
}

const place = <Type extends ResourceType>(type: Type, argument: Argument<Type>, read: Read): Place => ({ type, argument, read });

/** Where copies of objects, logs, records and events go. */
export const DATA_PLACES: readonly Place[] = [
  place("aws:s3/bucket:Bucket", "replicationConfiguration", replication),
  place("aws:s3/bucket:Bucket", "logging", logging),
  place("aws:s3/bucketV2:BucketV2", "replicationConfigurations", replication),
  place("aws:s3/bucketV2:BucketV2", "loggings", logging),
  place("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "rules", replication),
  ...bucketLoggings.map((type) => place(type, "targetBucket", bucket)),
  place(flowLog, "logDestination", arn),
  place(trail, "s3BucketName", bucket),
  place(trail, "snsTopicName", arn),
  place(trail, "cloudWatchLogsGroupArn", arn),
  place("aws:cfg/deliveryChannel:DeliveryChannel", "s3BucketName", bucket),
  place("aws:cfg/deliveryChannel:DeliveryChannel", "snsTopicArn", arn),
  place(eventTarget, "arn", arn),
  place(eventTarget, "deadLetterConfig", (value) => ({ arns: strings(known(() => nested(value, "arn"))) })),
  place("aws:sns/topicSubscription:TopicSubscription", "endpoint", arn),
  place("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logDestinationConfigs", arn),
  ...(["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const).flatMap((type) => [
    place(type, "accessLogs", bucketOf("bucket")),
    place(type, "connectionLogs", bucketOf("bucket")),
    place(type, "healthCheckLogs", bucketOf("bucket")),
  ]),
  place("aws:elb/loadBalancer:LoadBalancer", "accessLogs", bucketOf("bucket")),
  place(environment, "settings", (value) => ({ buckets: listOption(value, "aws:elbv2:loadbalancer", "AccessLogsS3Bucket") })),
  place("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "destinationArn", arn),
  place("aws:cloudwatch/logDestination:LogDestination", "targetArn", arn),
  place("aws:cloudwatch/metricStream:MetricStream", "firehoseArn", arn),
  place("aws:ecr/replicationConfiguration:ReplicationConfiguration", "replicationConfiguration", registries),
  place("aws:guardduty/publishingDestination:PublishingDestination", "destinationArn", arn),
  place("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "destinationConfig", (value) => ({
    arns: ["onFailure", "onSuccess"].flatMap((end) => strings(known(() => nested(nested(value, end), "destination")))),
  })),
  place("aws:route53/queryLog:QueryLog", "cloudwatchLogGroupArn", arn),
  place("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "destinationArn", arn),
  place("aws:s3/bucketNotification:BucketNotification", "topics", each("topicArn")),
  place("aws:s3/bucketNotification:BucketNotification", "queues", each("queueArn")),
  place("aws:s3/bucketNotification:BucketNotification", "lambdaFunctions", each("lambdaFunctionArn")),
  place("aws:s3/inventory:Inventory", "destination", inventory),
  place("aws:scheduler/schedule:Schedule", "target", (value) => ({
    arns: [() => nested(value, "arn"), () => nested(nested(value, "deadLetterConfig"), "arn")].flatMap((read) =>
      strings(known(read)),
    ),
  })),
];

const ALARM_ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"] as const;

/** Where people learn that something is wrong. */
export const NOTICE_PLACES: readonly Place[] = [
  ...ALARM_ACTIONS.map((argument) => place("aws:cloudwatch/metricAlarm:MetricAlarm", argument, arn)),
  ...ALARM_ACTIONS.map((argument) => place("aws:cloudwatch/compositeAlarm:CompositeAlarm", argument, arn)),
  place("aws:autoscaling/notification:Notification", "topicArn", arn),
  place("aws:backup/vaultNotifications:VaultNotifications", "snsTopicArn", arn),
  place("aws:budgets/budget:Budget", "notifications", each("subscriberSnsTopicArns")),
  place("aws:rds/eventSubscription:EventSubscription", "snsTopic", arn),
  place(redisGroup, "notificationTopicArn", arn),
  place(environment, "settings", topics),
];
