import { documentOf } from "../../read/iam/documents.ts";
import { hasWildcard } from "../../read/iam/glob.ts";
import { allows } from "../../read/iam/permissions.ts";
import { accountOf } from "../../read/iam/principals.ts";
import { findInStatements, type Statement } from "../../read/policy-document.ts";
import { isOff } from "../../read/scalars.ts";
import { strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const KEYS = [
  "aws:kms/key:Key",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:kms/keyPolicy:KeyPolicy",
] as const;
/** Actions that decide who may use the key, or that destroy it. */
const GOVERNING = ["PutKeyPolicy", "CreateGrant", "ScheduleKeyDeletion", "DisableKey", "ReplicateKey"].map(
  (name) => `kms:${name}`,
);

/** The account itself: its administrators govern the key by IAM. */
function isRoot(principal: string): boolean {
  return accountOf(principal) !== undefined && /^(\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(principal);
}

function check(statement: Statement) {
  const { principals } = statement;
  const governing = GOVERNING.filter((action) => allows(statement, action));
  if (principals === undefined || governing.length === 0) return undefined;
  // Whatever a condition limits them to: those who govern a key may take the condition away.
  if (principals.anybody) return `only the account itself must have ${governing.join(", ")}, got a principal that is anybody`;
  const others = [
    ...principals.accounts.filter((principal) => !isRoot(principal)),
    ...principals.services,
    ...principals.federated,
  ];
  return others.map((other) => `only the account itself must have ${governing.join(", ")}, got ${quote(other)}`);
}

export const keysGovernedByAccount: Rule = {
  name: "keys-governed-by-account",
  description: "The account governs its keys by IAM: nobody else may change who uses a key, or delete it.",
  remedy: "Let the root principal of the account govern the key. Give others the actions with which they encrypt and decrypt.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
  checks: [
    onResource(KEYS, (_, resource) => findInStatements(documentOf(resource)?.document, check)),
    onResource(KEYS, ({ bypassPolicyLockoutSafetyCheck: bypass }) =>
      isOff(bypass) ? undefined : `bypassPolicyLockoutSafetyCheck must be false, got ${quote(bypass)}`,
    ),
    ...(["granteePrincipal", "retiringPrincipal"] as const).map((argument) =>
      onResource("aws:kms/grant:Grant", ({ [argument]: principals }) =>
        strings(principals)
          .filter((principal) => hasWildcard(principal) || isRoot(principal) || accountOf(principal) === undefined)
          .map((principal) => `${argument} must be one role, got ${quote(principal)}`),
      ),
    ),
    onResource("aws:kms/grant:Grant", ({ operations }) =>
      strings(operations).includes("CreateGrant") ? 'operations must leave out "CreateGrant", got it' : undefined,
    ),
  ],
};
