import { allows } from "../../github/bootstrap/policy-evaluator.ts";
import { actionOf } from "./api-action.ts";
import type { AwsRequest } from "./aws-recorder.ts";
import { contextOf, passedRoles, resourceOf } from "./request-resources.ts";

interface Statements {
  readonly Statement: readonly { readonly Effect: string; readonly Resource?: readonly string[] }[];
}

/** Whoever has credentials may ask whose they are. */
const ALWAYS = new Set(["sts:GetCallerIdentity"]);

/**
 * What a role could not have done of these calls, as "action resource". A call whose resource is known is looked at with it, unless its action is granted
 * on "*"; another one counts when its action is allowed on some resource.
 *
 * @param hosts names of the instances that were started so far without a launch template
 */
export function refusedCalls(
  requests: readonly AwsRequest[],
  documents: readonly unknown[],
  account: string,
  hosts: readonly string[],
): string[] {
  const everywhere = documents.map((document) => ({
    Statement: (document as Statements).Statement.filter(({ Effect, Resource }) => Effect === "Allow" && Resource?.includes("*")),
  }));
  const refused = new Set<string>();
  for (const request of requests) {
    const action = actionOf(request);
    if (ALWAYS.has(action)) continue;
    const known = allows(everywhere, { action }) ? undefined : resourceOf(request, account);
    const context = contextOf(request, hosts);
    if (!allows(documents, { action, context, ...(known === undefined ? {} : { resource: known }) }))
      refused.add(`${action} ${known ?? ""}`.trim());
    for (const { role, service } of passedRoles(request)) {
      const resource = role.startsWith("arn:") ? role : `arn:aws:iam::${account}:role/${role}`;
      if (!allows(documents, { action: "iam:PassRole", resource, context: { "iam:passedtoservice": service } }))
        refused.add(`iam:PassRole ${resource} to ${service}`);
    }
  }
  return [...refused].sort();
}
