import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { dataStaysHere } from "../../../../../infra/policy/rules/resource-policies/data-stays-here.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "../identity/identity-policy.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const logs = checkedResource(BUCKET, { bucket: "logs" }, { name: "logs" });

function findings(type: string, props: Record<string, unknown>, others: readonly CheckedResource[] = [ownRole, logs]) {
  return findingsOf(dataStaysHere, ...others, checkedResource(type, props)).length;
}

const rules = (...buckets: string[]) => buckets.map((bucket) => ({ status: "Enabled", destination: { bucket } }));
const bucketOf = (name: string) => [{ destination: { bucket: "arn:aws:s3:::logs" } }, { destination: { bucket: name } }];

/** Where a bucket is named: the type, and the arguments that name it. */
const BUCKETS: readonly (readonly [type: string, props: (bucket: string) => Record<string, unknown>])[] = [
  [BUCKET, (bucket) => ({ logging: { targetBucket: bucket } })],
  [BUCKET, (bucket) => ({ replicationConfiguration: { rules: bucketOf(`arn:aws:s3:::${bucket}`) } })],
  ["aws:s3/bucketV2:BucketV2", (bucket) => ({ loggings: [{ targetBucket: bucket }] })],
  ["aws:s3/bucketV2:BucketV2", (bucket) => ({ replicationConfigurations: [{ rules: rules(`arn:aws:s3:::${bucket}`) }] })],
  ["aws:s3/bucketReplicationConfig:BucketReplicationConfig", (bucket) => ({ rules: rules(`arn:aws-cn:s3:::${bucket}`) })],
  ["aws:s3/bucketLogging:BucketLogging", (bucket) => ({ targetBucket: bucket })],
  ["aws:s3/bucketLoggingV2:BucketLoggingV2", (bucket) => ({ targetBucket: bucket })],
  ["aws:ec2/flowLog:FlowLog", (bucket) => ({ logDestination: `arn:aws:s3:::${bucket}/network/` })],
  ["aws:cloudtrail/trail:Trail", (bucket) => ({ s3BucketName: bucket })],
  ["aws:cfg/deliveryChannel:DeliveryChannel", (bucket) => ({ s3BucketName: bucket })],
  ["aws:lb/loadBalancer:LoadBalancer", (bucket) => ({ accessLogs: { bucket } })],
  ["aws:alb/loadBalancer:LoadBalancer", (bucket) => ({ connectionLogs: { bucket } })],
  [
    "aws:elasticbeanstalk/environment:Environment",
    (bucket) => ({ settings: settings({ "aws:elbv2:loadbalancer/AccessLogsS3Bucket": bucket }) }),
  ],
  [
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    (bucket) => ({ logDestinationConfigs: [`arn:aws:s3:::${bucket}`] }),
  ],
  ["aws:s3/inventory:Inventory", (bucket) => ({ destination: { bucket: { bucketArn: `arn:aws:s3:::${bucket}` } } })],
  ["aws:guardduty/publishingDestination:PublishingDestination", (bucket) => ({ destinationArn: `arn:aws:s3:::${bucket}` })],
];

/** Where a resource is named by an ARN with an account. */
const ARNS: readonly (readonly [type: string, props: (arn: string) => Record<string, unknown>])[] = [
  ["aws:ec2/flowLog:FlowLog", (logDestination) => ({ logDestination })],
  ["aws:cloudtrail/trail:Trail", (snsTopicName) => ({ snsTopicName })],
  ["aws:cloudtrail/trail:Trail", (cloudWatchLogsGroupArn) => ({ cloudWatchLogsGroupArn })],
  ["aws:cfg/deliveryChannel:DeliveryChannel", (snsTopicArn) => ({ snsTopicArn })],
  ["aws:cloudwatch/eventTarget:EventTarget", (arn) => ({ arn })],
  ["aws:cloudwatch/eventTarget:EventTarget", (arn) => ({ deadLetterConfig: { arn } })],
  ["aws:sns/topicSubscription:TopicSubscription", (endpoint) => ({ protocol: "sqs", endpoint })],
  ["aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", (arn) => ({ logDestinationConfigs: [arn] })],
  ["aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", (destinationArn) => ({ destinationArn })],
  ["aws:cloudwatch/logDestination:LogDestination", (targetArn) => ({ targetArn })],
  ["aws:cloudwatch/metricStream:MetricStream", (firehoseArn) => ({ firehoseArn })],
  [
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    (destination) => ({ destinationConfig: { onFailure: { destination } } }),
  ],
  ["aws:route53/queryLog:QueryLog", (cloudwatchLogGroupArn) => ({ cloudwatchLogGroupArn })],
  ["aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", (destinationArn) => ({ destinationArn })],
  ["aws:s3/bucketNotification:BucketNotification", (topicArn) => ({ topics: [UNKNOWN, { topicArn }] })],
  ["aws:s3/bucketNotification:BucketNotification", (queueArn) => ({ queues: [{ queueArn }] })],
  ["aws:s3/bucketNotification:BucketNotification", (lambdaFunctionArn) => ({ lambdaFunctions: [{ lambdaFunctionArn }] })],
  ["aws:scheduler/schedule:Schedule", (arn) => ({ target: { arn } })],
  ["aws:scheduler/schedule:Schedule", (arn) => ({ target: { arn: UNKNOWN, deadLetterConfig: { arn } } })],
];

