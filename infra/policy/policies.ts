import type { Policies, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { findings } from "./findings.ts";
import { type Check, type CheckedResource, describe, linkOf, type Rule } from "./rule.ts";

/**
 * The rules in the engine's form. A policy of Pulumi validates either resources or the stack. So a rule with both kinds of checks
 * becomes two policies, and the name of the second one ends in "-stack".
 */
export function policies(rules: readonly Rule[]): Policies {
  return rules.flatMap((rule) => [...ofResources(rule), ...ofStack(rule)]);
}

function ofResources(rule: Rule): Policies {
  const checks = rule.checks.filter(({ kind }) => kind === "resource");
  if (checks.length === 0) return [];
  return [
    {
      ...common(rule),
      validateResource: (resource, report) => {
        for (const message of messages(rule, checks, checkedResource(resource), [])) report(message);
      },
    },
  ];
}

function ofStack(rule: Rule): Policies {
  const checks = rule.checks.filter(({ kind }) => kind === "stack");
  if (checks.length === 0) return [];
  return [
    {
      ...common(rule),
      name: checks.length === rule.checks.length ? rule.name : `${rule.name}-stack`,
      validateStack: ({ resources }, report) => {
        const all = resources.map(checkedResource);
        for (const resource of all) {
          for (const message of messages(rule, checks, resource, all)) report(message, resource.urn);
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

function messages(rule: Rule, checks: readonly Check[], resource: CheckedResource, all: readonly CheckedResource[]): string[] {
  return checks.flatMap((check) => findings(rule, check, resource, all));
}

/** The engine links resource objects to each other, at the end of a deployment only. A rule compares URNs. */
function checkedResource(resource: ResourceValidationArgs | PolicyResource): CheckedResource {
  const { type, name, urn, props, opts, provider } = resource;
  // The engine passes no provider for a component.
  const checked = { type, name, urn, props, opts, custom: provider !== undefined };
  if (!("dependencies" in resource)) return checked;
  return {
    ...checked,
    dependencies: urnsOf(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, resources]) => [property, urnsOf(resources)]),
    ),
  };
}

function urnsOf(resources: readonly PolicyResource[]): readonly string[] {
  return resources.map(({ urn }) => urn);
}
