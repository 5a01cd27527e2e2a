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

/** All rules of the pack. `docs/policy.md` lists them in this order. */
export const rules: readonly Rule[] = [
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
