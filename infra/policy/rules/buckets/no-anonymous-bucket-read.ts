import { limits } from "../../read/iam/conditions.ts";
import { bucketPolicyTypes, documentOf } from "../../read/iam/documents.ts";
import { findInStatements, findUnreadable, type Statement } from "../../read/policy-document.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** True if the condition allows named VPC endpoints only. "StringEquals" alone, as "StringLike" invites a wildcard later. */
function onlyFromEndpoint({ conditions }: Statement): boolean {
  const exact = conditions?.filter(({ operator }) => operator === "stringequals");
  return exact === undefined || limits(exact, /^aws:sourcevpce$/, (endpoint) => /^vpce-[0-9a-z-]+$/.test(endpoint));
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
  ],
};
