/**
 * Resource types of the program that no rule checks, each with the reason why there is nothing to check. A type that is neither
 * here nor in a rule is a finding of known-resource-types.
 */
export const HARMLESS_TYPES: Readonly<Record<string, string>> = {
  "aws:acm/certificate:Certificate": "A certificate is public, and AWS keeps its key.",
  "aws:acm/certificateValidation:CertificateValidation": "It waits for a certificate and creates nothing.",
  "aws:appautoscaling/policy:Policy": "It scales between the limits of its target.",
  "aws:appautoscaling/scheduledAction:ScheduledAction": "It moves the limits of its target by the clock.",
  "aws:appautoscaling/target:Target": "It sets the number of tasks. What a task may do, rules about tasks check.",
  "aws:cloudwatch/dashboard:Dashboard": "It shows metrics to who may read them.",
  "aws:cloudwatch/eventRule:EventRule": "It chooses events. Where they go, its targets say.",
  "aws:cloudwatch/logGroup:LogGroup": "CloudWatch encrypts all logs, and IAM decides who reads them.",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "It reports a metric to a topic.",
  "aws:ec2/internetGateway:InternetGateway": "Routes decide which subnets use it, and security groups who gets in.",
  "aws:ec2/natGateway:NatGateway": "It lets connections out only.",
  "aws:ec2/routeTableAssociation:RouteTableAssociation": "It gives a subnet its routes, which rules check.",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": "It deletes old images of its repository.",
  "aws:elasticache/subnetGroup:SubnetGroup": "A list of subnets.",
  "aws:elasticbeanstalk/application:Application": "A name for environments and versions.",
  "aws:elasticbeanstalk/applicationVersion:ApplicationVersion":
    "A reference to a package in a bucket, which rules about buckets check.",
  "aws:iam/instanceProfile:InstanceProfile": "It hands a role to instances. Rules check what the role may do.",
  "aws:iam/user:User": "A name. What the user may do, its policies say, which rules check.",
  "aws:kms/alias:Alias": "A second name of a key, which rules check.",
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication":
    "A copy of an encrypted backup, which AWS encrypts as well.",
  "aws:rds/optionGroup:OptionGroup": "It lets SQL Server restore from a bucket with a role, which rules check.",
  "aws:rds/snapshotCopy:SnapshotCopy": "A copy of a snapshot, which AWS encrypts if the snapshot is.",
  "aws:rds/subnetGroup:SubnetGroup": "A list of subnets.",
  "aws:route53/record:Record": "DNS answers are public.",
  "aws:route53/zone:Zone": "DNS answers are public.",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "It deletes old versions after their time.",
  "aws:s3/bucketLogging:BucketLogging": "It writes access logs to a bucket, which rules check.",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    "S3 encrypts every object by itself, with or without it.",
  "aws:sesv2/emailIdentity:EmailIdentity": "A domain that mail comes from. DNS proves whose it is.",
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": "A second domain of the same identity.",
  "aws:sns/topicSubscription:TopicSubscription": "Somebody who gets alarms, which hold no data.",
  "aws:wafv2/webAclAssociation:WebAclAssociation": "It puts a web ACL before a load balancer.",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "It writes refused requests to a log group.",
  "awsx:ecr:Repository": "A component whose repository rules check.",
  "docker:index/image:Image": "Built on the machine of who deploys. Rules check what runs it.",
  "random:index/randomBytes:RandomBytes": "A secret in Pulumi's state, encrypted.",
  "random:index/randomId:RandomId": "A part of a name.",
  "random:index/randomPassword:RandomPassword": "A secret in Pulumi's state, encrypted.",
};
