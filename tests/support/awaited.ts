import { type Deployed, type Seen, short } from "./program/deploy.ts";

/**
 * Everything that must be there before a resource is made, however far away. A child also waits for what its component
 * waits for, as it needs the component's address.
 */
export function awaited({ resources }: Deployed, resource: Seen): Seen[] {
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  const seen = new Set<string>();
  const visit = (urn: string) => {
    const current = byUrn.get(urn);
    for (const next of [...(current?.dependencies ?? []), ...(current?.parent ? [current.parent] : [])]) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(resource.urn);
  return resources.filter(({ urn }) => seen.has(urn));
}

/** Short types of what is waited for, each once, components left out. */
export function awaitedTypes(deployed: Deployed, resource: Seen): string[] {
  const types = awaited(deployed, resource).filter(({ custom, remote }) => custom || remote);
  return [...new Set(types.map(({ type }) => short(type)))].sort();
}
