import { documentOf, resourcePolicyTypes } from "../../read/iam/documents.ts";
import { isForOneAccount, type Owner, ownerOfDocument } from "../../read/iam/for-own-account.ts";
import { expectedAccount } from "../../read/iam/foreign-accounts.ts";
import { findInStatements, type Statement } from "../../read/policy-document.ts";
import { type CheckedResource, onStack, type Rule } from "../../rule.ts";

/**
 * AWS does not document that EventBridge passes the account to SNS (EventBridge User Guide, "Amazon SNS permissions"). It can do no more than publish, and
 * nothing to an encrypted topic of another account, whose key it may not use.
 */
function isEventToTopic(service: string, { actions }: Statement): boolean {
  return (
    service === "events.amazonaws.com" && actions.length > 0 && actions.every((action) => action.toLowerCase() === "sns:publish")
  );
}

function check(statement: Statement, owner: Owner, all: readonly CheckedResource[]) {
  const { allows, principals, conditions } = statement;
  if (!allows || conditions === undefined || isForOneAccount(conditions, owner)) return undefined;
  const services = principals?.services.filter((service) => !isEventToTopic(service, statement)) ?? [];
  return services.map(
    (service) => `aws:SourceAccount or aws:SourceArn for ${service} must name ${expectedAccount(all)}, got no such condition`,
  );
}

export const servicesForOwnAccount: Rule = {
  name: "services-for-own-account",
  description: "An AWS service uses a key, a topic, a queue, a secret or an image for resources of this account only.",
  remedy: "Add the condition StringEquals aws:SourceAccount with the id of this account.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  checks: [
    onStack(resourcePolicyTypes, (_, resource, all) => {
      const { document, property = "" } = documentOf(resource) ?? {};
      const owner = ownerOfDocument(document, resource, property, all);
      return findInStatements(document, (statement) => check(statement, owner, all));
    }),
  ],
};
