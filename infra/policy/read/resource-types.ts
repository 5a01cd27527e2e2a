import type * as aws from "@pulumi/aws";

/** Each resource type that a rule checks: its type token, and the class of its arguments. */
export interface ArgsOf {
  "aws:alb/listener:Listener": aws.alb.ListenerArgs;
  "aws:alb/loadBalancer:LoadBalancer": aws.alb.LoadBalancerArgs;
  "aws:cloudwatch/eventTarget:EventTarget": aws.cloudwatch.EventTargetArgs;
  "aws:cloudwatch/logGroup:LogGroup": aws.cloudwatch.LogGroupArgs;
  "aws:ebs/encryptionByDefault:EncryptionByDefault": aws.ebs.EncryptionByDefaultArgs;
  "aws:ebs/volume:Volume": aws.ebs.VolumeArgs;
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": aws.ec2.DefaultSecurityGroupArgs;
  "aws:ec2/flowLog:FlowLog": aws.ec2.FlowLogArgs;
  "aws:ec2/instance:Instance": aws.ec2.InstanceArgs;
  "aws:ec2/securityGroup:SecurityGroup": aws.ec2.SecurityGroupArgs;
  "aws:ec2/securityGroupRule:SecurityGroupRule": aws.ec2.SecurityGroupRuleArgs;
  "aws:ec2/vpc:Vpc": aws.ec2.VpcArgs;
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": aws.ecr.LifecyclePolicyArgs;
  "aws:ecr/repository:Repository": aws.ecr.RepositoryArgs;
  "aws:ecrpublic/repository:Repository": aws.ecrpublic.RepositoryArgs;
  "aws:ecs/capacityProvider:CapacityProvider": aws.ecs.CapacityProviderArgs;
  "aws:ecs/cluster:Cluster": aws.ecs.ClusterArgs;
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": aws.ecs.ClusterCapacityProvidersArgs;
  "aws:ecs/service:Service": aws.ecs.ServiceArgs;
  "aws:ecs/taskDefinition:TaskDefinition": aws.ecs.TaskDefinitionArgs;
  "aws:ecs/taskSet:TaskSet": aws.ecs.TaskSetArgs;
  "aws:efs/fileSystem:FileSystem": aws.efs.FileSystemArgs;
  "aws:elasticache/cluster:Cluster": aws.elasticache.ClusterArgs;
  "aws:elasticache/parameterGroup:ParameterGroup": aws.elasticache.ParameterGroupArgs;
  "aws:elasticache/replicationGroup:ReplicationGroup": aws.elasticache.ReplicationGroupArgs;
  "aws:elasticache/serverlessCache:ServerlessCache": aws.elasticache.ServerlessCacheArgs;
  "aws:elasticache/user:User": aws.elasticache.UserArgs;
  "aws:elasticache/userGroup:UserGroup": aws.elasticache.UserGroupArgs;
  "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate": aws.elasticbeanstalk.ConfigurationTemplateArgs;
  "aws:elasticbeanstalk/environment:Environment": aws.elasticbeanstalk.EnvironmentArgs;
  "aws:iam/groupPolicy:GroupPolicy": aws.iam.GroupPolicyArgs;
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": aws.iam.GroupPolicyAttachmentArgs;
  "aws:iam/policy:Policy": aws.iam.PolicyArgs;
  "aws:iam/policyAttachment:PolicyAttachment": aws.iam.PolicyAttachmentArgs;
  "aws:iam/role:Role": aws.iam.RoleArgs;
  "aws:iam/rolePolicy:RolePolicy": aws.iam.RolePolicyArgs;
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": aws.iam.RolePolicyAttachmentArgs;
  "aws:iam/userPolicy:UserPolicy": aws.iam.UserPolicyArgs;
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": aws.iam.UserPolicyAttachmentArgs;
  "aws:kms/key:Key": aws.kms.KeyArgs;
  "aws:lb/listener:Listener": aws.lb.ListenerArgs;
  "aws:lb/loadBalancer:LoadBalancer": aws.lb.LoadBalancerArgs;
  "aws:rds/cluster:Cluster": aws.rds.ClusterArgs;
  "aws:rds/clusterInstance:ClusterInstance": aws.rds.ClusterInstanceArgs;
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": aws.rds.ClusterParameterGroupArgs;
  "aws:rds/clusterSnapshot:ClusterSnapshot": aws.rds.ClusterSnapshotArgs;
  "aws:rds/instance:Instance": aws.rds.InstanceArgs;
  "aws:rds/optionGroup:OptionGroup": aws.rds.OptionGroupArgs;
  "aws:rds/parameterGroup:ParameterGroup": aws.rds.ParameterGroupArgs;
  "aws:rds/snapshot:Snapshot": aws.rds.SnapshotArgs;
  "aws:rds/snapshotCopy:SnapshotCopy": aws.rds.SnapshotCopyArgs;
  "aws:s3/bucket:Bucket": aws.s3.BucketArgs;
  "aws:s3/bucketV2:BucketV2": aws.s3.BucketV2Args;
  "aws:s3/bucketAcl:BucketAcl": aws.s3.BucketAclArgs;
  "aws:s3/bucketAclV2:BucketAclV2": aws.s3.BucketAclV2Args;
  "aws:s3/bucketPolicy:BucketPolicy": aws.s3.BucketPolicyArgs;
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": aws.s3.BucketPublicAccessBlockArgs;
  "aws:s3/bucketVersioning:BucketVersioning": aws.s3.BucketVersioningArgs;
  "aws:s3/bucketVersioningV2:BucketVersioningV2": aws.s3.BucketVersioningV2Args;
  "aws:secretsmanager/secret:Secret": aws.secretsmanager.SecretArgs;
  "aws:secretsmanager/secretRotation:SecretRotation": aws.secretsmanager.SecretRotationArgs;
  "aws:ssm/parameter:Parameter": aws.ssm.ParameterArgs;
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": aws.vpc.SecurityGroupIngressRuleArgs;
  /** Its plugin creates a VPC, which the offline preview does not see. */
  "awsx:ec2:Vpc": object;
}

