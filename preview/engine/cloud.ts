/** A resource that a plugin would make inside its component, where this process has no plugin to ask. */
export interface Part {
  readonly type: string;
  readonly name: string;
  /** Name and type of the part it hangs on; the component itself when left out. */
  readonly parent?: Pick<Part, "type" | "name">;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Parts it waits for. */
  readonly after?: readonly Pick<Part, "type" | "name">[];
}

/** What answers a program instead of AWS. Strict: it knows what this project uses and refuses the rest. */
export interface Cloud {
  /** @throws for a type that it does not know. */
  create(
    type: string,
    name: string,
    inputs: Inputs,
    custom: boolean,
  ): { id: string | undefined; outputs: Record<string, unknown> };
  /** Parts of a component that a plugin builds. */
  parts(type: string, name: string, inputs: Inputs): readonly Part[];
  /** @throws for a look-up that it does not know. */
  lookUp(token: string, inputs: Inputs): Record<string, unknown>;
}

export type Inputs = Readonly<Record<string, unknown>>;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}
