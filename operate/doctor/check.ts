import type { EnvironmentDescription } from "@aws-sdk/client-elastic-beanstalk";
import type { Product } from "../../infra/xmpro/products.ts";
import type { StoredFiles } from "../certificates/certificate-bucket.ts";
import type { Role } from "../certificates/certificate-files.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import type { StoredParameter } from "../import-secrets/parameter-store.ts";
import type { StackSecrets } from "../import-secrets/stack-values/stack-secrets.ts";
import type { Finding } from "./finding.ts";
import type { AwsClients } from "./sources/aws-clients.ts";
import type { PulumiReader } from "./sources/pulumi-reader.ts";

/** DNS as a check asks it; `node:dns` has the same functions. */
export interface Dns {
  readonly resolveNs: (name: string) => Promise<string[]>;
  readonly resolve4: (name: string) => Promise<string[]>;
}

/** How the relay's smoke test ended. */
export interface SmokeResult {
  readonly exitCode: number | null;
  /** What it printed. */
  readonly lines: readonly string[];
}

/** What the checks look at. All of it reads only. */
export interface Sources {
  readonly stack: DeployedStack;
  readonly now: Date;
  readonly aws: AwsClients;
  /** Of another region than the stack's. */
  readonly awsIn: (region: string) => AwsClients;
  readonly dns: Dns;
  readonly pulumi: PulumiReader;
  readonly certificateFiles: (role: Role) => Promise<StoredFiles>;
  readonly parameters: (product: Product) => Promise<readonly StoredParameter[]>;
  /** The stack's own passwords, as far as a parameter is compared with one. Asked once. */
  readonly stackSecrets: () => Promise<StackSecrets>;
  /** The environments that are not terminated. Asked once for all checks. */
  readonly environments: () => Promise<ReadonlyMap<Product, EnvironmentDescription>>;
  readonly smoke: (url: string, identityPublicKey: string, signal: AbortSignal) => Promise<SmokeResult>;
}

export interface CheckContext extends Sources {
  /** Aborted when the check's time is over. */
  readonly signal: AbortSignal;
  /**
   * Asks AWS.
   *
   * @param what completes "AWS did not say …"
   * @throws CouldNotLook when AWS refuses, or does not answer in time
   */
  readonly ask: <Answer>(what: string, send: (options: { abortSignal: AbortSignal }) => Promise<Answer>) => Promise<Answer>;
}

export interface Check {
  /** Also its file's name. */
  readonly id: string;
  readonly title: string;
  /** Takes minutes, so `--quick` and `--watch` leave it out. */
  readonly isSlow?: true;
  /** Time limit in milliseconds, in place of that of most checks. */
  readonly maxMs?: number;
  readonly look: (context: CheckContext) => Promise<readonly Finding[]>;
}
