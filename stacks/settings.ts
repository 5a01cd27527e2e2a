import { getRootDirectory, type Output, runtime } from "@pulumi/pulumi";
import type { RelaySettings } from "../infra/relay/relay-settings.ts";
import type { Product } from "../infra/xmpro/products.ts";
import { nonprod } from "./nonprod.ts";
import { prod } from "./prod.ts";
import { readAccount } from "./settings/account.ts";
import { readCertificate, readDns } from "./settings/certificate.ts";
import { hostsOf, readAlarmEmails, readDomain } from "./settings/domain.ts";
import { nearest } from "./settings/nearest.ts";
import { readAllowedCidrs, readNetwork } from "./settings/network.ts";
import { readLogRetentionDays, readPlatformVersion } from "./settings/platform.ts";
import { readProducts } from "./settings/products.ts";
import { Reader, type SettingsSource } from "./settings/reader.ts";
import { readRedis } from "./settings/redis.ts";
import { readRelay } from "./settings/relay.ts";
import { SettingsError } from "./settings/settings-error.ts";
import { readSqlServer } from "./settings/sql-server.ts";
import { unquotedSettings } from "./settings-file/unquoted.ts";

export type EnvironmentName = "prod" | "nonprod";
export type ProductId = Product;
export type SqlEdition = "express" | "web" | "standard" | "enterprise";

export interface Hosts {
  readonly sm: string;
  readonly ad: string;
  readonly ds: string;
  readonly relay: string;
}

export interface ProductSettings {
  /** Bare lower-case host name, e.g. "sm-nonprod-xmpro.example.com". */
  readonly host: string;
  /** EC2 instance type, x86_64. */
  readonly instanceType: string;
  /** Instances; more than one only with `autoScale`. */
  readonly minSize: number;
  readonly maxSize: number;
  /**
   * True from just before XMPro's package is deployed: the load balancer speaks HTTPS 443 to the instances, before that HTTP 80 to
   * AWS's sample. The package answers on 443 alone: a health check on 80 would fail its deployment.
   */
  readonly packageDeployed: boolean;
  /** Path the load balancer asks once the package is deployed. */
  readonly healthCheckPath: string;
  /** Weekly start of AWS's two-hour patch window, UTC, Beanstalk's form: "Sun:02:00". */
  readonly patchWindow: string;
  /** The plain token typed as "Prefix" into XMPro's installer; SSM parameters begin with it. */
  readonly parameterPrefix: string;
}

export interface NewNetwork {
  readonly kind: "new";
  readonly cidrBlock: string;
  /** Availability zones, 2 or 3. */
  readonly zones: number;
  readonly natGateways: "single" | "one-per-zone";
}
export interface ExistingNetwork {
  readonly kind: "existing";
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  /** For database and cache; the private ones when not given. */
  readonly isolatedSubnetIds: readonly string[];
  /** For the relay's tasks: their route tables must not lead to the S3 endpoint below. None without the relay. */
  readonly taskSubnetIds: readonly string[];
  /** Route tables of these, where an endpoint for the layers of images is put with `relayVpcEndpoints`. */
  readonly taskRouteTableIds: readonly string[];
  /** Where the S3 gateway endpoint is put, unless `s3EndpointId` names one that is there. Exactly one of the two is given. */
  readonly routeTableIds: readonly string[];
  readonly s3EndpointId?: string;
}

export type DnsSettings =
  | {
      readonly kind: "new" /** One zone for the domain, or one a host name (needs no delegation of the whole domain). */;
      readonly zones: "domain" | "host";
    }
  | { readonly kind: "existing"; readonly zoneId: string };

export type CertificateSettings =
  /** `wait: false`: nobody waits for the proof, the products stay closed until it is set back. */
  | { readonly kind: "requested"; readonly wait: boolean }
  | { readonly kind: "existing"; readonly arn: string }
  | { readonly kind: "imported"; readonly body: string; readonly chain?: string; readonly privateKey: Output<string> };

/** How an existing server is reached: a security group of the same (or a peered) VPC, or an address range. */
export type Reach = { readonly securityGroupId: string } | { readonly cidrBlock: string };

export interface NewSqlServer {
  readonly kind: "new";
  readonly edition: SqlEdition;
  /** Version or its prefix, e.g. "16.00" for SQL Server 2022. */
  readonly engineVersion: string;
  readonly instanceClass: string;
  /** GiB. */
  readonly allocatedStorage: number;
  /** GiB; storage grows by itself up to here. */
  readonly maxAllocatedStorage: number;
  readonly multiAz: boolean;
  /** Days. */
  readonly backupRetentionPeriod: number;
  /** UTC "hh:mm-hh:mm". */
  readonly backupWindow: string;
  /** UTC "ddd:hh:mm-ddd:hh:mm". */
  readonly maintenanceWindow: string;
}
export interface ExistingSqlServer {
  readonly kind: "existing";
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
  readonly username: string;
  readonly password: Output<string>;
}

