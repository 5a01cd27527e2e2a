import { hasWildcard } from "../../read/iam/glob.ts";
import { onTrust } from "../../read/iam/on-trust.ts";
import { findUnreadable } from "../../read/policy-document.ts";
import { iamRole } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const ASSUMING = /^sts:(assumerole|assumerolewithwebidentity|assumerolewithsaml|tagsession|setsourceidentity)$/i;

export const trustNamesWho: Rule = {
  name: "trust-names-who",
  description: "A trust policy names who may assume the role.",
  remedy: "Name the service, or the role of this account, that assumes the role.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  checks: [
    onResource(iamRole, ({ assumeRolePolicy }) => findUnreadable("assumeRolePolicy", assumeRolePolicy)),
    onTrust(({ principals }) =>
      principals?.anybody ? "assumeRolePolicy must name who may assume the role, got a principal that is anybody" : undefined,
    ),
    onTrust(({ actions, notActions }) =>
      notActions.length > 0 || actions.some((action) => hasWildcard(action) || !ASSUMING.test(action))
        ? `Action of a trust policy must be such as "sts:AssumeRole", got ${notActions.length > 0 ? "NotAction" : quote(actions)}`
        : undefined,
    ),
  ],
};
