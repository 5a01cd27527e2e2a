import { needs, type Rows, together } from "../needs.ts";

const RDS_TAGS = "AddTagsToResource RemoveTagsFromResource";
const CACHE_TAGS = "AddTagsToResource RemoveTagsFromResource";
/** RDS and ElastiCache look with the caller's permissions whether network and groups fit. */
const NETWORK_FACTS =
  "DescribeAccountAttributes DescribeAvailabilityZones DescribeInternetGateways DescribeSecurityGroups DescribeSubnets DescribeVpcAttribute DescribeVpcs";
/** A service that encrypts with the stack's key gets a grant of the key from the caller. */
const USES_KEY = needs("kms", "DescribeKey", "CreateGrant Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext");
/** Everything that the provider looks at in a bucket, whether or not the program sets it. */
const BUCKET_FACTS =
  "GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket";

export const data: Rows = {
  "aws:rds/instance:Instance": together(
    needs(
      "rds",
      "DescribeDBInstances DescribeDBEngineVersions DescribeOrderableDBInstanceOptions ListTagsForResource",
      `CreateDBInstance ModifyDBInstance RebootDBInstance DeleteDBInstance CreateDBSnapshot RestoreDBInstanceFromDBSnapshot AddRoleToDBInstance RemoveRoleFromDBInstance ${RDS_TAGS}`,
    ),
    needs("ec2", NETWORK_FACTS),
    USES_KEY,
  ),
  "aws:rds/parameterGroup:ParameterGroup": needs(
    "rds",
    "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource",
    `CreateDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup ${RDS_TAGS}`,
  ),
  "aws:rds/subnetGroup:SubnetGroup": needs(
    "rds",
    "DescribeDBSubnetGroups ListTagsForResource",
    `CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup ${RDS_TAGS}`,
  ),
  "aws:rds/optionGroup:OptionGroup": needs(
    "rds",
    "DescribeOptionGroups ListTagsForResource",
    `CreateOptionGroup ModifyOptionGroup DeleteOptionGroup ${RDS_TAGS}`,
  ),
  "aws:rds/snapshotCopy:SnapshotCopy": together(
    needs("rds", "DescribeDBSnapshots ListTagsForResource", `CopyDBSnapshot DeleteDBSnapshot ${RDS_TAGS}`),
    USES_KEY,
  ),
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": together(
    needs(
      "rds",
      "DescribeDBInstanceAutomatedBackups DescribeDBInstances",
      "StartDBInstanceAutomatedBackupsReplication StopDBInstanceAutomatedBackupsReplication",
    ),
    USES_KEY,
  ),
  "aws:rds/getSnapshot:getSnapshot": needs("rds", "DescribeDBSnapshots"),
  "aws:elasticache/replicationGroup:ReplicationGroup": together(
    needs(
      "elasticache",
      "DescribeReplicationGroups DescribeCacheClusters ListTagsForResource",
      `CreateReplicationGroup ModifyReplicationGroup IncreaseReplicaCount DecreaseReplicaCount DeleteReplicationGroup ${CACHE_TAGS}`,
    ),
    needs("ec2", NETWORK_FACTS),
    // It delivers its logs to CloudWatch Logs in the caller's name.
    needs(
      "logs",
      "DescribeLogGroups DescribeResourcePolicies",
      "CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries PutResourcePolicy",
    ),
    USES_KEY,
  ),
  "aws:elasticache/parameterGroup:ParameterGroup": needs(
    "elasticache",
    "DescribeCacheParameterGroups DescribeCacheParameters ListTagsForResource",
    `CreateCacheParameterGroup ModifyCacheParameterGroup ResetCacheParameterGroup DeleteCacheParameterGroup ${CACHE_TAGS}`,
  ),
  "aws:elasticache/subnetGroup:SubnetGroup": needs(
    "elasticache",
    "DescribeCacheSubnetGroups ListTagsForResource",
    `CreateCacheSubnetGroup ModifyCacheSubnetGroup DeleteCacheSubnetGroup ${CACHE_TAGS}`,
  ),
  "aws:elasticache/serverlessCache:ServerlessCache": together(
    needs(
      "elasticache",
      "DescribeServerlessCaches ListTagsForResource",
      `CreateServerlessCache ModifyServerlessCache DeleteServerlessCache ${CACHE_TAGS}`,
    ),
    needs("ec2", `${NETWORK_FACTS} DescribeVpcEndpoints`, "CreateVpcEndpoint DeleteVpcEndpoints CreateTags"),
    USES_KEY,
  ),
  "aws:s3/bucket:Bucket": needs(
    "s3",
    BUCKET_FACTS,
    "CreateBucket DeleteBucket PutBucketTagging ListBucketVersions DeleteObject DeleteObjectVersion",
  ),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": needs(
    "s3",
    "GetLifecycleConfiguration",
    "PutLifecycleConfiguration",
  ),
  "aws:s3/bucketLogging:BucketLogging": needs("s3", "GetBucketLogging", "PutBucketLogging"),
  "aws:s3/bucketObjectv2:BucketObjectv2": needs(
    "s3",
    "GetObject GetObjectTagging ListBucket",
    "PutObject PutObjectTagging DeleteObject DeleteObjectVersion ListBucketVersions",
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": needs(
    "s3",
    "GetBucketOwnershipControls",
    "PutBucketOwnershipControls",
  ),
  "aws:s3/bucketPolicy:BucketPolicy": needs("s3", "GetBucketPolicy", "PutBucketPolicy DeleteBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": needs(
    "s3",
    "GetBucketPublicAccessBlock",
    "PutBucketPublicAccessBlock",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": needs(
    "s3",
    "GetEncryptionConfiguration",
    "PutEncryptionConfiguration",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": needs("s3", "GetBucketVersioning", "PutBucketVersioning"),
  "aws:s3/getBucket:getBucket": needs("s3", "GetBucketLocation ListBucket"),
  "aws:s3/getObject:getObject": needs("s3", "GetObject GetObjectVersion GetObjectTagging ListBucket"),
  // The stack's secrets are SecureStrings, so to read one back takes the key.
  "aws:ssm/parameter:Parameter": together(
    needs(
      "ssm",
      "DescribeParameters GetParameter GetParameters ListTagsForResource",
      "PutParameter DeleteParameter AddTagsToResource RemoveTagsFromResource",
    ),
    needs("kms", "Decrypt", "Encrypt GenerateDataKey"),
  ),
  "aws:ssm/getParameter:getParameter": needs("ssm", "GetParameter"),
};
