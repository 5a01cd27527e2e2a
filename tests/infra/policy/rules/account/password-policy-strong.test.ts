import { expect, it } from "vitest";
import { passwordPolicyStrong } from "../../../../../infra/policy/rules/account/password-policy-strong.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const strong = {
  minimumPasswordLength: 14,
  passwordReusePrevention: 24,
  requireLowercaseCharacters: true,
  requireUppercaseCharacters: true,
  requireNumbers: true,
  requireSymbols: true,
};

it.each([
  ["strong", strong, 0],
  ["stronger, as text", { ...strong, minimumPasswordLength: "20" }, 0],
  ["not known yet", { ...strong, requireSymbols: UNKNOWN }, 0],
  ["short", { ...strong, minimumPasswordLength: 13 }, 1],
  ["of a length that is no number", { ...strong, minimumPasswordLength: "1e9" }, 1],
  ["used again", { ...strong, passwordReusePrevention: 23 }, 1],
  ["without symbols", { ...strong, requireSymbols: "false" }, 1],
  ["AWS's default", {}, 6],
])("password-policy-strong checks the policy: %s", (_, props, count) => {
  const policy = checkedResource("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", props);
  expect(findingsOf(passwordPolicyStrong, policy)).toHaveLength(count);
});
