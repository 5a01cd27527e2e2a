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
  /** Undefined: an older version of this project deployed the stack. */
  readonly autoScale?: boolean;
}

const NAMES = [
  "hosts",
  "certificateBucket",
  "packageBucket",
  "parameterPrefixes",
  "parameterKeyArn",
  "sqlServer",
  "redis",
] as const satisfies readonly (keyof StackOutputs)[];

/** Outputs that a command can do without. */
const OPTIONAL = ["autoScale"] as const satisfies readonly (keyof StackOutputs)[];

/** Takes the outputs that the commands use. Throws {@link CouldNotLook} for a stack that an older version of this project deployed. */
export function readOutputs(outputs: OutputMap): StackOutputs {
  const missing = NAMES.filter((name) => outputs[name]?.value === undefined);
  if (missing.length > 0)
    throw new CouldNotLook(
      `The stack has no output ${missing.join(", ")}. Run "npx pulumi up" with this version of the project first.`,
    );
  const present = [...NAMES, ...OPTIONAL.filter((name) => outputs[name] !== undefined)];
  return Object.fromEntries(present.map((name) => [name, outputs[name]?.value])) as unknown as StackOutputs;
}
