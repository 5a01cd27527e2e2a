/** What the pack says about a check of a scanner that has failed for a stack. */
export type Answer =
  /** The rule that refuses the same, as far as a program can decide it. */
  | { readonly rule: string }
  /** Why no rule of the pack says the same. */
  | { readonly none: string };

const rule = (name: string): Answer => ({ rule: name });
const none = (reason: string): Answer => ({ none: reason });
const ACCOUNT = none("It is about the account, not about a resource of the stack: see the account's duties.");

/** Every check of Prowler and Checkov that has failed in a scan, by its name in exemptions.json. */
export const SCANNER_CHECKS: Readonly<Record<string, Answer>> = {
  "prowler/cloudtrail_multi_region_enabled": ACCOUNT,
  "prowler/config_recorder_all_regions_enabled": ACCOUNT,
  "prowler/guardduty_is_enabled": ACCOUNT,
  "prowler/iam_password_policy_expires_passwords_within_90_days_or_less": ACCOUNT,
  "prowler/iam_password_policy_lowercase": ACCOUNT,
  "prowler/iam_password_policy_minimum_length_14": ACCOUNT,
  "prowler/iam_password_policy_number": ACCOUNT,
  "prowler/iam_password_policy_reuse_24": ACCOUNT,
  "prowler/iam_password_policy_symbol": ACCOUNT,
  "prowler/iam_password_policy_uppercase": ACCOUNT,
  "prowler/kms_cmk_rotation_enabled": rule("keys-rotated"),
  "prowler/ec2_ebs_volume_protected_by_backup_plan": none(
    "The only volume with a name of its own is that of a host for installers.",
  ),
  "prowler/ec2_instance_managed_by_ssm": none("Whether an agent runs is not decided by a program."),
  "prowler/ec2_networkacl_allow_ingress_tcp_port_22": rule("network-acls-deny-consoles"),
  "prowler/ec2_networkacl_allow_ingress_tcp_port_3389": rule("network-acls-deny-consoles"),
  "prowler/ec2_securitygroup_not_used": none("An unused group lets nobody in."),
  "prowler/elbv2_alb_drop_invalid_header_fields_enabled": rule("balancers-drop-invalid-headers"),
  "prowler/elbv2_deletion_protection": rule("balancers-protected"),
  "prowler/elbv2_waf_acl_attached": rule("balancers-behind-web-acl"),
  "prowler/rds_instance_critical_event_subscription": none("EventBridge reports these events, which the scanner does not see."),
  "prowler/rds_instance_deletion_protection": rule("databases-kept"),
  "prowler/rds_instance_enhanced_monitoring_enabled": rule("databases-monitored"),
  "prowler/rds_instance_event_subscription_parameter_groups": none(
    "EventBridge reports these events, which the scanner does not see.",
  ),
  "prowler/rds_instance_event_subscription_security_groups": none("RDS has security groups of its own only outside a VPC."),
  "prowler/rds_instance_multi_az": rule("databases-multi-az"),
  "prowler/rds_instance_non_default_port": none("A port is no secret: rules about security groups say who reaches it."),
  "prowler/s3_bucket_kms_encryption": none("A KMS key makes access logs and reading without credentials impossible."),
  "prowler/s3_bucket_no_mfa_delete": none("Only the account's root user can turn it on, by hand."),
  "prowler/s3_bucket_object_lock": none("S3 refuses access logs there, and nobody could delete a certificate that has leaked."),
  "prowler/vpc_endpoint_for_ec2_enabled": none("An endpoint has a price, and a stack that does not call EC2's API needs none."),
  "checkov/CKV2_AWS_11": rule("flow-logs-on"),
  "checkov/CKV2_AWS_12": rule("default-group-closed"),
  "checkov/CKV2_AWS_19": rule("public-addresses-of-gateways"),
  "checkov/CKV2_AWS_23": rule("records-point-home"),
  "checkov/CKV2_AWS_28": rule("balancers-behind-web-acl"),
  "checkov/CKV2_AWS_31": none("A web ACL without logs still refuses requests."),
  "checkov/CKV2_AWS_38": none("The owner of the parent zone decides."),
  "checkov/CKV2_AWS_5": none("An unused group lets nobody in."),
  "checkov/CKV2_AWS_50": rule("redis-not-clustered"),
  "checkov/CKV2_AWS_6": rule("bucket-access-blocked"),
  "checkov/CKV2_AWS_62": none("Nothing waits for events."),
  "checkov/CKV_AWS_126": none("Metrics by the minute guard nothing."),
  "checkov/CKV_AWS_144": none("Versions are kept, and the files exist outside AWS."),
  "checkov/CKV_AWS_145": none("A KMS key makes access logs and reading without credentials impossible."),
  "checkov/CKV_AWS_150": rule("balancers-protected"),
  "checkov/CKV_AWS_157": rule("databases-multi-az"),
  "checkov/CKV_AWS_21": rule("buckets-versioned"),
  "checkov/CKV_AWS_211": none("AWS's default authority is the newest one."),
  "checkov/CKV_AWS_260": rule("no-public-ingress"),
  "checkov/CKV_AWS_290": rule("least-privilege"),
  "checkov/CKV_AWS_293": rule("databases-kept"),
  "checkov/CKV_AWS_312": rule("environment-health-reporting"),
  "checkov/CKV_AWS_338": rule("log-groups-expire"),
  "checkov/CKV_AWS_352": rule("network-acls-deny-consoles"),
  "checkov/CKV_AWS_355": rule("least-privilege"),
  "checkov/CKV_AWS_378": none("TLS ends at the load balancer, and only its group reaches the tasks."),
  "checkov/CKV_AWS_70": rule("no-anonymous-bucket-read"),
  "checkov/CKV_AWS_88": rule("instances-private"),
};

