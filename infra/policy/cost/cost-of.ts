import type { CostOf } from "./charge.ts";
import { detectorCost, recorderCost, securityHubCost } from "./services/account.ts";
import { replicationGroupCost, serverlessCacheCost } from "./services/cache.ts";
import { environmentCost, instanceCost, volumeCost } from "./services/compute.ts";
import { clusterCost, repositoryCost, serviceCost } from "./services/containers.ts";
import { databaseCost, logGroupCost, replicatedBackupsCost, snapshotCopyCost } from "./services/database.ts";
import { addressCost, endpointCost, loadBalancerCost, natGatewayCost } from "./services/network.ts";
import {
  alarmCost,
  analyzerCost,
  bucketCost,
  certificateCost,
  compositeAlarmCost,
  dashboardCost,
  keyCost,
  mailCost,
  parameterCost,
  secretCost,
  topicCost,
  webAclCost,
  zoneCost,
} from "./services/others.ts";

/** Each type that costs something. Those that cost nothing are in `free-types.ts`. */
const COSTS: Readonly<Record<string, CostOf>> = {
  "aws:accessanalyzer/analyzer:Analyzer": analyzerCost,
  "aws:acm/certificate:Certificate": certificateCost,
  "aws:alb/loadBalancer:LoadBalancer": loadBalancerCost,
  "aws:cfg/recorder:Recorder": recorderCost,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarmCost,
  "aws:cloudwatch/dashboard:Dashboard": dashboardCost,
  "aws:cloudwatch/logGroup:LogGroup": logGroupCost,
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarmCost,
  "aws:ebs/volume:Volume": volumeCost,
  "aws:ec2/eip:Eip": addressCost,
  "aws:ec2/instance:Instance": instanceCost,
  "aws:ec2/natGateway:NatGateway": natGatewayCost,
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpointCost,
  "aws:ecr/repository:Repository": repositoryCost,
  "aws:ecs/cluster:Cluster": clusterCost,
  "aws:ecs/service:Service": serviceCost,
  "aws:elasticache/replicationGroup:ReplicationGroup": replicationGroupCost,
  "aws:elasticache/serverlessCache:ServerlessCache": serverlessCacheCost,
  "aws:elasticbeanstalk/environment:Environment": environmentCost,
  "aws:guardduty/detector:Detector": detectorCost,
  "aws:kms/key:Key": keyCost,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancerCost,
  "aws:rds/instance:Instance": databaseCost,
  "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": replicatedBackupsCost,
  "aws:rds/snapshotCopy:SnapshotCopy": snapshotCopyCost,
  "aws:route53/zone:Zone": zoneCost,
  "aws:s3/bucket:Bucket": bucketCost,
  "aws:s3/bucketV2:BucketV2": bucketCost,
  "aws:secretsmanager/secret:Secret": secretCost,
  "aws:securityhub/account:Account": securityHubCost,
  "aws:sesv2/emailIdentity:EmailIdentity": mailCost,
  "aws:sns/topic:Topic": topicCost,
  "aws:ssm/parameter:Parameter": parameterCost,
  "aws:wafv2/webAcl:WebAcl": webAclCost,
};

/** How the cost of a type is computed; undefined for one that is free, and for one that nobody knows. */
export function costOf(type: string): CostOf | undefined {
  return Object.hasOwn(COSTS, type) ? COSTS[type] : undefined;
}
