import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import type { Product } from "../../infra/xmpro/products.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";

/** What the commands use of the stack's outputs. `stacks/account.ts` writes them. */
export interface StackOutputs {
  /** Host names without "https://". */
  readonly hosts: Readonly<Record<Product, string>>;
  readonly certificateBucket: string;
  readonly packageBucket: string;
  /** First part of the names of a product's SSM parameters. */
  readonly parameterPrefixes: Readonly<Record<Product, string>>;
  /** KMS key that the parameters are encrypted with. */
  readonly parameterKeyArn: string;
  readonly sqlServer: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly passwordParameter: string;
  };
  readonly redis: { readonly host: string; readonly port: number; readonly tokenParameter: string };
  /** True: several instances of a product share their state over Redis. Undefined: an older version of this project deployed the stack. */
  readonly autoScale?: boolean;
}

type Shape = "string" | "number" | "boolean" | { readonly [name: string]: Shape };

const PER_PRODUCT = { sm: "string", ds: "string", ad: "string" } as const satisfies Record<Product, Shape>;

/** What each output must be, as its values come from a state that any version of this project may have written. */
const SHAPES = {
  hosts: PER_PRODUCT,
  certificateBucket: "string",
  packageBucket: "string",
  parameterPrefixes: PER_PRODUCT,
  parameterKeyArn: "string",
  sqlServer: { host: "string", port: "number", username: "string", passwordParameter: "string" },
  redis: { host: "string", port: "number", tokenParameter: "string" },
  autoScale: "boolean",
} as const satisfies Record<keyof StackOutputs, Shape>;

/** Outputs that a command can do without. */
const OPTIONAL: readonly (keyof StackOutputs)[] = ["autoScale"];

/** Takes the outputs that the commands use. Throws {@link CouldNotLook} for a stack that another version of this project deployed. */
export function readOutputs(outputs: OutputMap): StackOutputs {
  const names = Object.keys(SHAPES) as (keyof StackOutputs)[];
  const isLeftOut = (name: keyof StackOutputs) => outputs[name] === undefined && OPTIONAL.includes(name);
  const unfit = names.filter((name) => !isLeftOut(name) && !hasShape(outputs[name]?.value, SHAPES[name]));
  if (unfit.length > 0)
    throw new CouldNotLook(
      `Another version of this project deployed the stack: it has not the outputs ${unfit.join(", ")} as this version writes them. Deploy it with this version first (docs/deploy.md).`,
    );
  const present = names.filter((name) => !isLeftOut(name));
  return Object.fromEntries(present.map((name) => [name, outputs[name]?.value])) as unknown as StackOutputs;
}

function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === "string") return typeof value === "string" && value !== "";
  if (typeof shape === "string") return typeof value === shape;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(shape).every(([name, inner]) => hasShape((value as Record<string, unknown>)[name], inner));
}
