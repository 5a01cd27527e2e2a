import type { Rule } from "./rule.ts";
import { beanstalkRules } from "./rules/beanstalk/beanstalk-rules.ts";
import { bucketsRules } from "./rules/buckets/buckets-rules.ts";
import { containersRules } from "./rules/containers/containers-rules.ts";
import { dataRules } from "./rules/data/data-rules.ts";
import { identityRules } from "./rules/identity/identity-rules.ts";
import { loadBalancingRules } from "./rules/load-balancing/load-balancing-rules.ts";
import { networkRules } from "./rules/network/network-rules.ts";
import { resourcePoliciesRules } from "./rules/resource-policies/resource-policies-rules.ts";
import { secretsRules } from "./rules/secrets/secrets-rules.ts";
import { stackRules } from "./rules/stack/stack-rules.ts";

const rulesByType: readonly Rule[] = [
  ...networkRules,
  ...identityRules,
  ...resourcePoliciesRules,
  ...bucketsRules,
  ...dataRules,
  ...secretsRules,
  ...loadBalancingRules,
  ...beanstalkRules,
  ...containersRules,
];

/** All rules of the pack. `docs/policy.md` lists them in this order. */
export const rules: readonly Rule[] = [...rulesByType, ...stackRules(rulesByType)];
