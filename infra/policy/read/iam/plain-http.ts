import { readStatements, type Statement } from "../policy-document.ts";
import { matches } from "./glob.ts";

/** True if the bucket policy denies everybody every action on the bucket and its objects over plain HTTP. Throws when it is not known yet. */
export function refusesPlainHttp(document: unknown): boolean {
  const denying = readStatements(document).filter(deniesPlainHttp);
  const resources = denying.flatMap((statement) => statement.resources);
  return denying.length > 0 && (resources.length === 0 || coversObjects(resources));
}

/** Only condition: every further one would let plain HTTP through where it does not hold. */
function deniesPlainHttp({ allows, principals, actions, notResources, conditions }: Statement): boolean {
  const [only, ...others] = conditions ?? [];
  const isPlainHttp =
    only !== undefined &&
    others.length === 0 &&
    /^bool(ifexists)?$/.test(only.operator) &&
    only.key === "aws:securetransport" &&
    (only.values === undefined || only.values.some((value) => value.toLowerCase() === "false"));
  return !allows && isPlainHttp && notResources.length === 0 && isEverybody(principals) && actions.some(isEverything);
}

/** A Deny with NotPrincipal lets somebody through. */
function isEverybody(principals: Statement["principals"]): boolean {
  return principals === undefined || (principals.anybody && !principals.isNegated);
}

function isEverything(action: string): boolean {
  return ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject"].every((one) => matches(action, one));
}

/** Of any bucket, as S3 refuses a policy about another one: "bucket/*", "bucket*" or "*", but not "bucket/folder/*". */
const OBJECTS = /^(\*|arn:[^:]*:s3:::[^/]*(\/\*|\*))$/;

function coversObjects(resources: readonly string[]): boolean {
  return resources.some((resource) => OBJECTS.test(resource));
}