export interface NewRedis {
  readonly kind: "new";
  readonly nodeType: string;
  /** Nodes in all: the primary and its replicas. */
  readonly nodes: number;
  /** Days. */
  readonly snapshotRetentionLimit: number;
  readonly snapshotWindow: string;
  readonly maintenanceWindow: string;
}
export interface ExistingRedis {
  readonly kind: "existing";
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
  readonly authToken: Output<string>;
}

export interface Settings {
  readonly environment: EnvironmentName;
  readonly accountId: string;
  readonly region: string;
  readonly domain: string;
  readonly hosts: Hosts;
  /** E-mail addresses told of alarms and of events of the platform. */
  readonly alarmEmails: readonly string[];
  /** True: what holds data refuses to be deleted, and copies of it are kept. False: `pulumi destroy` takes it. */
  readonly durable: boolean;
  /** True: a deleted database leaves a final snapshot, and the KMS key stays so that it can be read. False: nothing is left. */
  readonly finalSnapshot: boolean;
  /** IPv4 ranges that may reach the products on 443. */
  readonly allowedCidrs: readonly string[];
  /** True: AWS WAF is before every load balancer. */
  readonly webAcl: boolean;
  readonly network: NewNetwork | ExistingNetwork;
  readonly dns: DnsSettings;
  readonly certificate: CertificateSettings;
  readonly sql: NewSqlServer | ExistingSqlServer;
  readonly redis: NewRedis | ExistingRedis;
  /** XMPro's own AutoScale: several instances a product share state over Redis. */
  readonly autoScale: boolean;
  readonly products: Readonly<Record<ProductId, ProductSettings>>;
  /** Undefined: there is none. */
  readonly relay: RelaySettings | undefined;
  /** Version of AWS's Windows platform for new environments: "2" (newest 2.x.y), "2.23" or "2.23.5". */
  readonly platformVersion: string;
  /** Days that logs are kept, one of CloudWatch's and Beanstalk's common values. */
  readonly logRetentionDays: number;
  /** True: the account's default for new volumes in the region is made encrypted. */
  readonly encryptVolumesByDefault: boolean;
  /** "project", "environment", "owner", "managed-by", "cost-centre", from `aws:defaultTags`. */
  readonly tags: Readonly<Record<string, string>>;
}

const environments = { prod, nonprod } as const;

/**
 * All settings of a stack, checked: nothing is an `Output` but the secrets.
 *
 * @throws SettingsError with every problem there is, also for a stack that is neither "prod" nor "nonprod".
 */
export function readSettings(stack: string, source: SettingsSource = engine(stack)): Settings {
  if (!isEnvironment(stack)) {
    const meant = nearest(stack, Object.keys(environments));
    const problem = `stack must be "prod" or "nonprod", got ${JSON.stringify(stack)}`;
    throw new SettingsError("The stack is not known:", [meant ? `${problem}; did you mean "${meant}"?` : problem]);
  }
  const reader = new Reader(source, environments[stack]);
  reader.refuseUnknown();
  const account = readAccount(reader, stack);
  const domain = readDomain(reader);
  const hosts = hostsOf(stack, domain);
  const dataProtection = reader.choice("dataProtection", ["durable", "removable", "disposable"]);
  const durable = dataProtection === "durable";
  const network = readNetwork(reader);
  const allowedCidrs = readAllowedCidrs(reader);
  const webAcl = reader.choice("webAcl", ["on", "off"]) === "on";
  const autoScale = reader.boolean("autoScale");
  const settings: Settings = {
    environment: stack,
    ...account,
    domain,
    hosts,
    alarmEmails: readAlarmEmails(reader),
    durable,
    finalSnapshot: dataProtection !== "disposable",
    allowedCidrs,
    webAcl,
    network,
    dns: readDns(reader),
    certificate: readCertificate(reader, account),
    sql: readSqlServer(reader, { environment: stack, durable, network }),
    redis: readRedis(reader, { durable, network }),
    autoScale,
    products: readProducts(reader, hosts, autoScale),
    relay: readRelay(reader, { environment: stack, hosts, durable, network, allowedCidrs, webAcl }),
    platformVersion: readPlatformVersion(reader),
    logRetentionDays: readLogRetentionDays(reader),
    encryptVolumesByDefault: reader.boolean("encryptVolumesByDefault"),
  };
  if (reader.problems.length > 0)
    throw new SettingsError(`The settings in Pulumi.${stack}.yaml need a correction:`, reader.problems);
  return settings;
}

function isEnvironment(stack: string): stack is EnvironmentName {
  return Object.hasOwn(environments, stack);
}

/**
 * What the engine hands over. Which keys are encrypted is known to Pulumi's runtime, but not to its types. The engine's texts do not
 * show how they were written, so the files are read once more for that.
 *
 * @param directory where the settings files are; Pulumi's own project directory when left out
 */
export function engine(stack: string, directory = getRootDirectory()): SettingsSource {
  const { isConfigSecret } = runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };
  return { all: runtime.allConfig(), isSecret: isConfigSecret, unquoted: unquotedSettings(directory, stack) };
}
