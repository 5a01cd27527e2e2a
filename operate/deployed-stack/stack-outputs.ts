import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import type { Product } from "../../infra/xmpro/products.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";

/** What the commands use of the stack's outputs. `stacks/environment.ts` writes them. */
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
}

type Shape = "string" | "number" | { readonly [name: string]: Shape };

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
} as const satisfies Record<keyof StackOutputs, Shape>;

/** Takes the outputs that the commands use. Throws {@link CouldNotLook} for a stack that another version of this project deployed. */
export function readOutputs(outputs: OutputMap): StackOutputs {
  const names = Object.keys(SHAPES) as (keyof StackOutputs)[];
  const unfit = names.filter((name) => !hasShape(outputs[name]?.value, SHAPES[name]));
  if (unfit.length > 0)
    throw new CouldNotLook(
      `Another version of this project deployed the stack: it has not the outputs ${unfit.join(", ")} as this version writes them. Deploy it with this version first (docs/deploy.md).`,
    );
  return Object.fromEntries(names.map((name) => [name, outputs[name]?.value])) as unknown as StackOutputs;
}

function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === "string") return typeof value === "string" && value !== "";
  if (shape === "number") return typeof value === "number";
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(shape).every(([name, inner]) => hasShape((value as Record<string, unknown>)[name], inner));
}
