import { PROGRAM_TYPES } from "../../read/program-types.ts";
import { onEveryResource, quote, type Rule } from "../../rule.ts";

/** Packages whose resources the pack knows. Their providers are no resources of AWS. */
const PROVIDERS = ["aws", "awsx", "docker", "docker-build", "pulumi", "random"];
const PROVIDER = "pulumi:providers:";
/** Components of these packages create resources in a plugin, where a preview without plugins does not see them. */
const REMOTE_COMPONENT = /^(awsx|eks|aws-[a-z-]+|terraform-module|kubernetes[a-z-]*):/;

const known: ReadonlySet<string> = new Set(PROGRAM_TYPES);

function isKnown(type: string): boolean {
  return type.startsWith(PROVIDER) ? PROVIDERS.includes(type.slice(PROVIDER.length)) : known.has(type);
}

export const knownResourceTypes: Rule = {
  name: "known-resource-types",
  description:
    "Each resource is of a type in the pack's list, whose arguments somebody has reviewed. Rules may check single arguments of other types.",
  remedy:
    "Exempt the resource in exemptions.json, or review the type: write rules for it and add it to read/program-types.ts, or add it to read/harmless-types.ts with the reason. Use a resource of @pulumi/aws instead of one that hides what it creates.",
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
