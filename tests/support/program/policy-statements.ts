import type { Seen } from "./deploy.ts";

/**
 * The statements of a policy, by their "Sid"; one without a name gets its position.
 *
 * @throws for a text that is not JSON, or that contains the text of a missing value, such as "undefined".
 */
// biome-ignore lint/suspicious/noExplicitAny: a test compares values, IAM's grammar has no types here
export function statementsOf({ name, inputs }: Seen, property = "policy"): Record<string, any> {
  const given = inputs[property] as unknown;
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const junk = /undefined|\[object|Calling \[toString\]|NaN|null/.exec(text);
  if (junk) throw new Error(`${property} of ${name} holds "${junk[0]}": ${text}`);
  const { Version, Statement } = JSON.parse(text);
  if (Version !== "2012-10-17") throw new Error(`${property} of ${name} has the version ${Version}`);
  return Object.fromEntries(Statement.map((statement: { Sid?: string }, at: number) => [statement.Sid ?? `${at}`, statement]));
}
