import { needs, type Rows, together } from "../needs.ts";

/** What Docker pushes an image with, and reads the layers of the cache with. */
const PUSH =
  "BatchCheckLayerAvailability BatchGetImage GetDownloadUrlForLayer InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage";
const BEANSTALK_TAGS = "AddTags RemoveTags UpdateTagsForResource";
const ECS_TAGS = "TagResource UntagResource";

/**
 * Elastic Beanstalk works with the permissions of whoever calls it: it creates its CloudFormation stack, load balancer, launch template and instances in
 * the caller's name. Source: AWS's managed policies AdministratorAccess-AWSElasticBeanstalk and AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy.
 * What this project's environments do not have is left out: queues, own databases, classic load balancers, ECS, CodeBuild.
 */
const BEHIND_BEANSTALK = together(
  needs(
    "cloudformation",
    "DescribeStacks DescribeStackEvents DescribeStackResource DescribeStackResources GetTemplate ListStackResources",
    "CreateStack UpdateStack CancelUpdateStack ContinueUpdateRollback DeleteStack SignalResource TagResource UntagResource",
  ),
  needs(
    "autoscaling",
    "DescribeAccountLimits DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeLaunchConfigurations DescribeLifecycleHooks DescribeLoadBalancers DescribeNotificationConfigurations DescribePolicies DescribeScalingActivities DescribeScheduledActions DescribeTags DescribeLoadBalancerTargetGroups DescribeInstanceRefreshes DescribeWarmPool",
    "AttachInstances AttachLoadBalancerTargetGroups CreateAutoScalingGroup CreateOrUpdateTags DeleteAutoScalingGroup DeletePolicy DeleteScheduledAction DeleteTags DetachInstances DetachLoadBalancerTargetGroups DisableMetricsCollection EnableMetricsCollection PutNotificationConfiguration DeleteNotificationConfiguration PutScalingPolicy PutScheduledUpdateGroupAction ResumeProcesses SetDesiredCapacity SuspendProcesses TerminateInstanceInAutoScalingGroup UpdateAutoScalingGroup PutLifecycleHook DeleteLifecycleHook CompleteLifecycleAction",
  ),
  needs(
    "ec2",
    "DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeImages DescribeInstanceAttribute DescribeInstanceTypes DescribeInstances DescribeInternetGateways DescribeKeyPairs DescribeLaunchTemplates DescribeLaunchTemplateVersions DescribeRouteTables DescribeSecurityGroups DescribeSnapshots DescribeSpotInstanceRequests DescribeSubnets DescribeVpcs",
    "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate DeleteLaunchTemplateVersions CreateTags DeleteTags",
  ),
  needs(
    "elasticloadbalancing",
    "DescribeListeners DescribeListenerAttributes DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeRules DescribeSSLPolicies DescribeTags DescribeTargetGroups DescribeTargetGroupAttributes DescribeTargetHealth DescribeAccountLimits",
    "AddTags RemoveTags CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes SetIpAddressType SetSecurityGroups SetSubnets CreateListener ModifyListener DeleteListener AddListenerCertificates RemoveListenerCertificates ModifyListenerAttributes CreateRule ModifyRule DeleteRule SetRulePriorities CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup RegisterTargets DeregisterTargets",
  ),
  needs("logs", "DescribeLogGroups", "CreateLogGroup DeleteLogGroup PutRetentionPolicy TagResource"),
  needs("cloudwatch", "DescribeAlarms", "PutMetricAlarm DeleteAlarms TagResource UntagResource"),
  needs("iam", "GetRole GetInstanceProfile ListAttachedRolePolicies ListRolePolicies"),
  needs("acm", "DescribeCertificate"),
  needs(
    "s3",
    "GetBucketLocation GetBucketPolicy ListBucket GetObject GetObjectVersion",
    "CreateBucket PutBucketPolicy PutBucketPublicAccessBlock PutBucketOwnershipControls PutObject DeleteObject GetObjectAcl PutObjectAcl",
  ),
);

