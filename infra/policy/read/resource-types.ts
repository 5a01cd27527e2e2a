import type * as aws from "@pulumi/aws";

/** Each resource type that a rule checks: its type token, and the class of its arguments. */
export interface ArgsOf {
  "aws:acm/certificate:Certificate": aws.acm.CertificateArgs;
  "aws:alb/listener:Listener": aws.alb.ListenerArgs;
  "aws:alb/listenerRule:ListenerRule": aws.alb.ListenerRuleArgs;
  "aws:alb/loadBalancer:LoadBalancer": aws.alb.LoadBalancerArgs;
  "aws:alb/targetGroup:TargetGroup": aws.alb.TargetGroupArgs;
  "aws:alb/targetGroupAttachment:TargetGroupAttachment": aws.alb.TargetGroupAttachmentArgs;
  "aws:ebs/encryptionByDefault:EncryptionByDefault": aws.ebs.EncryptionByDefaultArgs;
  "aws:ebs/volume:Volume": aws.ebs.VolumeArgs;
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": aws.ec2.DefaultNetworkAclArgs;
  "aws:ec2/defaultRouteTable:DefaultRouteTable": aws.ec2.DefaultRouteTableArgs;
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": aws.ec2.DefaultSecurityGroupArgs;
  "aws:ec2/defaultSubnet:DefaultSubnet": aws.ec2.DefaultSubnetArgs;
  "aws:ec2/eip:Eip": aws.ec2.EipArgs;
  "aws:ec2/eipAssociation:EipAssociation": aws.ec2.EipAssociationArgs;
  "aws:ec2/flowLog:FlowLog": aws.ec2.FlowLogArgs;
  "aws:ec2/instance:Instance": aws.ec2.InstanceArgs;
  "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": aws.ec2.InstanceMetadataDefaultsArgs;
  "aws:ec2/launchConfiguration:LaunchConfiguration": aws.ec2.LaunchConfigurationArgs;
  "aws:ec2/launchTemplate:LaunchTemplate": aws.ec2.LaunchTemplateArgs;
  "aws:ec2/networkAcl:NetworkAcl": aws.ec2.NetworkAclArgs;
  "aws:ec2/networkAclRule:NetworkAclRule": aws.ec2.NetworkAclRuleArgs;
  "aws:ec2/networkInterface:NetworkInterface": aws.ec2.NetworkInterfaceArgs;
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment": aws.ec2.NetworkInterfaceSecurityGroupAttachmentArgs;
  "aws:ec2/route:Route": aws.ec2.RouteArgs;
  "aws:ec2/routeTable:RouteTable": aws.ec2.RouteTableArgs;
  "aws:ec2/securityGroup:SecurityGroup": aws.ec2.SecurityGroupArgs;
  "aws:ec2/securityGroupRule:SecurityGroupRule": aws.ec2.SecurityGroupRuleArgs;
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": aws.ec2.SpotInstanceRequestArgs;
  "aws:ec2/subnet:Subnet": aws.ec2.SubnetArgs;
  "aws:ec2/vpc:Vpc": aws.ec2.VpcArgs;
  "aws:ec2/vpcEndpointService:VpcEndpointService": aws.ec2.VpcEndpointServiceArgs;
  "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": aws.ec2.VpcPeeringConnectionArgs;
  "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": aws.ec2.VpcPeeringConnectionAccepterArgs;
  "aws:ec2/vpnConnection:VpnConnection": aws.ec2.VpnConnectionArgs;
  "aws:ec2/vpnGateway:VpnGateway": aws.ec2.VpnGatewayArgs;
  "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": aws.ec2.VpnGatewayAttachmentArgs;
  "aws:ec2clientvpn/endpoint:Endpoint": aws.ec2clientvpn.EndpointArgs;
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": aws.ec2transitgateway.VpcAttachmentArgs;
  "aws:ecr/repository:Repository": aws.ecr.RepositoryArgs;
  "aws:ecs/cluster:Cluster": aws.ecs.ClusterArgs;
  "aws:ecs/service:Service": aws.ecs.ServiceArgs;
  "aws:ecs/taskDefinition:TaskDefinition": aws.ecs.TaskDefinitionArgs;
  "aws:elasticache/parameterGroup:ParameterGroup": aws.elasticache.ParameterGroupArgs;
  "aws:elasticache/replicationGroup:ReplicationGroup": aws.elasticache.ReplicationGroupArgs;
  "aws:elasticache/serverlessCache:ServerlessCache": aws.elasticache.ServerlessCacheArgs;
  "aws:elasticbeanstalk/environment:Environment": aws.elasticbeanstalk.EnvironmentArgs;
  "aws:elb/loadBalancer:LoadBalancer": aws.elb.LoadBalancerArgs;
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
  "aws:lb/listenerRule:ListenerRule": aws.lb.ListenerRuleArgs;
  "aws:lb/loadBalancer:LoadBalancer": aws.lb.LoadBalancerArgs;
  "aws:lb/targetGroup:TargetGroup": aws.lb.TargetGroupArgs;
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": aws.lb.TargetGroupAttachmentArgs;
  "aws:rds/instance:Instance": aws.rds.InstanceArgs;
  "aws:rds/parameterGroup:ParameterGroup": aws.rds.ParameterGroupArgs;
  "aws:route53/record:Record": aws.route53.RecordArgs;
  "aws:route53/zone:Zone": aws.route53.ZoneArgs;
  "aws:s3/bucket:Bucket": aws.s3.BucketArgs;
  "aws:s3/bucketAcl:BucketAcl": aws.s3.BucketAclArgs;
  "aws:s3/bucketAclV2:BucketAclV2": aws.s3.BucketAclV2Args;
  "aws:s3/bucketPolicy:BucketPolicy": aws.s3.BucketPolicyArgs;
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": aws.s3.BucketPublicAccessBlockArgs;
  "aws:s3/bucketV2:BucketV2": aws.s3.BucketV2Args;
  "aws:s3/bucketVersioning:BucketVersioning": aws.s3.BucketVersioningArgs;
  "aws:s3/bucketVersioningV2:BucketVersioningV2": aws.s3.BucketVersioningV2Args;
  "aws:secretsmanager/secret:Secret": aws.secretsmanager.SecretArgs;
  "aws:ssm/parameter:Parameter": aws.ssm.ParameterArgs;
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": aws.vpc.SecurityGroupEgressRuleArgs;
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": aws.vpc.SecurityGroupIngressRuleArgs;
  "aws:wafv2/webAcl:WebAcl": aws.wafv2.WebAclArgs;
  /** Its plugin creates a VPC, which the offline preview does not see. */
  "awsx:ec2:Vpc": object;
}

export type ResourceType = keyof ArgsOf;

export const rdsInstance = "aws:rds/instance:Instance";
export const rdsParameterGroup = "aws:rds/parameterGroup:ParameterGroup";
export const redisGroup = "aws:elasticache/replicationGroup:ReplicationGroup";
export const redisParameterGroup = "aws:elasticache/parameterGroup:ParameterGroup";
export const serverlessCache = "aws:elasticache/serverlessCache:ServerlessCache";
export const environment = "aws:elasticbeanstalk/environment:Environment";
export const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";
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
export const certificate = "aws:acm/certificate:Certificate";
export const dnsRecord = "aws:route53/record:Record";
export const dnsZone = "aws:route53/zone:Zone";
export const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";
export const launchConfiguration = "aws:ec2/launchConfiguration:LaunchConfiguration";
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
export const listenerRules = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"] as const;
export const targetGroups = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"] as const;
export const listeners = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const;
