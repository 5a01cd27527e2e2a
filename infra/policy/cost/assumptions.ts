// The use that the lines "by use" assume. Nobody has measured a stack: they are round figures for a small team, and each line
// says its own. Who knows better reads the line and multiplies.

/** Capacity units that one load balancer uses on average. One unit: 25 new connections a second, or 1 GB an hour. */
export const LOAD_BALANCER_UNITS = 0.5;
/** GB a month that leave AWS through one load balancer. AWS gives an account the first 100 GB for nothing. */
export const GB_TO_THE_INTERNET = 20;
/** GB a month through one NAT gateway, and through one interface endpoint. */
export const GB_THROUGH_NAT = 20;
export const GB_THROUGH_ENDPOINT = 10;
/** GB a month that one log group receives, and that one Beanstalk environment writes. */
export const GB_OF_LOGS = 0.5;
/** Part of its size that a log keeps after compression, which AWS does before it bills the storage. */
export const LOG_COMPRESSION = 0.15;
/** GB in one bucket, and in one image repository. */
export const GB_IN_BUCKET = 5;
export const GB_OF_IMAGES = 1;
/** Million requests a month for one web ACL, million DNS queries for one zone. */
export const MILLION_WEB_REQUESTS = 1;
export const MILLION_QUERIES = 0.1;
/** Requests a month for one KMS key, in units of 10,000. */
export const KMS_REQUESTS = 10;
/** Mails a month, in thousands. */
export const THOUSAND_MAILS = 10;
/** GB and million ECPU a month of a serverless cache above its minimum. */
export const MILLION_ECPU = 100;
/** GB of one more snapshot of a cache, beyond the first, which is free. */
export const GB_OF_SNAPSHOT = 1;
/** Metrics that Container Insights sends for a cluster with one service: an estimate, from the names in AWS's list of them. */
export const INSIGHTS_METRICS = 20;
/** Metrics that the collector of one service sends, and million traces that it records in a month. */
export const COLLECTOR_METRICS = 20;
export const MILLION_TRACES = 1;
/** Records of AWS Config, what GuardDuty looks at, and checks of Security Hub in a month. */
export const CONFIG_ITEMS = 2000;
export const GUARDDUTY_MILLION_EVENTS = 0.5;
export const GUARDDUTY_GB = 10;
export const SECURITY_CHECKS = 10_000;
