import { allow, type Mistake, statement } from "../../mistake.ts";

const own = "444455556666";
const other = "999988887777";
const topic = (...statements: unknown[]) => ({
  of: "TopicPolicy",
  name: "notifications",
  props: { policy: statement(...statements) },
});
const key = (...statements: unknown[]) => ({ of: "Key", name: "key", props: { policy: statement(...statements) } });
const governs = { ...allow, Principal: { AWS: `arn:aws:iam::${own}:root` }, Action: "kms:*", Resource: "*" };
const publish = { ...allow, Action: "sns:Publish", Resource: "*" };

export const resourcePoliciesMistakes: readonly Mistake[] = [
  ["resource-policies-name-who", "a topic that everybody publishes to", topic({ ...publish, Principal: "*" })],
  [
    "resource-policies-name-who",
    "a key that everybody decrypts with",
    key(governs, { ...allow, Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" }),
  ],
  [
    "resource-policies-own-account",
    "a key that another account decrypts with",
    key(governs, { ...allow, Principal: { AWS: `arn:aws:iam::${other}:root` }, Action: "kms:Decrypt", Resource: "*" }),
  ],
  [
    "services-for-own-account",
    "a key that alarms of every account use",
    key(governs, { ...allow, Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "kms:Decrypt", Resource: "*" }),
  ],
  [
    "keys-governed-by-account",
    "a key that an instance governs",
    key(governs, { ...allow, Principal: { AWS: `arn:aws:iam::${own}:role/operator` }, Action: "kms:Put*", Resource: "*" }),
  ],
  [
    "keys-governed-by-account",
    "a key that everybody of the account governs",
    key(governs, {
      ...allow,
      Principal: "*",
      Action: "kms:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": own } },
    }),
  ],
  [
    "resource-policies-own-account",
    "a grant of the key to another account",
    {
      of: "Key",
      extra: {
        type: "aws:kms/grant:Grant",
        props: { keyId: "key", granteePrincipal: `arn:aws:iam::${other}:role/theirs`, operations: ["Decrypt"] },
      },
    },
  ],
  [
    "resource-policies-name-who",
    "a topic that everybody of an organization publishes to",
    topic({ ...publish, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } }),
  ],
  [
    "resource-policies-name-who",
    "a topic that everybody behind somebody else's endpoint publishes to",
    topic({ ...publish, Principal: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } } }),
  ],
  [
    "services-for-own-account",
    "a topic to which any bucket of a name sends its events",
    topic({
      ...publish,
      Principal: { Service: "s3.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::theirs" } },
    }),
  ],
  [
    "endpoint-policies-limited",
    "an endpoint through which another account uses every bucket",
    {
      of: "VpcEndpoint",
      name: "network-s3",
      props: {
        policy: statement({
          ...allow,
          Principal: "*",
          Action: "s3:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceAccount": other } },
        }),
      },
    },
  ],
  [
    "endpoint-policies-limited",
    "an endpoint through which everybody uses every bucket",
    {
      of: "VpcEndpoint",
      name: "network-s3",
      props: { policy: statement({ ...allow, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::*" }) },
    },
  ],
  [
    "endpoints-have-policies",
    "an endpoint without a policy",
    { of: "VpcEndpoint", name: "network-ec2", props: { policy: undefined } },
  ],
  [
    "endpoints-have-policies",
    "a second endpoint, whose policy is the default of AWS",
    {
      of: "VpcEndpoint",
      name: "network-ec2",
      extra: {
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        props: { vpcEndpointType: "Interface", serviceName: "com.amazonaws.us-east-1.ssm" },
      },
    },
  ],
  [
    "notices-stay-here",
    "an alarm that reports to a topic of another account",
    { of: "MetricAlarm", props: { alarmActions: [`arn:aws:sns:us-east-1:${other}:theirs`] } },
  ],
  [
    "notices-stay-here",
    "an alarm that reports its end to another account",
    { of: "MetricAlarm", props: { okActions: [`arn:aws:sns:us-east-1:${other}:theirs`] } },
  ],
  [
    "notices-stay-here",
    "an environment that reports to a topic of another account",
    {
      of: "Environment",
      name: "sm",
      settings: { "aws:elasticbeanstalk:sns:topics/Notification Topic ARN": `arn:aws:sns:us-east-1:${other}:theirs` },
    },
  ],
  [
    "data-stays-here",
    "events of a bucket that go to another account",
    {
      of: "Bucket",
      name: "packages",
      extra: {
        type: "aws:s3/bucketNotification:BucketNotification",
        props: {
          bucket: "packages",
          topics: [{ topicArn: `arn:aws:sns:us-east-1:${other}:theirs`, events: ["s3:ObjectCreated:*"] }],
        },
      },
    },
  ],
  [
    "data-stays-here",
    "a log that another account reads as it is written",
    {
      of: "LogGroup",
      extra: {
        type: "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
        props: { logGroup: "relay", filterPattern: "", destinationArn: `arn:aws:logs:us-east-1:${other}:destination:theirs` },
      },
    },
  ],
  [
    "data-stays-here",
    "a subscription of a queue in another account",
    {
      of: "Topic",
      extra: {
        type: "aws:sns/topicSubscription:TopicSubscription",
        props: { topic: "notifications", protocol: "sqs", endpoint: `arn:aws:sqs:us-east-1:${other}:theirs` },
      },
    },
  ],
  [
    "data-stays-here",
    "a flow log for another account",
    { of: "FlowLog", name: "network", props: { logDestination: `arn:aws:logs:us-east-1:${other}:log-group:theirs` } },
  ],
  [
    "data-stays-here",
    "a trail that reports to a topic of another account",
    { of: "Trail", props: { snsTopicName: `arn:aws:sns:us-east-1:${other}:theirs` } },
  ],
  [
    "data-stays-here",
    "events that go to the event bus of another account",
    { of: "EventTarget", name: "database", props: { arn: `arn:aws:events:us-east-1:${other}:event-bus/theirs` } },
  ],
  [
    "data-stays-here",
    "a bucket whose objects are copied to a bucket of somebody else",
    {
      of: "Bucket",
      name: "packages",
      props: {
        replicationConfiguration: {
          role: `arn:aws:iam::${own}:role/copy`,
          rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::theirs" } }],
        },
      },
    },
  ],
  [
    "data-stays-here",
    "the same copies by a resource of their own",
    {
      of: "Bucket",
      name: "packages",
      extra: {
        type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        props: { bucket: "packages", rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::theirs" } }] },
      },
    },
  ],
  [
    "data-stays-here",
    "access logs that go to a bucket of somebody else",
    {
      of: "Bucket",
      name: "packages",
      extra: { type: "aws:s3/bucketLogging:BucketLogging", props: { bucket: "packages", targetBucket: "theirs" } },
    },
  ],
  [
    "functions-not-public",
    "a function that everybody calls",
    {
      of: "Topic",
      extra: { type: "aws:lambda/permission:Permission", props: { function: "hook", principal: "*" } },
    },
  ],
  [
    "nothing-shared",
    "a snapshot of the database for everybody",
    {
      of: "Instance",
      name: "database",
      extra: {
        type: "aws:rds/snapshot:Snapshot",
        props: { dbInstanceIdentifier: "database", dbSnapshotIdentifier: "copy", sharedAccounts: ["all"] },
      },
    },
  ],
];
