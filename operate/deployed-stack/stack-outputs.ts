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
  /** How the products send mail; undefined while the stack does not know. */
  readonly mail?: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    /** Address of the sender. */
    readonly from: string;
    readonly passwordParameter: string;
  };
  /** True: several instances of a product share their state over Redis. */
  readonly autoScale?: boolean;
  /** Elastic Beanstalk's name of all environments together. */
  readonly applicationName?: string;
  /** Elastic Beanstalk's names of the environments. */
  readonly environments?: Readonly<Record<Product, string>>;
  /** Version label of each package in use; none while AWS's sample application runs. */
  readonly packages?: Readonly<Partial<Record<Product, string>>>;
  /** ACM certificate of the load balancers. Undefined while the stack does not wait for it. */
  readonly certificateArn?: string;
  /** Name servers of each hosted zone that the stack created. */
  readonly nameServers?: Readonly<Record<string, readonly string[]>>;
  /** Security group of each product's load balancer. */
  readonly loadBalancerGroups?: Readonly<Record<Product, string>>;
  /** IPv4 networks that may reach the products. */
  readonly allowedCidrs?: readonly string[];
  /** IPv4 networks that alone may reach Subscription Manager until its published password is changed; undefined without such a limit. */
  readonly bootstrapAllowedCidrs?: readonly string[];
  /** RDS's identifier of the SQL Server; undefined for one that is not the stack's. */
  readonly databaseIdentifier?: string;
  /** Second region of the automatic backups, and their key there; undefined without one. */
  readonly replicatedBackups?: { readonly region: string; readonly kmsKeyArn: string };
  /** ElastiCache's identifier of the Redis; undefined for one that is not the stack's. */
  readonly replicationGroupId?: string;
  /** SNS topic of the alarms. */
  readonly topicArn?: string;
  /** EC2 instance that XMPro's installers run on; undefined without one. */
  readonly installerHostId?: string;
  /** Undefined without a relay. */
  readonly relay?: { readonly url: string; readonly identityPublicKey: string };
  /** Where the relay answers besides that; undefined without domains. */
  readonly relayDomainUrls?: readonly string[];
  /** ACM certificate of these hosts; undefined where `certificateArn` has them too. */
  readonly relayDomainsCertificateArn?: string;
}

type Shape = "string" | "number" | "boolean" | "list" | { readonly [name: string]: Shape };

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
} as const satisfies Partial<Record<keyof StackOutputs, Shape>>;

/** Outputs that a stack may lack: an older version of this project deployed it, or it has no such thing. */
const OPTIONAL = {
  mail: { host: "string", port: "number", username: "string", from: "string", passwordParameter: "string" },
  autoScale: "boolean",
  applicationName: "string",
  environments: PER_PRODUCT,
  packages: {},
  certificateArn: "string",
  nameServers: {},
  loadBalancerGroups: PER_PRODUCT,
  allowedCidrs: "list",
  bootstrapAllowedCidrs: "list",
  databaseIdentifier: "string",
  replicatedBackups: { region: "string", kmsKeyArn: "string" },
  replicationGroupId: "string",
  topicArn: "string",
  installerHostId: "string",
  relay: { url: "string", identityPublicKey: "string" },
  relayDomainUrls: "list",
  relayDomainsCertificateArn: "string",
} as const satisfies Record<Exclude<keyof StackOutputs, keyof typeof SHAPES>, Shape>;

/** Takes the outputs that the commands use. Throws {@link CouldNotLook} for a stack that another version of this project deployed. */
export function readOutputs(outputs: OutputMap): StackOutputs {
  const shapes: Readonly<Record<string, Shape>> = { ...SHAPES, ...OPTIONAL };
  const names = Object.keys(shapes).filter((name) => outputs[name] !== undefined || !Object.hasOwn(OPTIONAL, name));
  const unfit = names.filter((name) => !hasShape(outputs[name]?.value, shapes[name] as Shape));
  if (unfit.length > 0) throw otherVersion(unfit);
  return Object.fromEntries(names.map((name) => [name, outputs[name]?.value])) as unknown as StackOutputs;
}

/** An output that a command cannot do without. Throws {@link CouldNotLook} where an older version of this project deployed the stack. */
export function requiredOutput<Name extends keyof StackOutputs>(
  outputs: StackOutputs,
  name: Name,
): NonNullable<StackOutputs[Name]> {
  const value = outputs[name];
  if (value === undefined || value === null) throw otherVersion([name]);
  return value;
}

function otherVersion(outputs: readonly string[]): CouldNotLook {
  return new CouldNotLook(
    `Another version of this project deployed the stack: it has not the outputs ${outputs.join(", ")} as this version writes them. Deploy it with this version first (docs/deploy.md).`,
  );
}

function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === "string") return typeof value === "string" && value !== "";
  if (shape === "list") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (typeof shape === "string") return typeof value === shape;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(shape).every(([name, inner]) => hasShape((value as Record<string, unknown>)[name], inner));
}
