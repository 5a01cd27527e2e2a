import type { CheckedResource } from "../../rule.ts";
import type { Statement } from "../policy-document.ts";
import { ownAccount } from "./own-account.ts";
import { accountOf } from "./principals.ts";

/** Principals of the statement that are not of the stack's own account. Where no policy names the account, all of them. */
export function foreignPrincipals({ principals }: Statement, all: readonly CheckedResource[]): string[] {
  if (principals === undefined || principals.anybody) return [];
  const own = ownAccount(all);
  const providers = principals.federated.filter((provider) => provider.startsWith("arn:"));
  return [...principals.accounts, ...providers].filter((principal) => own === undefined || accountOf(principal) !== own);
}

/** The account that a principal or the ARN of a condition must have, for a finding. */
export function expectedAccount(all: readonly CheckedResource[]): string {
  return ownAccount(all) ?? "the stack's, which at least one policy names in aws:SourceAccount";
}
