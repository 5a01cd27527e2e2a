// Names of resource types as a person says them.

const NOUNS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  "aws:acm/certificateValidation:CertificateValidation": ["certificate proof", "certificate proofs"],
  "aws:appautoscaling/policy:Policy": ["scaling policy", "scaling policies"],
  "aws:appautoscaling/scheduledAction:ScheduledAction": ["scheduled scaling", "scheduled scalings"],
  "aws:appautoscaling/target:Target": ["scaling range", "scaling ranges"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["alarm", "alarms"],
  "aws:ebs/encryptionByDefault:EncryptionByDefault": ["default encryption", "default encryptions"],
  "aws:ec2/eip:Eip": ["public address", "public addresses"],
  "aws:ec2/vpc:Vpc": ["VPC", "VPCs"],
  "aws:ec2/natGateway:NatGateway": ["NAT gateway", "NAT gateways"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["VPC endpoint", "VPC endpoints"],
  "aws:ecr/repository:Repository": ["image repository", "image repositories"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["Redis", "Redis groups"],
  "aws:elasticbeanstalk/environment:Environment": ["environment", "environments"],
  "aws:kms/key:Key": ["KMS key", "KMS keys"],
  "aws:rds/instance:Instance": ["SQL Server", "SQL Servers"],
  "aws:route53/record:Record": ["DNS record", "DNS records"],
  "aws:route53/zone:Zone": ["hosted zone", "hosted zones"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["life cycle", "life cycles"],
  "aws:s3/bucketLogging:BucketLogging": ["access log", "access logs"],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["ownership", "ownerships"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket policy", "bucket policies"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["public access block", "public access blocks"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["encryption", "encryptions"],
  "aws:s3/bucketVersioning:BucketVersioning": ["versioning", "versionings"],
  "aws:sns/topicSubscription:TopicSubscription": ["subscription", "subscriptions"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["egress rule", "egress rules"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["ingress rule", "ingress rules"],
  "aws:wafv2/webAcl:WebAcl": ["web ACL", "web ACLs"],
  "aws:wafv2/webAclAssociation:WebAclAssociation": ["web ACL association", "web ACL associations"],
  "random:index/randomBytes:RandomBytes": ["random bytes", "random bytes"],
};

const SERVICES: Readonly<Record<string, string>> = {
  acm: "Certificates",
  appautoscaling: "Auto Scaling",
  cloudwatch: "CloudWatch",
  ebs: "EBS",
  ec2: "VPC",
  ecr: "ECR",
  ecs: "ECS",
  elasticache: "ElastiCache",
  elasticbeanstalk: "Elastic Beanstalk",
  iam: "IAM",
  kms: "KMS",
  lb: "Load balancers",
  rds: "RDS",
  route53: "Route 53",
  s3: "S3",
  secretsmanager: "Secrets Manager",
  sns: "SNS",
  ssm: "Parameter Store",
  vpc: "VPC",
  wafv2: "WAF",
};

/** Who else makes things. */
const MAKERS: Readonly<Record<string, string>> = { random: "Generated secrets", docker: "Images" };

/** "subnet group", or "subnet groups" for any other number than one. */
export function noun(type: string, count = 1): string {
  const [one, many] = NOUNS[type] ?? fromToken(type);
  return count === 1 ? one : many;
}

/** "3 subnets", or just "subnet" for one. */
export function counted(type: string, count: number): string {
  return count === 1 ? noun(type) : `${count} ${noun(type, count)}`;
}

/** The class in a type token: "SqlServer" for "xmpro-aws:infra:SqlServer". */
export function className(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** The AWS service of a type; for everything else who makes it. */
export function service(type: string): string {
  const [provider = "", module = ""] = type.split(":");
  if (provider !== "aws") return MAKERS[provider] ?? provider;
  const name = module.split("/")[0] ?? module;
  return SERVICES[name] ?? name;
}

function fromToken(type: string): readonly [string, string] {
  const words = className(type).replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2");
  const one = words.toLowerCase();
  return [one, /[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : /(s|x|ch)$/.test(one) ? `${one}es` : `${one}s`];
}
