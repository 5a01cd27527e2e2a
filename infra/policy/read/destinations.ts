// Where AWS sends what a resource holds, logs or reports.
import type { Argument, CheckedResource } from "../rule.ts";
import { listOption } from "./beanstalk-settings.ts";
import { nested } from "./nested.ts";
import { bucketLoggings, environment, eventTarget, flowLog, type ResourceType, trail } from "./resource-types.ts";
import { known, knownItems, strings } from "./unknown-values.ts";

interface Destinations {
  readonly argument: string;
  /** Names or ARNs of buckets. */
  readonly buckets: readonly string[];
  /** ARNs of other resources. A name instead of an ARN is one of the own account. */
  readonly arns: readonly string[];
  /** Ids of accounts. */
  readonly accounts: readonly string[];
}

type Found = Partial<Omit<Destinations, "argument">>;
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

const place = <Type extends ResourceType>(type: Type, argument: Argument<Type>, read: Read) => ({ type, argument, read });

const PLACES: readonly { readonly type: ResourceType; readonly argument: string; readonly read: Read }[] = [
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
];

export const SENDING_TYPES = [...new Set(PLACES.map(({ type }) => type))];

/** The destinations that a resource names and that are known. A bucket may be in an argument for all destinations, by its ARN. */
export function destinationsOf({ type, props }: CheckedResource): Destinations[] {
  return PLACES.filter((one) => one.type === type).map(({ argument, read }) => {
    const { buckets = [], arns = [], accounts = [] } = known(() => read(props[argument])) ?? {};
    const ofBucket = (text: string) => /^arn:[^:]*:s3:::/.test(text);
    return {
      argument,
      buckets: [...buckets, ...arns.filter(ofBucket)].map((text) => text.replace(/^arn:[^:]*:s3:::/, "").split("/")[0] ?? ""),
      arns: arns.filter((text) => text.startsWith("arn:") && !ofBucket(text)),
      accounts,
    };
  });
}
