import { needs, type Rows, together } from "../needs.ts";

const TAGS = "TagResource UntagResource";

export const messages: Rows = {
  "aws:cloudwatch/dashboard:Dashboard": needs("cloudwatch", "GetDashboard", "PutDashboard DeleteDashboards"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": needs(
    "cloudwatch",
    "DescribeAlarms ListTagsForResource",
    `PutMetricAlarm DeleteAlarms ${TAGS}`,
  ),
  "aws:cloudwatch/eventRule:EventRule": needs(
    "events",
    "DescribeRule ListTagsForResource ListTargetsByRule",
    `PutRule EnableRule DisableRule DeleteRule ${TAGS}`,
  ),
  "aws:cloudwatch/eventTarget:EventTarget": needs("events", "ListTargetsByRule", "PutTargets RemoveTargets"),
  "aws:cloudwatch/logGroup:LogGroup": needs(
    "logs",
    "DescribeLogGroups ListTagsForResource",
    `CreateLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey DeleteLogGroup ${TAGS}`,
  ),
  "aws:sns/topic:Topic": needs(
    "sns",
    "GetTopicAttributes ListTagsForResource",
    `CreateTopic SetTopicAttributes DeleteTopic ${TAGS}`,
  ),
  "aws:sns/topicPolicy:TopicPolicy": needs("sns", "GetTopicAttributes", "SetTopicAttributes"),
  "aws:sns/topicSubscription:TopicSubscription": needs(
    "sns",
    "GetSubscriptionAttributes ListSubscriptionsByTopic",
    "Subscribe SetSubscriptionAttributes Unsubscribe",
  ),
  "aws:sesv2/emailIdentity:EmailIdentity": needs(
    "ses",
    "GetEmailIdentity ListTagsForResource",
    `CreateEmailIdentity PutEmailIdentityDkimAttributes PutEmailIdentityDkimSigningAttributes DeleteEmailIdentity ${TAGS}`,
  ),
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": needs(
    "ses",
    "GetEmailIdentity",
    "PutEmailIdentityMailFromAttributes",
  ),
  // These exist in Pulumi's state only.
  "random:index/randomBytes:RandomBytes": together(),
  "random:index/randomId:RandomId": together(),
  "random:index/randomPassword:RandomPassword": together(),
  "pulumi:providers:aws": together(),
};