describe("data-stays-here", () => {
  it.each(BUCKETS)("accepts a bucket of the stack, and no other one: %s %s", (type, props) => {
    expect(findings(type, props("logs"))).toBe(0);
    expect(findings(type, props("theirs"))).toBe(1);
    expect(findings(type, props("logs-theirs"))).toBe(1);
  });

  it.each(ARNS)("accepts a resource of the account, and no other one: %s %s", (type, props) => {
    expect(findings(type, props(`arn:aws:sns:us-east-1:${OWN}:ours`))).toBe(0);
    expect(findings(type, props(`arn:aws:sns:us-east-1:${OTHER}:theirs`))).toBe(1);
    expect(findings(type, props("arn:aws:sns:us-east-1:*:theirs"))).toBe(1);
  });

  it("reports copies that another account owns", () => {
    const of = (destination: object) => ({ rules: [{ destination: { bucket: "arn:aws:s3:::logs", ...destination } }] });
    const type = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
    expect(findings(type, of({ account: OWN }))).toBe(0);
    expect(findings(type, of({ account: OTHER }))).toBe(1);
    expect(findings(BUCKET, { replicationConfiguration: of({ accountId: OTHER }) })).toBe(1);
  });

  it("reports images that ECR copies to another account", () => {
    const of = (registryId: string) => ({
      replicationConfiguration: { rules: [{ destinations: [{ region: "us-east-1", registryId }] }] },
    });
    const type = "aws:ecr/replicationConfiguration:ReplicationConfiguration";
    expect(findings(type, of(OWN))).toBe(0);
    expect(findings(type, of(OTHER))).toBe(1);
  });

  it("accepts people, webhooks, names of the own account, and nothing", () => {
    const subscription = "aws:sns/topicSubscription:TopicSubscription";
    expect(findings(subscription, { protocol: "email", endpoint: "platform@example.com" })).toBe(0);
    expect(findings(subscription, { protocol: "https", endpoint: "https://hooks.example.com/" })).toBe(0);
    expect(findings("aws:cloudtrail/trail:Trail", { snsTopicName: "ours" })).toBe(0);
    expect(findings("aws:lb/loadBalancer:LoadBalancer", { accessLogs: { enabled: false, bucket: "" } })).toBe(0);
    for (const [type] of BUCKETS) expect(findings(type, {})).toBe(0);
  });

  it("accepts a bucket that AWS has not named yet by what the argument refers to, and one such bucket only", () => {
    const unnamed = checkedResource(BUCKET, {}, { name: "unnamed" });
    const of = (refersTo: readonly string[], ...destinations: string[]) => {
      const type = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
      const copies = checkedResource(type, { rules: rules(...destinations) }, { propertyDependencies: { rules: refersTo } });
      return findingsOf(dataStaysHere, ownRole, unnamed, copies).length;
    };
    expect(of([unnamed.urn], "arn:aws:s3:::unnamed-1")).toBe(0);
    expect(of([unnamed.urn], UNKNOWN)).toBe(0);
    expect(of([], "arn:aws:s3:::unnamed-1")).toBe(1);
    expect(of([unnamed.urn], "arn:aws:s3:::unnamed-1", "arn:aws:s3:::theirs")).toBe(2);
    expect(of([unnamed.urn], UNKNOWN, "arn:aws:s3:::theirs")).toBe(1);
  });

  it("accepts what the stack creates where no policy names the account", () => {
    const topic = checkedResource("aws:sns/topic:Topic", { arn: `arn:aws:sns:us-east-1:${OWN}:ours` });
    expect(findings("aws:cloudwatch/eventTarget:EventTarget", { arn: topic.props.arn }, [topic])).toBe(0);
    expect(findings("aws:cloudwatch/eventTarget:EventTarget", { arn: `arn:aws:sns:us-east-1:${OTHER}:x` }, [topic])).toBe(1);
  });
});
