import { nested } from "../../read/nested.ts";
import { known } from "../../read/unknown-values.ts";
import { GB_IN_BUCKET, KMS_REQUESTS, MILLION_QUERIES, MILLION_WEB_REQUESTS, THOUSAND_MAILS } from "../assumptions.ts";
import { byUse, type CostOf, fixed } from "../charge.ts";
import { listLength } from "./list-length.ts";
import { plural } from "./load-balancer-charges.ts";

export const zoneCost: CostOf = () => [
  fixed("hosted zone", "route53-zone", 1),
  byUse("DNS queries", "route53-queries", MILLION_QUERIES, `${MILLION_QUERIES} million a month`),
];

export const keyCost: CostOf = () => [
  fixed("key", "kms-key", 1, "without the two billed versions that its yearly rotation adds"),
  byUse("requests to the key", "kms-requests", KMS_REQUESTS, `${KMS_REQUESTS * 10_000} a month`),
];

/** A public certificate is free, unless its key may leave AWS. */
export const certificateCost: CostOf = ({ props }) => {
  if (known(() => props.certificateAuthorityArn == null) !== true)
    return [fixed("private certificate", "private-certificate", 1)];
  const mayLeave = known(() => nested(props.options, "export")) === "ENABLED";
  return mayLeave ? [fixed("certificate with an exportable key", "exportable-certificate", 1)] : [];
};

/** An analyzer of access from outside is free. Those of unused and of internal access are billed by what they look at. */
export const analyzerCost: CostOf = ({ props }) => {
  const type = known(() => String(props.type ?? "ACCOUNT")) ?? "unknown";
  return type === "ACCOUNT" || type === "ORGANIZATION" ? [] : undefined;
};

export const secretCost: CostOf = () => [fixed("secret", "secret", 1)];

/** Standard parameters are free. */
export const parameterCost: CostOf = ({ props }) =>
  known(() => props.tier) === "Advanced" ? [fixed("advanced parameter", "advanced-parameter", 1)] : [];

export const bucketCost: CostOf = () => [
  byUse("objects", "s3-standard", GB_IN_BUCKET, `${GB_IN_BUCKET} GB in the bucket; its requests are a few cents`),
];

/** An alarm is billed for each metric that it reads. */
export const alarmCost: CostOf = ({ props }) => {
  const queries = known(() => props.metricQueries);
  const metrics = Array.isArray(queries) ? queries.filter((query) => nested(query, "metric") !== undefined).length : 1;
  return [fixed(`alarm on ${plural(Math.max(metrics, 1), "metric")}`, "alarm-metric", Math.max(metrics, 1))];
};

export const compositeAlarmCost: CostOf = () => [fixed("composite alarm", "composite-alarm", 1)];

export const dashboardCost: CostOf = () => [
  fixed("dashboard", "dashboard", 1, "without the three that each account gets for nothing"),
];

/** A web ACL, each of its rules, and the requests that it looks at. Regional and global ones have one price. */
export const webAclCost: CostOf = ({ props }) => {
  const rules = listLength(() => props.rules) ?? 0;
  return [
    fixed("web ACL", "waf-acl", 1),
    fixed(plural(rules, "rule"), "waf-rule", rules),
    byUse("requests", "waf-requests", MILLION_WEB_REQUESTS, `${MILLION_WEB_REQUESTS} million a month`),
  ];
};

export const topicCost: CostOf = () => [
  byUse("messages", "sns-mail", 0, "fewer than the 1000 mails and 100,000 HTTPS requests a month that are free"),
];

export const mailCost: CostOf = () => [byUse("mail", "ses-mail", THOUSAND_MAILS, `${THOUSAND_MAILS * 1000} a month`)];
