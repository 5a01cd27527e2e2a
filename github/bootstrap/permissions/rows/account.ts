import { needs, type Rows } from "../needs.ts";

const TAGS = "TagResource UntagResource";

/** What the setting accountBaseline turns on. */
export const account: Rows = {
  "aws:accessanalyzer/analyzer:Analyzer": needs(
    "access-analyzer",
    "GetAnalyzer ListTagsForResource",
    `CreateAnalyzer DeleteAnalyzer ${TAGS}`,
  ),
  "aws:budgets/budget:Budget": needs("budgets", "ViewBudget ListTagsForResource", `ModifyBudget ${TAGS}`),
  "aws:cfg/deliveryChannel:DeliveryChannel": needs(
    "config",
    "DescribeDeliveryChannels",
    "PutDeliveryChannel DeleteDeliveryChannel",
  ),
  "aws:cfg/recorder:Recorder": needs(
    "config",
    "DescribeConfigurationRecorders",
    "PutConfigurationRecorder DeleteConfigurationRecorder StopConfigurationRecorder",
  ),
  "aws:cfg/recorderStatus:RecorderStatus": needs(
    "config",
    "DescribeConfigurationRecorderStatus",
    "StartConfigurationRecorder StopConfigurationRecorder",
  ),
  "aws:cloudtrail/trail:Trail": needs(
    "cloudtrail",
    "DescribeTrails GetTrail GetTrailStatus GetEventSelectors GetInsightSelectors ListTags",
    "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging AddTags RemoveTags",
  ),
  "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": needs(
    "ec2",
    "GetSnapshotBlockPublicAccessState",
    "EnableSnapshotBlockPublicAccess",
  ),
  "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": needs(
    "ec2",
    "GetInstanceMetadataDefaults",
    "ModifyInstanceMetadataDefaults",
  ),
  "aws:guardduty/detector:Detector": needs(
    "guardduty",
    "GetDetector ListTagsForResource",
    `CreateDetector UpdateDetector DeleteDetector ${TAGS}`,
  ),
  "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": needs("iam", "GetAccountPasswordPolicy", "UpdateAccountPasswordPolicy"),
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": needs("iam", "GetRole ListRoleTags", "TagRole UntagRole"),
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": needs(
    "s3",
    "GetAccountPublicAccessBlock",
    "PutAccountPublicAccessBlock",
  ),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": needs(
    "s3",
    "GetBucketObjectLockConfiguration",
    "PutBucketObjectLockConfiguration",
  ),
  "aws:securityhub/account:Account": needs(
    "securityhub",
    "DescribeHub",
    "EnableSecurityHub DisableSecurityHub UpdateSecurityHubConfiguration",
  ),
  "aws:securityhub/standardsSubscription:StandardsSubscription": needs(
    "securityhub",
    "GetEnabledStandards",
    "BatchEnableStandards BatchDisableStandards",
  ),
};
