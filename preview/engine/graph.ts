import type { Registered } from "../engine/engine.ts";

/** The registered resources of one program, and the references between them. */
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

/** An argument as text; undefined when it is not set or not a plain value. A secret is no plain value. */
export function textOf(resource: Registered, property: string): string | undefined {
  const value = resource.inputs[property];
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

/** The texts of a list; none where a value is no list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
