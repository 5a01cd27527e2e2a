import type { Rule } from "./rule.ts";
import { accountRules } from "./rules/account/account-rules.ts";
import { beanstalkRules } from "./rules/beanstalk/beanstalk-rules.ts";
import { bucketsRules } from "./rules/buckets/buckets-rules.ts";
import { cachesRules } from "./rules/caches/caches-rules.ts";
import { containersRules } from "./rules/containers/containers-rules.ts";
import { databasesRules } from "./rules/databases/databases-rules.ts";
import { dnsRules } from "./rules/dns/dns-rules.ts";
import { identityRules } from "./rules/identity/identity-rules.ts";
import { instancesRules } from "./rules/instances/instances-rules.ts";
import { loadBalancingRules } from "./rules/load-balancing/load-balancing-rules.ts";
import { logsRules } from "./rules/logs/logs-rules.ts";
import { networkRules } from "./rules/network/network-rules.ts";
import { resourcePoliciesRules } from "./rules/resource-policies/resource-policies-rules.ts";
import { secretsRules } from "./rules/secrets/secrets-rules.ts";
import { securityGroupsRules } from "./rules/security-groups/security-groups-rules.ts";
import { stackRules } from "./rules/stack/stack-rules.ts";
import { storageRules } from "./rules/storage/storage-rules.ts";

/** All rules of the pack. `docs/policy.md` lists them in this order. */
export const rules: readonly Rule[] = [
  ...securityGroupsRules,
  ...networkRules,
  ...instancesRules,
  ...identityRules,
  ...resourcePoliciesRules,
  ...bucketsRules,
  ...storageRules,
  ...databasesRules,
  ...cachesRules,
  ...secretsRules,
  ...logsRules,
  ...loadBalancingRules,
  ...dnsRules,
  ...beanstalkRules,
  ...containersRules,
  ...accountRules,
  ...stackRules,
];
