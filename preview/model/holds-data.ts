/** Types whose deletion loses what nobody can create again: data, its key, or a name that others have delegated. */
const DATA_TYPES: ReadonlySet<string> = new Set([
  "aws:cloudtrail/trail:Trail",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:ebs/volume:Volume",
  "aws:ec2/instance:Instance",
  "aws:ecr/repository:Repository",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:elasticache/serverlessCache:ServerlessCache",
  "aws:kms/key:Key",
  "aws:rds/instance:Instance",
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
  "aws:rds/snapshotCopy:SnapshotCopy",
  "aws:route53/zone:Zone",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:secretsmanager/secret:Secret",
  "aws:ssm/parameter:Parameter",
  "random:index/randomBytes:RandomBytes",
  "random:index/randomPassword:RandomPassword",
]);

export function holdsData(type: string): boolean {
  return DATA_TYPES.has(type);
}

/** What a reader must see first: databases, then what encrypts or names something, then the rest. */
const ORDER = ["aws:rds/", "aws:elasticache/", "aws:s3/", "aws:kms/", "aws:route53/", "aws:ec2/", "aws:ebs/", "aws:"];

/** Compares types by how much is lost with one of their resources. */
export function byImportance(a: string, b: string): number {
  const rank = (type: string) => (ORDER.findIndex((prefix) => type.startsWith(prefix)) + ORDER.length + 1) % (ORDER.length + 1);
  return rank(a) - rank(b);
}
