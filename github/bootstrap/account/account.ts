import type { Clients } from "../clients.ts";
import type { Target } from "../names.ts";
import { managedPolicies } from "../permissions/managed-policies.ts";
import { statementsOf } from "../permissions/statements.ts";
import type { Plan } from "../plan/plan.ts";
import type { Repository } from "../repository.ts";
import { trustOf } from "../trust.ts";
import { inspectKey } from "./key.ts";
import { inspectProvider } from "./oidc-provider.ts";
import { inspectRole } from "./role.ts";
import { inspectRolePolicies } from "./role-policies.ts";
import { inspectBucket } from "./state-bucket.ts";
import { combined, type Inspection } from "./step.ts";

/** What the account shall have, and how to reach it. */
export interface Wanted {
  readonly clients: Clients;
  readonly target: Target;
  readonly repository: Repository;
  readonly plan: Plan;
  /** Waits so many milliseconds. A test does not. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const KINDS = ["preview", "deploy"] as const;

/** What comes first: the key's policy names the roles, and everything after it needs the key. */
export async function inspectFirst({ clients, target, repository, pause }: Wanted) {
  const { iam, kms } = clients;
  const provider = await inspectProvider(iam, target);
  const roles = await Promise.all(KINDS.map((kind) => inspectRole(iam, kind, trustOf(kind, repository, target), target)));
  const key = await inspectKey(kms, target, pause);
  return { first: combined([provider, ...roles, key]), keyArn: key.arn };
}

/** What needs the key. Without it, the steps are those that will be there once it exists. */
export async function inspectRest({ clients, target, plan }: Wanted, keyArn: string | undefined): Promise<Inspection> {
  const { iam, s3 } = clients;
  const arn = keyArn ?? `arn:aws:kms:${target.region}:${target.accountId}:key/00000000-0000-0000-0000-000000000000`;
  const bucket = await inspectBucket(s3, target, keyArn);
  const policies = await Promise.all(
    KINDS.map((kind) => inspectRolePolicies(iam, kind, managedPolicies(statementsOf(kind, plan, target, arn)), target)),
  );
  return combined([bucket, ...policies]);
}