export type ResourceType = keyof ArgsOf;

export const rdsInstance = "aws:rds/instance:Instance";
export const rdsParameterGroup = "aws:rds/parameterGroup:ParameterGroup";
export const redisGroup = "aws:elasticache/replicationGroup:ReplicationGroup";
export const redisParameterGroup = "aws:elasticache/parameterGroup:ParameterGroup";
export const serverlessCache = "aws:elasticache/serverlessCache:ServerlessCache";
export const configurationTemplate = "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate";
export const environment = "aws:elasticbeanstalk/environment:Environment";
export const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";
export const taskSet = "aws:ecs/taskSet:TaskSet";
export const capacityProvider = "aws:ecs/capacityProvider:CapacityProvider";
export const clusterCapacityProviders = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
export const eventTarget = "aws:cloudwatch/eventTarget:EventTarget";
export const lifecyclePolicy = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
export const publicRepository = "aws:ecrpublic/repository:Repository";
export const ecsService = "aws:ecs/service:Service";
export const ecsCluster = "aws:ecs/cluster:Cluster";
export const ecrRepository = "aws:ecr/repository:Repository";
export const kmsKey = "aws:kms/key:Key";
export const iamRole = "aws:iam/role:Role";
export const secret = "aws:secretsmanager/secret:Secret";
export const ssmParameter = "aws:ssm/parameter:Parameter";
export const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
export const bucketPublicAccessBlock = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
export const vpc = "aws:ec2/vpc:Vpc";
export const vpcComponent = "awsx:ec2:Vpc";
export const flowLog = "aws:ec2/flowLog:FlowLog";
export const defaultSecurityGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
export const ec2Instance = "aws:ec2/instance:Instance";
export const ebsVolume = "aws:ebs/volume:Volume";
export const ebsEncryptionByDefault = "aws:ebs/encryptionByDefault:EncryptionByDefault";

// The provider has two type tokens for some resources: the current one and an older one.
export const buckets = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
export const bucketAcls = ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"] as const;
export const bucketVersionings = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
] as const;
export const loadBalancers = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;
export const listeners = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const;