/** Checks of Checkov that say what a check of Prowler says. */
export const SAME_CHECK: Readonly<Record<string, string>> = {
  "checkov/CKV2_AWS_28": "prowler/elbv2_waf_acl_attached",
  "checkov/CKV_AWS_145": "prowler/s3_bucket_kms_encryption",
  "checkov/CKV_AWS_150": "prowler/elbv2_deletion_protection",
  "checkov/CKV_AWS_157": "prowler/rds_instance_multi_az",
  "checkov/CKV_AWS_293": "prowler/rds_instance_deletion_protection",
};

interface NoWay {
  /** A part of the address of the resources that it holds for. */
  readonly of: string;
  readonly why: string;
}

/** Checks that no setting and no change of the program makes pass: who says no. All others are decisions. */
export const NO_WAY: Readonly<Record<string, NoWay>> = {
  "prowler/elbv2_alb_drop_invalid_header_fields_enabled": {
    of: "$aws:elasticbeanstalk/environment:Environment::",
    why: "Elastic Beanstalk creates these load balancers and has no option for it.",
  },
  "prowler/elbv2_deletion_protection": {
    of: "$aws:elasticbeanstalk/environment:Environment::",
    why: "Elastic Beanstalk creates these load balancers, has no option for it, and could not delete its environment.",
  },
  "prowler/rds_instance_non_default_port": {
    of: "$aws:rds/instance:Instance::",
    why: "XMPro's installers write the port into connection strings.",
  },
  "prowler/s3_bucket_kms_encryption": {
    of: "$aws:s3/bucket:Bucket::",
    why: "Load balancers write logs to no bucket with a KMS key, and nobody reads one without credentials, as XMPro's packages do.",
  },
  "prowler/s3_bucket_no_mfa_delete": {
    of: "$aws:s3/bucket:Bucket::",
    why: "Only the root user can turn it on, by hand and with its device. Pulumi cannot.",
  },
  "prowler/s3_bucket_object_lock": {
    of: "$aws:s3/bucket:Bucket::",
    why: "S3 writes access logs to no bucket with Object Lock.",
  },
};
