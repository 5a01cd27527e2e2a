import { isForOneAccount, ownerOf } from "../../read/iam/for-own-account.ts";
import { expectedAccount } from "../../read/iam/foreign-accounts.ts";
import { hasWildcard } from "../../read/iam/glob.ts";
import { ownAccount } from "../../read/iam/own-account.ts";
import { accountOf } from "../../read/iam/principals.ts";
import { type CheckedResource, onResource, onStack, quote, type Rule } from "../../rule.ts";

const PERMISSION = "aws:lambda/permission:Permission";
const EVENTS = "aws:cloudwatch/eventPermission:EventPermission";
const LAYER = "aws:lambda/layerVersionPermission:LayerVersionPermission";

/** The finding about a principal that is another account, or a service without a source of this account. */
function foreign(
  principal: unknown,
  source: Readonly<Record<string, unknown>>,
  permission: CheckedResource,
  all: readonly CheckedResource[],
) {
  const text = String(principal ?? "*");
  const own = ownAccount(all);
  if (hasWildcard(text)) return undefined;
  if (!/amazonaws\.com(\.cn)?$/i.test(text))
    return own !== undefined && accountOf(text) === own
      ? undefined
      : `the account of principal must be ${expectedAccount(all)}, got ${quote(text)}`;
  const clauses = Object.entries(source).flatMap(([key, value]) =>
    value === undefined ? [] : [{ operator: "arnlike", key, values: [String(value)] }],
  );
  return isForOneAccount(clauses, ownerOf(clauses, permission, "sourceArn", all))
    ? undefined
    : `sourceAccount or sourceArn for ${text} must name ${expectedAccount(all)}, got nothing of it`;
}

export const functionsNotPublic: Rule = {
  name: "functions-not-public",
  description: "Functions, their layers and event buses are for named principals of this account.",
  remedy: "Name the principal, and for a service the account or the ARN that it works for.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
  checks: [
    onResource([PERMISSION, EVENTS, LAYER], ({ principal }) =>
      hasWildcard(String(principal ?? "*")) ? `principal must name who calls, got ${quote(principal)}` : undefined,
    ),
    onStack(PERMISSION, ({ principal, sourceAccount, sourceArn }, permission, all) =>
      foreign(principal, { "aws:sourceaccount": sourceAccount, "aws:sourcearn": sourceArn }, permission, all),
    ),
    onStack([EVENTS, LAYER], ({ principal }, permission, all) => foreign(principal, {}, permission, all)),
    onResource(PERMISSION, ({ functionUrlAuthType: type }) =>
      type === undefined || type === "AWS_IAM" ? undefined : `functionUrlAuthType must be "AWS_IAM", got ${quote(type)}`,
    ),
  ],
};
