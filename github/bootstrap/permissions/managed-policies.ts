import { type Document, documentOf, type Statement } from "./statement.ts";

/** Characters of a customer managed policy, white space not counted. */
const MAX_CHARACTERS = 6144;
/** Managed policies of a role, as AWS's default quota has it. */
export const MAX_POLICIES = 10;

/**
 * Statements as few policies as possible, each within IAM's limit. Statements stay in their order, so that a changed plan changes few policies. A
 * statement that alone is too long is split by its actions.
 */
export function managedPolicies(statements: readonly Statement[]): Document[] {
  const policies: Statement[][] = [[]];
  for (const statement of statements.flatMap(fitting)) {
    const last = policies.at(-1) as Statement[];
    if (last.length === 0 || lengthOf([...last, statement]) <= MAX_CHARACTERS) last.push(statement);
    else policies.push([statement]);
  }
  if (policies.length > MAX_POLICIES)
    throw new Error(`a role takes ${MAX_POLICIES} managed policies, and the plan needs ${policies.length}`);
  return policies.map(documentOf);
}

function lengthOf(statements: readonly Statement[]): number {
  return JSON.stringify(documentOf(statements)).length;
}

function fitting(statement: Statement): Statement[] {
  if (lengthOf([statement]) <= MAX_CHARACTERS) return [statement];
  const { Action, Sid, ...rest } = statement;
  const half = Math.ceil(Action.length / 2);
  if (half === Action.length) throw new Error(`a statement of one action does not fit into a policy: ${Action}`);
  const part = (actions: readonly string[], name: string): Statement[] =>
    fitting({ ...(Sid === undefined ? {} : { Sid: `${Sid}${name}` }), ...rest, Action: actions });
  return [...part(Action.slice(0, half), "A"), ...part(Action.slice(half), "B")];
}
