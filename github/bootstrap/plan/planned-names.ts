import type { Target } from "../names.ts";
import type { Plan } from "./plan.ts";

/** Characters that Pulumi puts behind a name of its own choice: "-" and seven of 0-9 and a-f. `?` is any one character in a policy. */
const CHOSEN = "-???????";
/** More names than this are shortened to their first words, as a policy has 6,144 characters. */
const MAX_NAMES = 8;

/** Asks a plan for the physical names of what it will create. */
export class PlannedNames {
  readonly #plan: Plan;
  readonly #target: Target;

  constructor(plan: Plan, target: Target) {
    this.#plan = plan;
    this.#target = target;
  }

  has(type: string): boolean {
    return this.#plan.resources.some((resource) => resource.type === type) || this.lookUps(type).length > 0;
  }

  /** Names of the resources of a type, from the argument that holds the name. Without that argument, Pulumi chooses. */
  names(type: string, argument = "name"): string[] {
    const names = this.#resources(type).map(({ name, inputs }) => {
      const given = inputs[argument];
      return typeof given === "string" && given !== "" ? given : `${name}${CHOSEN}`;
    });
    return [...new Set(names)].sort();
  }

  /** The same, but "relay-*" for all that begin with "relay-" where there are many. */
  shortNames(type: string, argument?: string): string[] {
    const names = this.names(type, argument);
    return names.length <= MAX_NAMES ? names : [...new Set(names.map((name) => `${name.split("-")[0]}-*`))].sort();
  }

  /** Values of an argument, of each resource of the type that has it as a text. */
  values(type: string, argument: string): string[] {
    const values = this.#resources(type).flatMap(({ inputs }) => {
      const value = inputs[argument];
      return typeof value === "string" && value !== "" ? [value] : [];
    });
    return [...new Set(values)].sort();
  }

  resources(type: string): Plan["resources"] {
    return this.#resources(type);
  }

  /** Arguments of the look-ups of a token. */
  lookUps(token: string): readonly Readonly<Record<string, unknown>>[] {
    return this.#plan.lookUps.filter((lookUp) => lookUp.token === token).map(({ inputs }) => inputs);
  }

  /** The stack's region, and those of its further providers. */
  regions(): string[] {
    return [...new Set([this.#target.region, ...this.values("pulumi:providers:aws", "region")])];
  }

  #resources(type: string): Plan["resources"] {
    return this.#plan.resources.filter((resource) => resource.type === type);
  }
}
