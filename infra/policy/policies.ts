import type { Policies } from "@pulumi/policy";
import { checkedResource } from "./checked-resource.ts";
import { findings } from "./findings.ts";
import { Review } from "./review.ts";
import { type Check, type CheckedResource, describe, linkOf, type Rule } from "./rule.ts";

/**
 * The rules in the engine's form. A policy of Pulumi validates either resources or the stack. So a rule with both kinds of checks
 * becomes two policies, and the name of the second one ends in "-stack".
 */
export function policies(rules: readonly Rule[], review = new Review()): Policies {
  return rules.flatMap((rule) => [...ofResources(rule, review), ...ofStack(rule, review)]);
}

function ofResources(rule: Rule, review: Review): Policies {
  const checks = rule.checks.filter(({ kind }) => kind === "resource");
  if (checks.length === 0) return [];
  return [
    {
      ...common(rule),
      validateResource: (resource, report) => {
        for (const message of messages(rule, checks, checkedResource(resource), [], review)) report(message);
      },
    },
  ];
}

function ofStack(rule: Rule, review: Review): Policies {
  const checks = rule.checks.filter(({ kind }) => kind === "stack");
  if (checks.length === 0) return [];
  return [
    {
      ...common(rule),
      name: checks.length === rule.checks.length ? rule.name : `${rule.name}-stack`,
      validateStack: ({ resources }, report) => {
        const all = resources.map(checkedResource);
        for (const resource of all) {
          for (const message of messages(rule, checks, resource, all, review)) report(message, resource.urn);
        }
      },
    },
  ];
}

function common(rule: Rule) {
  return {
    name: rule.name,
    description: describe(rule),
    enforcementLevel: rule.enforcementLevel,
    severity: rule.severity,
    remediationSteps: rule.remedy,
    url: linkOf(rule),
    framework: {
      name: "AWS Foundational Security Best Practices",
      version: "1.0.0",
      reference: rule.controls.join(", "),
      specification: describe(rule),
    },
  };
}

function messages(
  rule: Rule,
  checks: readonly Check[],
  resource: CheckedResource,
  all: readonly CheckedResource[],
  review: Review,
): string[] {
  return checks.flatMap((check) => findings(rule, check, resource, all, review));
}
