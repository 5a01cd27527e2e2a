import { describe, expect, it } from "vitest";
import { bucketsRules } from "../../../infra/policy/rules/buckets/buckets-rules.ts";
import { dnsRules } from "../../../infra/policy/rules/dns/dns-rules.ts";
import { instancesRules } from "../../../infra/policy/rules/instances/instances-rules.ts";
import { loadBalancingRules } from "../../../infra/policy/rules/load-balancing/load-balancing-rules.ts";
import { networkRules } from "../../../infra/policy/rules/network/network-rules.ts";
import { resourcePoliciesRules } from "../../../infra/policy/rules/resource-policies/resource-policies-rules.ts";
import { securityGroupsRules } from "../../../infra/policy/rules/security-groups/security-groups-rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { checkedResource } from "../../../preview/model/policy-report.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { SETTING_CHANGES, type SettingChange } from "../../support/program/setting-changes.ts";

const rules = [
  ...securityGroupsRules,
  ...networkRules,
  ...instancesRules,
  ...loadBalancingRules,
  ...dnsRules,
  ...bucketsRules,
  ...resourcePoliciesRules,
];

/** Settings that decide which connections, endpoints, names and listeners there are. */
const ABOUT = [
  "allowedCidrs",
  "bootstrapAllowedCidrs",
  "certificateArn",
  "certificateChain",
  "dnsZones",
  "hostedZoneId",
  "installerHost",
  "isolatedSubnetIds",
  "mail",
  "natGateways",
  "privateSubnetIds",
  "redisCidr",
  "redisSecurityGroupId",
  "relayEnabled",
  "relaySubnetIds",
  "relayUpstreamReach",
  "relayVpcEndpoints",
  "routeTableIds",
  "s3EndpointId",
  "smPackage",
  "smtpPort",
  "sqlCidr",
  "sqlSecurityGroupId",
  "waitForCertificate",
] satisfies SettingChange["setting"][];

/** The first change of each of them. */
const chosen = ABOUT.flatMap(
  (one) => SETTING_CHANGES.find(({ setting, outcome }) => outcome !== "refused" && setting === one) ?? [],
);

describe("a stack whose network, names and listeners people have chosen", () => {
  it.each(chosen.map((change) => [change.stack, change.setting, change] as const))(
    "violates no rule about them: %s with another %s",
    async (stack, _, { before, after }) => {
      const { resources } = await deployStack(stack, { ...before, ...after });
      expect(validate(rules, resources.map(checkedResource))).toEqual([]);
    },
  );

  it("is tested with each of these settings", () => {
    expect(new Set(chosen.map(({ setting }) => setting))).toEqual(new Set(ABOUT));
  });
});
