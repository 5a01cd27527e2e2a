import { policyName } from "./attachments.ts";

/** AWS's policies that lead to every permission, or to all of a service: "AdministratorAccess", "IAMFullAccess", "PowerUserAccess". */
const ADMINISTRATION = /admin|poweruser|full_?access/;
/**
 * AWS's policies that read whatever the account holds. `AmazonSSMManagedInstanceCore` and those for SSM before it read every parameter;
 * `AWSElasticBeanstalkWebTier` calls AI models and subscribes to products, besides.
 */
const READING =
  /read_?only|view_?only|securityaudit|readwrite|^amazonssmmanaged|^amazonec2roleforssm|^awselasticbeanstalk(webtier|workertier|service)$|^amazonec2containerservice/;
/** AWS's policies whose permissions we have read and found narrow. */
const JUDGED: readonly string[] = [
  "AmazonRDSEnhancedMonitoringRole",
  "AWSElasticBeanstalkEnhancedHealth",
  "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy",
  "AWSMarketplaceMeteringRegisterUsage",
].map((name) => name.toLowerCase());

export function isAdministratorPolicy(arn: string): boolean {
  return ADMINISTRATION.test(policyName(arn));
}

export function isReadEverythingPolicy(arn: string): boolean {
  return !isAdministratorPolicy(arn) && READING.test(policyName(arn));
}

/** True if the policy is AWS's own, in whichever partition, and narrow. */
export function isJudged(arn: string): boolean {
  return /^arn:aws[a-z-]*:iam::aws:policy\//.test(arn) && JUDGED.includes(policyName(arn));
}
