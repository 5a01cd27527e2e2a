import { bucketPolicyTypes, documentOf } from "../../read/iam/documents.ts";
import { fromOwnNetwork, namesEndpoint } from "../../read/iam/own-network.ts";
import { findInStatements, findUnreadable, type Statement } from "../../read/policy-document.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

/** "StringEquals" alone, as "StringLike" invites a wildcard later. */
function exactConditions({ conditions }: Statement) {
  return conditions?.filter(({ operator }) => operator === "stringequals");
}

/** True if the condition allows named VPC endpoints only. */
function onlyFromEndpoint(statement: Statement): boolean {
  const exact = exactConditions(statement);
  return exact === undefined || namesEndpoint(exact);
}

function check(statement: Statement) {
  const { allows, principals, actions, notActions } = statement;
  if (!allows || !principals?.anybody) return undefined;
  const reads =
    notActions.length === 0 && actions.length > 0 && actions.every((action) => action.toLowerCase() === "s3:getobject");
  return [
    reads ? [] : [`a statement for everybody must allow s3:GetObject only, got ${quote(actions)}`],
    onlyFromEndpoint(statement)
      ? []
      : ["a statement for everybody must have StringEquals aws:SourceVpce with fixed endpoints, got no such condition"],
  ].flat();
}

export const noAnonymousBucketRead: Rule = {
  name: "no-anonymous-bucket-read",
  description: "Nobody can read or write a bucket from the internet without credentials.",
  remedy: "Allow readers without credentials s3:GetObject only, and only through a named VPC endpoint (aws:SourceVpce).",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["S3.2", "S3.3"],
  checks: [
    onResource(bucketPolicyTypes, (_, resource) => {
      const found = documentOf(resource);
      return found && findUnreadable(found.property, found.document);
    }),
    onResource(bucketPolicyTypes, (_, resource) => findInStatements(documentOf(resource)?.document, check)),
    onStack(bucketPolicyTypes, (_, resource, all) => {
      const { document, property = "" } = documentOf(resource) ?? {};
      const isFromHere = fromOwnNetwork(document, resource, property, all);
      return findInStatements(document, (statement) => {
        const { allows, principals, conditions } = statement;
        if (!allows || !principals?.anybody || conditions === undefined || !onlyFromEndpoint(statement)) return undefined;
        return isFromHere(exactConditions(statement) ?? [])
          ? undefined
          : "aws:SourceVpce must name endpoints of this stack, got another one";
      });
    }),
  ],
};
