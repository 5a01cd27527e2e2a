import { namesOf, type RoleKind, type Target } from "../names.ts";
import type { Plan } from "../plan/plan.ts";
import { PlannedNames } from "../plan/planned-names.ts";
import { ACTIONS_WITHOUT_RESOURCE } from "./actions-without-resource.ts";
import { conditionalGrants, SPECIAL_ACTIONS } from "./conditional-grants.ts";
import { bucketScopes, scopesOf } from "./scopes.ts";
import { stateStatements } from "./state-access.ts";
import type { Statement } from "./statement.ts";
import { needsOf } from "./table.ts";

/**
 * What a role may do: the actions that the plan's types need, on the resources that the plan names. What every role needs for Pulumi's state and secrets
 * comes first.
 *
 * @throws Error for a type without a row, which a test finds first
 */
export function statementsOf(kind: RoleKind, plan: Plan, target: Target, keyArn: string): Statement[] {
  const names = new PlannedNames(plan, target);
  const actions = actionsOf(kind, plan);
  return [
    ...stateStatements(kind, target, keyArn),
    ...grouped(actions, resourceFinder(kind, names, target)),
    ...conditionalGrants(kind, actions, names, target),
    ...(kind === "deploy" ? [keepOwn(target, keyArn)] : []),
  ];
}

/** Tokens of a plan: its types and its look-ups. */
export function tokensOf({ resources, lookUps }: Plan): string[] {
  return [...new Set([...resources.map(({ type }) => type), ...lookUps.map(({ token }) => token)])].sort();
}

/** Actions of the plan's types, in alphabetical order. The deploy role previews and refreshes too. */
export function actionsOf(kind: RoleKind, plan: Plan): string[] {
  const actions = tokensOf(plan).flatMap((token) => {
    const needs = needsOf(token);
    if (needs === undefined)
      throw new Error(`${token} has no row in github/bootstrap/permissions/rows: add the IAM actions that its provider needs`);
    return kind === "deploy" ? [...needs.read, ...needs.write] : needs.read;
  });
  return [...new Set(actions)].sort();
}

const OBJECT_ACTIONS = /^s3:(Get|Put|Delete)Object/;

/** Which resources an action is granted on; undefined for one that gets a statement of its own. */
function resourceFinder(kind: RoleKind, names: PlannedNames, target: Target) {
  const scopes = scopesOf(names, target);
  const s3 = bucketScopes(names, target);
  return (action: string): readonly string[] | undefined => {
    if (SPECIAL_ACTIONS.has(action)) return undefined;
    if (ACTIONS_WITHOUT_RESOURCE.has(action)) return ["*"];
    const isRead = /:(Get|List|Describe|BatchGet|BatchCheck)/.test(action);
    if (OBJECT_ACTIONS.test(action)) {
      if (action.includes("Delete")) return s3.deleteObjects;
      return isRead ? s3.readObjects : s3.writeObjects;
    }
    const service = action.split(":")[0] ?? "";
    const scope = service === "s3" ? s3.buckets : scopes[service];
    if (scope === undefined) throw new Error(`${service} has no row in github/bootstrap/permissions/scopes.ts`);
    return isRead ? scope.read : kind === "deploy" ? scope.write : scope.read;
  };
}

/** One statement for all actions of a service on the same resources. An action without a resource in the plan is left out. */
function grouped(actions: readonly string[], find: (action: string) => readonly string[] | undefined): Statement[] {
  const groups = new Map<string, { Action: string[]; Resource: readonly string[] }>();
  for (const action of actions) {
    const Resource = find(action);
    if (Resource === undefined || Resource.length === 0) continue;
    // Actions without a resource of all services share one statement: it has "*" anyway.
    const key = JSON.stringify(Resource);
    const group = groups.get(key) ?? { Action: [], Resource };
    group.Action.push(action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ Action, Resource }) => ({ Effect: "Allow", Action, Resource }));
}

/** The deploy role never changes what gave it its rights, whatever another statement or a later policy allows. */
function keepOwn(target: Target, keyArn: string): Statement {
  const { roleArn, providerArn, prefix, bucket } = namesOf(target);
  return {
    Sid: "KeepBootstrap",
    Effect: "Deny",
    Action: [
      "iam:AttachRolePolicy",
      "iam:CreatePolicyVersion",
      "iam:DeleteOpenIDConnectProvider",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:DeleteRole",
      "iam:DeleteRolePermissionsBoundary",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PassRole",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:SetDefaultPolicyVersion",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateOpenIDConnectProviderThumbprint",
      "kms:DisableKey",
      "kms:DisableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:DeleteObjectVersion",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ],
    Resource: [
      roleArn("preview"),
      roleArn("deploy"),
      `arn:aws:iam::${target.accountId}:policy/${prefix}-*`,
      providerArn,
      keyArn,
      `arn:aws:s3:::${bucket}`,
      `arn:aws:s3:::${bucket}/*`,
    ],
  };
}
