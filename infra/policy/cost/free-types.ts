/** Resource types that cost nothing by themselves, and why. What they cause elsewhere is billed there. */
const FREE: Readonly<Record<string, string>> = {
  "aws:acm/": "public certificates of ACM are free",
  "aws:appautoscaling/": "scaling is free; the tasks that it starts are in the cost of the service",
  "aws:cloudwatch/eventRule:": "events of AWS services are free",
  "aws:cloudwatch/eventTarget:": "events of AWS services are free",
  "aws:ebs/encryptionByDefault:": "encryption is free; the key is billed by KMS",
  "aws:ec2/defaultSecurityGroup:": "a part of the VPC",
  "aws:ec2/flowLog:": "billed by the log group that it writes to",
  "aws:ec2/internetGateway:": "billed by the data that leaves AWS, in the cost of the load balancers",
  "aws:ec2/networkAcl": "a part of the VPC",
  "aws:ec2/route": "a part of the VPC",
  "aws:ec2/securityGroup": "a part of the VPC",
  "aws:ec2/subnet:": "a part of the VPC",
  "aws:ec2/vpc:": "a VPC is free; what is in it is billed",
  "aws:ecr/lifecyclePolicy:": "a part of the repository",
  "aws:ecs/taskDefinition:": "billed by the service that runs it",
  "aws:elasticache/parameterGroup:": "a part of the cache",
  "aws:elasticache/subnetGroup:": "a part of the cache",
  "aws:elasticbeanstalk/application": "Elastic Beanstalk is free; its zips are in the cost of the buckets",
  "aws:iam/": "IAM is free",
  "aws:kms/alias:": "a part of the key",
  "aws:lb/listener": "a part of the load balancer",
  "aws:lb/targetGroup": "a part of the load balancer",
  "aws:rds/optionGroup:": "a part of the database",
  "aws:rds/parameterGroup:": "a part of the database",
  "aws:rds/subnetGroup:": "a part of the database",
  "aws:route53/record:": "a part of the hosted zone",
  "aws:s3/bucketLifecycleConfiguration:": "a part of the bucket",
  "aws:s3/bucketLogging:": "a part of the bucket",
  "aws:s3/bucketObjectv2:": "a part of the bucket",
  "aws:s3/bucketOwnershipControls:": "a part of the bucket",
  "aws:s3/bucketPolicy:": "a part of the bucket",
  "aws:s3/bucketPublicAccessBlock:": "a part of the bucket",
  "aws:s3/bucketServerSideEncryptionConfiguration:": "a part of the bucket",
  "aws:s3/bucketVersioning:": "a part of the bucket",
  "aws:sesv2/emailIdentityMailFromAttributes:": "a part of the identity",
  "aws:sns/topicPolicy:": "a part of the topic",
  "aws:sns/topicSubscription:": "billed by message, in the cost of the topic",
  "aws:vpc/securityGroup": "a part of the VPC",
  "aws:wafv2/webAclAssociation:": "a part of the web ACL",
  "aws:wafv2/webAclLoggingConfiguration:": "billed by the log group that it writes to",
  "docker:": "an image is billed by the repository that holds it",
  "pulumi:": "exists in Pulumi's state alone",
  "random:": "exists in Pulumi's state alone",
};

/** Why resources of a type cost nothing; undefined for a type that costs something, and for one that nobody knows. */
export function whyFree(type: string): string | undefined {
  return Object.entries(FREE).find(([prefix]) => type.startsWith(prefix))?.[1];
}

export function isFree(type: string): boolean {
  return whyFree(type) !== undefined;
}
