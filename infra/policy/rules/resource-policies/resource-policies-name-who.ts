import { notTurnedOff } from "../../checks/property-checks.ts";
import { limits } from "../../read/iam/conditions.ts";
import { documentOf, resourcePolicyTypes } from "../../read/iam/documents.ts";
import { ANY_OWNER, isForOneAccount, type Owner, ownerOfDocument } from "../../read/iam/for-own-account.ts";
import { fromOwnNetwork, namesNetwork } from "../../read/iam/own-network.ts";
import { findInStatements, findUnreadable, type Statement } from "../../read/policy-document.ts";
import { onResource, onStack, type Rule } from "../../rule.ts";

/** Fixed values of these keys name who may use the resource, as a principal does. An organization has accounts that nobody knows here. */
function namesAccount({ conditions }: Statement, owner: Owner): boolean {
  return (
    conditions === undefined ||
    isForOneAccount(conditions, owner) ||
    limits(conditions, /^aws:principalaccount$/, (value) => /^\d{12}$/.test(value)) ||
    limits(conditions, /^aws:principalarn$/, (value) => /^arn:[a-z-]+:iam::\d{12}:/.test(value))
  );
}

/** The same, or the network that the requests come from. Whose it is, only the stack knows. */
function namesSomebody(statement: Statement): boolean {
  return namesAccount(statement, ANY_OWNER) || namesNetwork(statement.conditions ?? []);
}

function isForEverybody({ allows, principals }: Statement): boolean {
  return allows && principals?.anybody === true;
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
        isForEverybody(statement) && !namesSomebody(statement)
          ? "Principal must name who uses the resource, got a principal that is anybody"
          : undefined,
      ),
    ),
    onStack(resourcePolicyTypes, (_, resource, all) => {
      const { document, property = "" } = documentOf(resource) ?? {};
      // resource-policies-own-account asks whose account it is.
      const owner = { ...ownerOfDocument(document, resource, property, all), account: undefined };
      const isFromHere = fromOwnNetwork(document, resource, property, all);
      return findInStatements(document, (statement) =>
        isForEverybody(statement) &&
        namesSomebody(statement) &&
        !namesAccount(statement, owner) &&
        !isFromHere(statement.conditions ?? [])
          ? "Condition must name an endpoint, the VPC or a bucket of this stack, got another one"
          : undefined,
      );
    }),
    notTurnedOff("aws:secretsmanager/secretPolicy:SecretPolicy", "blockPublicPolicy"),
  ],
};
