import { passwordPolicy } from "../../read/resource-types.ts";
import { wholeNumber } from "../../read/scalars.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

/** Of FSBP and of CIS AWS Foundations. AWS's own default is 6, and no history. */
const MINIMUM = { minimumPasswordLength: 14, passwordReusePrevention: 24 } as const;
const CLASSES = ["requireLowercaseCharacters", "requireUppercaseCharacters", "requireNumbers", "requireSymbols"] as const;

export const passwordPolicyStrong: Rule = {
  name: "password-policy-strong",
  description: "Passwords of IAM users have at least 14 characters of four classes, and are not one of the last 24.",
  remedy:
    "Set minimumPasswordLength to at least 14, passwordReusePrevention to 24, and the four arguments for classes of characters to true.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["IAM.7", "IAM.15", "IAM.16", "CIS 1.7", "CIS 1.8"],
  checks: [
    ...CLASSES.map((argument) => requireValue(passwordPolicy, argument, true)),
    ...(["minimumPasswordLength", "passwordReusePrevention"] as const).map((argument) =>
      onResource(passwordPolicy, ({ [argument]: value }) =>
        (wholeNumber(value) ?? 0) >= MINIMUM[argument]
          ? undefined
          : `${argument} must be at least ${MINIMUM[argument]}, got ${quote(value)}`,
      ),
    ),
  ],
};
