import { limits } from "../../read/iam/conditions.ts";
import { documentOf, resourcePolicyTypes } from "../../read/iam/documents.ts";
import { isForOneAccount } from "../../read/iam/for-own-account.ts";
import { findInStatements, findUnreadable, type Statement } from "../../read/policy-document.ts";
import { onResource, type Rule } from "../../rule.ts";

/** Fixed values of these keys name who may use the resource, as a principal does. */
function namesSomebody({ conditions }: Statement): boolean {
  return (
    conditions === undefined ||
    isForOneAccount(conditions) ||
    limits(conditions, /^aws:principalaccount$/, (value) => /^\d{12}$/.test(value)) ||
    limits(conditions, /^aws:principalarn$/, (value) => /^arn:[a-z-]+:iam::\d{12}:/.test(value)) ||
    limits(conditions, /^aws:principalorgid$/, (value) => /^o-[a-z0-9]{10,32}$/.test(value)) ||
    limits(conditions, /^aws:sourcevpce$/, (value) => /^vpce-[0-9a-z-]+$/.test(value)) ||
    limits(conditions, /^aws:sourcevpc$/, (value) => /^vpc-[0-9a-z-]+$/.test(value))
  );
}

export const resourcePoliciesNameWho: Rule = {
  name: "resource-policies-name-who",
  description: "Keys, topics, queues, secrets and images are for named principals, never for everybody.",
  remedy: "Name the principals of this account that use the resource.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["SNS.4", "SQS.3", "KMS.5", "Lambda.1"],
  checks: [
    onResource(resourcePolicyTypes, (_, resource) => {
      const found = documentOf(resource);
      return found && findUnreadable(found.property, found.document);
    }),
    onResource(resourcePolicyTypes, (_, resource) =>
      findInStatements(documentOf(resource)?.document, (statement) =>
        statement.allows && statement.principals?.anybody && !namesSomebody(statement)
          ? "Principal must name who uses the resource, got a principal that is anybody"
          : undefined,
      ),
    ),
    onResource("aws:secretsmanager/secretPolicy:SecretPolicy", ({ blockPublicPolicy }) =>
      blockPublicPolicy === false || blockPublicPolicy === "false" ? "blockPublicPolicy must not be false, got false" : undefined,
    ),
  ],
};
