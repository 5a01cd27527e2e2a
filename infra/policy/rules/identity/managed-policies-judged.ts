import { onAttachedInStack } from "../../read/iam/attachments.ts";
import { isAdministratorPolicy, isJudged, isReadEverythingPolicy } from "../../read/iam/managed-policies.ts";
import { pointsAt } from "../../read/points-at.ts";
import { quote, type Rule } from "../../rule.ts";

const OF_AN_ACCOUNT = /^arn:aws[a-z-]*:iam::\d{12}:policy\//;

export const managedPoliciesJudged: Rule = {
  name: "managed-policies-judged",
  description: "Attached policies are those of the stack, or policies of AWS whose permissions somebody has reviewed.",
  remedy:
    "Write the permissions that are needed into a policy of the stack. AWS can change its own policies at any time, and most of them allow access to all resources.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  checks: [
    onAttachedInStack((arn, from, property, all) => {
      // Two other rules report these.
      if (isAdministratorPolicy(arn) || isReadEverythingPolicy(arn) || isJudged(arn)) return undefined;
      const isOfStack =
        OF_AN_ACCOUNT.test(arn) &&
        all.some((policy) => policy.type === "aws:iam/policy:Policy" && pointsAt(from, property, policy));
      return isOfStack ? undefined : `${property} must be a policy whose permissions somebody has reviewed, got ${quote(arn)}`;
    }),
  ],
};