export const compute: Rows = {
  "aws:elasticbeanstalk/application:Application": needs(
    "elasticbeanstalk",
    "DescribeApplications ListTagsForResource",
    `CreateApplication UpdateApplication UpdateApplicationResourceLifecycle DeleteApplication ${BEANSTALK_TAGS}`,
  ),
  "aws:elasticbeanstalk/applicationVersion:ApplicationVersion": together(
    needs(
      "elasticbeanstalk",
      "DescribeApplicationVersions ListTagsForResource",
      `CreateApplicationVersion UpdateApplicationVersion DeleteApplicationVersion ${BEANSTALK_TAGS}`,
    ),
    needs("s3", "GetObject GetObjectVersion ListBucket GetBucketLocation", "PutObject DeleteObject"),
  ),
  "aws:elasticbeanstalk/environment:Environment": together(
    needs(
      "elasticbeanstalk",
      "DescribeConfigurationOptions DescribeConfigurationSettings DescribeEnvironmentHealth DescribeEnvironmentResources DescribeEnvironments DescribeEvents DescribeInstancesHealth ListAvailableSolutionStacks ListTagsForResource",
      `CreateEnvironment UpdateEnvironment TerminateEnvironment CheckDNSAvailability CreateStorageLocation ValidateConfigurationSettings ${BEANSTALK_TAGS}`,
    ),
    BEHIND_BEANSTALK,
  ),
  "aws:elasticbeanstalk/getSolutionStack:getSolutionStack": needs("elasticbeanstalk", "ListAvailableSolutionStacks"),
  "aws:ec2/instance:Instance": needs(
    "ec2",
    "DescribeInstances DescribeInstanceAttribute DescribeInstanceCreditSpecifications DescribeInstanceTypes DescribeIamInstanceProfileAssociations DescribeImages DescribeVolumes DescribeNetworkInterfaces DescribeTags DescribeVpcs DescribeSubnets",
    "ModifyInstanceAttribute ModifyInstanceMetadataOptions ModifyInstanceCreditSpecification MonitorInstances UnmonitorInstances StartInstances StopInstances ModifyVolume CreateTags DeleteTags",
  ),
  "aws:ebs/encryptionByDefault:EncryptionByDefault": needs("ec2", "GetEbsEncryptionByDefault", "EnableEbsEncryptionByDefault"),
  "aws:ecs/cluster:Cluster": needs(
    "ecs",
    "DescribeClusters ListTagsForResource",
    `CreateCluster UpdateCluster UpdateClusterSettings DeleteCluster ${ECS_TAGS}`,
  ),
  "aws:ecs/service:Service": needs(
    "ecs",
    "DescribeServices DescribeServiceDeployments ListServiceDeployments ListTagsForResource",
    `CreateService UpdateService DeleteService ${ECS_TAGS}`,
  ),
  "aws:ecs/taskDefinition:TaskDefinition": needs(
    "ecs",
    "DescribeTaskDefinition ListTagsForResource",
    `RegisterTaskDefinition DeregisterTaskDefinition ${ECS_TAGS}`,
  ),
  "aws:appautoscaling/target:Target": needs(
    "application-autoscaling",
    "DescribeScalableTargets ListTagsForResource",
    "RegisterScalableTarget DeregisterScalableTarget TagResource UntagResource",
  ),
  // Application Auto Scaling makes the alarms of a target tracking policy in the caller's name.
  "aws:appautoscaling/policy:Policy": together(
    needs("application-autoscaling", "DescribeScalingPolicies", "PutScalingPolicy DeleteScalingPolicy"),
    needs("cloudwatch", "DescribeAlarms", "PutMetricAlarm DeleteAlarms"),
  ),
  "aws:appautoscaling/scheduledAction:ScheduledAction": needs(
    "application-autoscaling",
    "DescribeScheduledActions",
    "PutScheduledAction DeleteScheduledAction",
  ),
  "aws:ecr/repository:Repository": needs(
    "ecr",
    "DescribeRepositories ListTagsForResource",
    "CreateRepository DeleteRepository PutImageScanningConfiguration PutImageTagMutability TagResource UntagResource",
  ),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": needs("ecr", "GetLifecyclePolicy", "PutLifecyclePolicy DeleteLifecyclePolicy"),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": needs("ecr", "GetAuthorizationToken"),
  "docker:index/image:Image": needs("ecr", "", PUSH),
};
