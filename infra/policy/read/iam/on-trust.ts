import { type Check, type CheckedResource, type Findings, onResource, onStack } from "../../rule.ts";
import { findInStatements, type Statement } from "../policy-document.ts";
import { iamRole } from "../resource-types.ts";

/** A check of each statement that lets somebody assume a role. */
export function onTrust(find: (statement: Statement) => Findings): Check {
  return onResource(iamRole, ({ assumeRolePolicy }) =>
    findInStatements(assumeRolePolicy, (statement) => (statement.allows ? find(statement) : undefined)),
  );
}

/** The same, with the role and all other resources. */
export function onTrustInStack(
  find: (statement: Statement, role: CheckedResource, all: readonly CheckedResource[]) => Findings,
): Check {
  return onStack(iamRole, ({ assumeRolePolicy }, role, all) =>
    findInStatements(assumeRolePolicy, (statement) => (statement.allows ? find(statement, role, all) : undefined)),
  );
}
