import { getRootDirectory, type Output, runtime } from "@pulumi/pulumi";
import type { RelaySettings } from "../infra/relay/relay-settings.ts";
import { nonprod } from "./nonprod.ts";
import { prod } from "./prod.ts";
import { readAccount } from "./settings/account.ts";
import { type AccountBaselineSettings, readAccountBaseline } from "./settings/account-baseline.ts";
import { type CertificateSettings, type DnsSettings, readCertificate, readDns } from "./settings/certificate.ts";
import { type Hosts, hostsOf, readAlarmEmails, readAlarmWebhooks, readDomain, type StackName } from "./settings/domain.ts";
import { type MailSettings, readMail } from "./settings/mail.ts";
import {
  type ExistingNetwork,
  type NewNetwork,
  readAllowedCidrs,
  readBootstrapAllowedCidrs,
  readNetwork,
} from "./settings/network.ts";
import { readLogRetentionDays, readPlatformVersion } from "./settings/platform.ts";
import { type ProductId, type ProductSettings, readProducts } from "./settings/products.ts";
import { nearest } from "./settings/reader/nearest.ts";
import { Reader, type SettingsSource } from "./settings/reader/reader.ts";
import { SettingsError } from "./settings/reader/settings-error.ts";
import { type ExistingRedis, type NewRedis, readRedis } from "./settings/redis.ts";
import { readRelay } from "./settings/relay/relay.ts";
import { type ExistingSqlServer, type NewSqlServer, readSqlServer } from "./settings/sql-server.ts";
import { unquotedSettings } from "./settings-file/unquoted.ts";

export interface Settings {
  readonly stack: StackName;
  readonly accountId: string;
  readonly region: string;
  readonly domain: string;
  readonly hosts: Hosts;
  /** E-mail addresses that receive alarms and events of the platform. */
  readonly alarmEmails: readonly string[];
  /** https URLs that receive the same. */
  readonly alarmWebhooks: readonly Output<string>[];
  /** True: what holds data refuses to be deleted, and copies of it are kept. False: `pulumi destroy` takes it. */
  readonly durable: boolean;
  /** True: a deleted database leaves a final snapshot, and the KMS key stays so that it can be read. False: nothing is left. */
  readonly finalSnapshot: boolean;
  /** IPv4 ranges that may reach the products on 443. */
  readonly allowedCidrs: readonly string[];
  /** IPv4 ranges that alone may reach Subscription Manager until its published password is changed. Undefined: no such limit. */
  readonly bootstrapAllowedCidrs: readonly string[] | undefined;
  /** True: AWS WAF is before every load balancer. */
  readonly webAcl: boolean;
  readonly network: NewNetwork | ExistingNetwork;
  readonly dns: DnsSettings;
  readonly certificate: CertificateSettings;
  readonly sql: NewSqlServer | ExistingSqlServer;
  readonly redis: NewRedis | ExistingRedis;
  /** True: there is a Windows machine for XMPro's installers. */
  readonly installerHost: boolean;
  /** XMPro's own AutoScale: several instances a product share state over Redis. */
  readonly autoScale: boolean;
  readonly products: Readonly<Record<ProductId, ProductSettings>>;
  readonly mail: MailSettings;
  /** Undefined: there is none. */
  readonly relay: RelaySettings | undefined;
  /** Version of AWS's Windows platform for new environments: "2" (newest 2.x.y), "2.23" or "2.23.5". */
  readonly platformVersion: string;
  /** Days that logs are kept, one of CloudWatch's and Beanstalk's common values. */
  readonly logRetentionDays: number;
  /** True: the account's default for new volumes in the region is made encrypted. */
  readonly encryptVolumesByDefault: boolean;
  /** Undefined: the stack leaves what an account needs once to somebody else. */
  readonly accountBaseline: AccountBaselineSettings | undefined;
  /** "project", "environment", "owner", "managed-by", "cost-centre", from `aws:defaultTags`. */
  readonly tags: Readonly<Record<string, string>>;
}

const stacks = { prod, nonprod } as const;

/**
 * All settings of a stack, checked: nothing is an `Output` but the secrets.
 *
 * @throws SettingsError with every problem there is, also for a stack that is neither "prod" nor "nonprod".
 */
export function readSettings(stack: string, source: SettingsSource = engine(stack)): Settings {
  if (!isStackName(stack)) {
    const meant = nearest(stack, Object.keys(stacks));
    const problem = `stack must be "prod" or "nonprod", got ${JSON.stringify(stack)}`;
    throw new SettingsError("The stack is not known:", [meant ? `${problem}; did you mean "${meant}"?` : problem]);
  }
  const reader = new Reader(source, stacks[stack]);
  reader.reportUnknown();
  const account = readAccount(reader, stack);
  const domain = readDomain(reader);
  const hosts = hostsOf(stack, domain);
  const dataProtection = reader.choice("dataProtection");
  const durable = dataProtection === "durable";
  const network = readNetwork(reader);
  const allowedCidrs = readAllowedCidrs(reader);
  const webAcl = reader.choice("webAcl") === "on";
  const dns = readDns(reader);
  const autoScale = reader.boolean("autoScale");
  const settings: Settings = {
    stack,
    ...account,
    domain,
    hosts,
    alarmEmails: readAlarmEmails(reader),
    alarmWebhooks: readAlarmWebhooks(reader),
    durable,
    finalSnapshot: dataProtection !== "disposable",
    allowedCidrs,
    bootstrapAllowedCidrs: readBootstrapAllowedCidrs(reader),
    webAcl,
    network,
    dns,
    certificate: readCertificate(reader, account),
    sql: readSqlServer(reader, { stack, region: account.region, durable, network }),
    redis: readRedis(reader, { durable, network }),
    installerHost: reader.choice("installerHost") === "on",
    autoScale,
    products: readProducts(reader, hosts, autoScale),
    mail: readMail(reader, { hosts, domain, dns }),
    relay: readRelay(reader, { stack, domain, hosts, durable, network, allowedCidrs, webAcl }),
    platformVersion: readPlatformVersion(reader),
    logRetentionDays: readLogRetentionDays(reader),
    encryptVolumesByDefault: reader.boolean("encryptVolumesByDefault"),
    accountBaseline: readAccountBaseline(reader),
  };
  if (reader.problems.length > 0)
    throw new SettingsError(`The settings in Pulumi.${stack}.yaml need a correction:`, reader.problems);
  return settings;
}

function isStackName(stack: string): stack is StackName {
  return Object.hasOwn(stacks, stack);
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
