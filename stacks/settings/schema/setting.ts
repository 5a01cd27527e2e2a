/** One setting: everything that `Pulumi.yaml`, `docs/settings.md` and the reader need to know of it. */
export interface Setting {
  /** "array" is a list of strings. */
  readonly type: "string" | "integer" | "boolean" | "array";
  /** What it is, with unit and range; "Not set: …" where something is done without it. The values of the stacks are added to it. */
  readonly description: string;
  /** What a change does to a deployed stack. Left out where the change is made in place, and nobody notices. */
  readonly change?: string;
  /** The same for both stacks. Without it a setting is "not set": "", 0 or []. */
  readonly default?: string | number | boolean;
  /** Must be given; there is no default. */
  readonly required?: true;
  /** `stacks/prod.ts` and `stacks/nonprod.ts` have a value of it, which holds while the setting is not set. */
  readonly perStack?: true;
  /** The only values. */
  readonly values?: readonly [string, ...string[]];
  /** Must be encrypted, and is never shown. */
  readonly secret?: true;
  /** Its text is not repeated in a problem: somebody may have pasted the private key there. */
  readonly hidden?: true;
}

/** The settings of one section by their names, in the order in which they are documented. */
export type Section = Readonly<Record<string, Setting>>;
