import type { Mistake } from "../../mistake.ts";

const trail = { of: "Trail" };

export const accountMistakes: readonly Mistake[] = [
  ["trail-records-everything", "a trail of one region", { ...trail, props: { isMultiRegionTrail: false } }],
  [
    "trail-records-everything",
    "a trail of writes alone",
    { ...trail, props: { eventSelectors: [{ readWriteType: "WriteOnly", includeManagementEvents: true }] } },
  ],
  ["trail-encrypted", "a trail without a key", { ...trail, props: { kmsKeyId: "" } }],
  ["trail-validated", "a trail without digests", { ...trail, props: { enableLogFileValidation: undefined } }],
  ["trail-in-cloudwatch", "a trail in S3 alone", { ...trail, props: { cloudWatchLogsGroupArn: undefined } }],
  ["trail-bucket-logged", "a trail whose readers nobody knows", { of: "BucketLogging", name: "account-trail", gone: true }],
  [
    "config-records-everything",
    "a recorder without global resources",
    { of: "Recorder", props: { recordingGroup: { allSupported: true, includeGlobalResourceTypes: false } } },
  ],
  ["config-records-everything", "a recorder that is off", { of: "RecorderStatus", props: { isEnabled: false } }],
  ["guardduty-on", "a suspended detector", { of: "Detector", props: { enable: "false" } }],
  ["outside-access-analyzed", "an analyzer of unused access", { of: "Analyzer", props: { type: "ACCOUNT_UNUSED_ACCESS" } }],
  ["password-policy-strong", "short passwords", { of: "AccountPasswordPolicy", props: { minimumPasswordLength: 8 } }],
  [
    "snapshots-not-public",
    "old snapshots that stay public",
    { of: "SnapshotBlockPublicAccess", props: { state: "block-new-sharing" } },
  ],
];
