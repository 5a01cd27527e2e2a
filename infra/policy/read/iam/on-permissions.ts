import { type Check, type Findings, onResource } from "../../rule.ts";
import { findInStatements, findUnreadable, type Statement } from "../policy-document.ts";
import { iamRole } from "../resource-types.ts";
import { documentOf, identityPolicyTypes, inlineDocumentsOf, type PolicyDocument } from "./documents.ts";

/** Checks of each statement that gives a role, a user or a group permissions, inline or not. */
export function onPermissions(find: (statement: Statement) => Findings): readonly Check[] {
  return onDocuments(({ document }) =>
    findInStatements(document, (statement) => (statement.allows ? find(statement) : undefined)),
  );
}

/** The checks that these documents are policy documents. */
export const readablePermissions: readonly Check[] = onDocuments(({ property, document }) => findUnreadable(property, document));

function onDocuments(find: (found: PolicyDocument) => Findings): readonly Check[] {
  return [
    onResource(identityPolicyTypes, (_, resource) => {
      const found = documentOf(resource);
      return found && find(found);
    }),
    onResource(iamRole, ({ inlinePolicies }) => inlineDocumentsOf(inlinePolicies).flatMap((found) => find(found) ?? [])),
  ];
}
