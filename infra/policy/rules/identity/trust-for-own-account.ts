import { isForOneAccount, ownerOfDocument } from "../../read/iam/for-own-account.ts";
import { expectedAccount } from "../../read/iam/foreign-accounts.ts";
import { onTrustInStack } from "../../read/iam/on-trust.ts";
import type { Rule } from "../../rule.ts";

/** Services that assume a role for their own account alone, and do not pass its id. */
const WITHOUT_ACCOUNT: readonly string[] = ["ec2.amazonaws.com", "ec2.amazonaws.com.cn", "lambda.amazonaws.com"];

export const trustForOwnAccount: Rule = {
  name: "trust-for-own-account",
  description: "A service assumes a role for resources of this account only.",
  remedy: "Add the condition StringEquals aws:SourceAccount with the id of this account.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  checks: [
    onTrustInStack(({ principals, conditions }, role, all) => {
      const services = principals?.services.filter((service) => !WITHOUT_ACCOUNT.includes(service)) ?? [];
      const owner = ownerOfDocument(role.props.assumeRolePolicy, role, "assumeRolePolicy", all);
      if (conditions === undefined || isForOneAccount(conditions, owner)) return undefined;
      return services.map(
        (service) => `aws:SourceAccount or aws:SourceArn for ${service} must name ${expectedAccount(all)}, got no such condition`,
      );
    }),
  ],
};
