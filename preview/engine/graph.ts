import type { Registered } from "../engine/engine.ts";

/** What one program registered, to be asked who refers to whom. */
export class Graph {
  readonly resources: readonly Registered[];
  readonly #byUrn: ReadonlyMap<string, Registered>;

  constructor(resources: readonly Registered[]) {
    this.resources = resources;
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  at(urn: string | undefined): Registered | undefined {
    return urn === undefined ? undefined : this.#byUrn.get(urn);
  }

  ofType(type: string): readonly Registered[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  children(urn: string): readonly Registered[] {
    return this.resources.filter(({ parent }) => parent === urn);
  }

  /** The resources that an argument refers to, of one type if given. */
  referred(from: Registered, property: string, type?: string): readonly Registered[] {
    const urns = from.propertyDependencies[property] ?? [];
    return urns.flatMap((urn) => this.at(urn) ?? []).filter((resource) => type === undefined || resource.type === type);
  }

  /** Resources of a type whose argument refers to `target`. */
  referring(target: Registered, type: string, property: string): readonly Registered[] {
    return this.ofType(type).filter((resource) => this.referred(resource, property).includes(target));
  }
}

/** An argument as text; nothing when it is not given or is no plain value, as a secret never is. */
export function textOf(resource: Registered, property: string): string | undefined {
  const value = resource.inputs[property];
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}
