/** A resource that the plugin of a remote component would create inside it. The preview runs no plugins. */
export interface ChildResource {
  readonly type: string;
  readonly name: string;
  /** Name and type of its parent; the component itself when left out. */
  readonly parent?: Pick<ChildResource, "type" | "name">;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Other children of the component that must exist first. */
  readonly dependsOn?: readonly Pick<ChildResource, "type" | "name">[];
}

/** A stand-in for AWS. It is strict: it refuses every type and look-up that it does not know. */
export interface Cloud {
  /** @throws for a type that it does not know. */
  create(
    type: string,
    name: string,
    inputs: Inputs,
    custom: boolean,
  ): { id: string | undefined; outputs: Record<string, unknown> };
  /** The children of a remote component. */
  children(type: string, name: string, inputs: Inputs): readonly ChildResource[];
  /** @throws for a look-up that it does not know. */
  lookUp(token: string, inputs: Inputs): Record<string, unknown>;
}

export type Inputs = Readonly<Record<string, unknown>>;

export interface AccountRegion {
  readonly accountId: string;
  readonly region: string;
}
