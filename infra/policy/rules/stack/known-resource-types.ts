import { HARMLESS_TYPES } from "../../read/harmless-types.ts";
import { onEveryResource, quote, type Rule } from "../../rule.ts";

/** Packages whose resources the pack knows. Their providers are no resources of AWS. */
const PROVIDERS = ["aws", "awsx", "docker", "docker-build", "pulumi", "random"];
const PROVIDER = "pulumi:providers:";
/** Components of these packages create resources in a plugin, where a preview without plugins does not see them. */
const REMOTE_COMPONENT = /^(awsx|eks|aws-[a-z-]+|terraform-module|kubernetes[a-z-]*):/;

/** @param judged the pack's other rules */
export function knownResourceTypes(judged: readonly Rule[]): Rule {
  const known = new Set([
    ...judged.flatMap(({ checks }) => checks.flatMap(({ types }) => types)),
    ...Object.keys(HARMLESS_TYPES),
  ]);
  const isKnown = (type: string) =>
    type.startsWith(PROVIDER) ? PROVIDERS.includes(type.slice(PROVIDER.length)) : known.has(type);
  return {
    name: "known-resource-types",
    description: "A rule has judged each resource type, or somebody has written down why there is nothing to judge.",
    remedy:
      "Write a rule for the type or add it to infra/policy/read/harmless-types.ts, or exempt the resource in exemptions.json. Use a resource of @pulumi/aws instead of one that hides what it creates.",
    severity: "high",
    enforcementLevel: "mandatory",
    controls: [],
    reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html",
    checks: [
      onEveryResource(({ type, custom }) => {
        const isComponent = !custom && !type.startsWith(PROVIDER) && !REMOTE_COMPONENT.test(type);
        return isComponent || isKnown(type) ? undefined : `no rule has judged ${quote(type)}`;
      }),
    ],
  };
}
