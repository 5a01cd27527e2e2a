import { type Check, type CheckedResource, type Findings, onResource, onStack } from "../../rule.ts";
import { iamRole } from "../resource-types.ts";
import { known, strings } from "../unknown-values.ts";

const ATTACHMENTS = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
] as const;
const LISTS = [
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
] as const;

/** The argument with ARNs of attached policies, and these ARNs. Those that are not known yet are left out. */
function attachedTo({ type, props }: CheckedResource): { readonly property: string; readonly arns: readonly string[] } {
  const property =
    type === iamRole ? "managedPolicyArns" : (LISTS as readonly string[]).includes(type) ? "policyArns" : "policyArn";
  return { property, arns: strings(known(() => props[property])) };
}

const TYPES = [...ATTACHMENTS, ...LISTS, iamRole] as const;

/** A check of each policy that a role, a user or a group has by its ARN. */
export function onAttached(find: (arn: string) => Findings): Check {
  return onResource(TYPES, (_, resource) => attachedTo(resource).arns.flatMap((arn) => find(arn) ?? []));
}

/** The same, with the resource that attaches it, the argument, and all other resources. */
export function onAttachedInStack(
  find: (arn: string, from: CheckedResource, property: string, all: readonly CheckedResource[]) => Findings,
): Check {
  return onStack(TYPES, (_, resource, all) => {
    const { property, arns } = attachedTo(resource);
    return arns.flatMap((arn) => find(arn, resource, property, all) ?? []);
  });
}

/** The name of a policy by its ARN, in lower case, without its path. */
export function policyName(arn: string): string {
  return arn.trim().toLowerCase().split("/").at(-1) ?? "";
}
