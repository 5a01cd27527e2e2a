import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { CheckedResource } from "./rule.ts";

/** A resource of the engine in the form that rules check. The engine links resource objects to each other, at the end of a deployment only. A rule compares URNs. */
export function checkedResource(resource: ResourceValidationArgs | PolicyResource): CheckedResource {
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
