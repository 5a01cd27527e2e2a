import { namesOf, type Target } from "../names.ts";
import { type Document, documentOf } from "../permissions/statement.ts";

/** Without TLS nobody, and from outside the account nobody, whoever allows it later. */
export function bucketPolicy(target: Target): Document {
  const bucket = `arn:aws:s3:::${namesOf(target).bucket}`;
  const refused = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [bucket, `${bucket}/*`] } as const;
  return documentOf([
    { Sid: "TlsOnly", ...refused, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "ThisAccountOnly", ...refused, Condition: { StringNotEquals: { "aws:PrincipalAccount": target.accountId } } },
  ]);
}

interface AnyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
}

function statementsIn(policy: string | undefined): readonly AnyStatement[] {
  if (policy === undefined) return [];
  return [(JSON.parse(policy) as { Statement?: AnyStatement | AnyStatement[] }).Statement ?? []].flat();
}

/** Statements of an existing policy that allow something: the roles need none, as their own policies are enough in one account. */
export function foreignStatements(policy: string | undefined): string[] {
  return statementsIn(policy)
    .filter(({ Effect }) => Effect !== "Deny")
    .map(({ Sid }) => (Sid === undefined ? "one without a Sid" : `"${Sid}"`));
}

/** The existing policy with our statements in it. What somebody refuses besides stays refused. */
export function withOurs(policy: string | undefined, ours: Document) {
  const sids = ours.Statement.map(({ Sid }) => Sid);
  const others = statementsIn(policy).filter(({ Sid }) => !sids.includes(Sid ?? ""));
  return { Version: "2012-10-17", Statement: [...others, ...ours.Statement] };
}
