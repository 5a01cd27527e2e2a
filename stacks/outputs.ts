import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../infra/beanstalk/environment.ts";
import type { Dns } from "../infra/dns.ts";
import type { EncryptionKey } from "../infra/encryption-key.ts";
import type { Notifications } from "../infra/notifications.ts";
import type { PrivateBucket } from "../infra/private-bucket.ts";
import { installerAnswers } from "../infra/xmpro/installer-answers.ts";
import type { InstallerHost } from "../infra/xmpro/installer-host.ts";
import { nextSteps } from "../infra/xmpro/next-steps.ts";
import { PRODUCTS, type Product } from "../infra/xmpro/products.ts";
import type { cache, database } from "./data-stores.ts";
import type { LookUps } from "./look-ups.ts";
import type { mail } from "./mail.ts";
import { environmentName } from "./products.ts";
import { type createRelay, relayOutputs } from "./relay.ts";
import { isEverybody } from "./settings/reader/cidr.ts";
import type { Settings } from "./settings.ts";

/** What the program has created, as far as the outputs speak of it. */
interface Parts {
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly key: EncryptionKey;
  readonly notifications: Notifications;
  readonly dns: Dns;
  /** Undefined while the deployment does not wait for the certificate. */
  readonly certificateArn: pulumi.Output<string> | undefined;
  readonly sql: ReturnType<typeof database>;
  readonly redis: ReturnType<typeof cache>;
  readonly mailLogin: ReturnType<typeof mail>;
  readonly certificates: PrivateBucket;
  readonly packages: PrivateBucket;
  readonly environments: Partial<Record<Product, Environment>>;
  readonly relay: ReturnType<typeof createRelay>;
  readonly installerHost: InstallerHost | undefined;
  readonly dashboardUrl: string;
}

/** The stack's outputs. Those that the commands read have their types in `operate/deployed-stack/stack-outputs.ts`. */
export function stackOutputs(settings: Settings, lookUps: LookUps, parts: Parts) {
  const { hosts } = settings;
  const { prefix, certificateArn, sql, redis, mailLogin, installerHost } = parts;
  const urls = { sm: `https://${hosts.sm}`, ds: `https://${hosts.ds}`, ad: `https://${hosts.ad}` };
  const parameterPrefixes = perProduct((product) => settings.products[product].parameterPrefix);
  return withoutUndefined({
    hosts: perProduct((product) => hosts[product]),
    urls,
    applicationName: prefix,
    environments: perProduct((product) => environmentName(prefix, product)),
    certificateArn,
    allowedCidrs: settings.allowedCidrs,
    bootstrapAllowedCidrs: settings.bootstrapAllowedCidrs,
    sqlServer: { host: sql.host, port: sql.port, username: sql.username, passwordParameter: sql.passwordParameter },
    databaseIdentifier: sql.identifier,
    databaseBackupBucket: sql.backupBucket,
    replicatedBackups: sql.replicatedBackups,
    redis: { host: redis.host, port: redis.port, tokenParameter: redis.tokenParameter },
    replicationGroupId: redis.identifier,
    mail: mailLogin,
    topicArn: parts.notifications.topicArn,
    autoScale: settings.autoScale,
    loadBalancerGroups: perProduct((product) => parts.environments[product]?.balancerGroupId),
    dashboardUrl: parts.dashboardUrl,
    relay: relayOutputs(parts.relay),
    relayDomainUrls: parts.relay?.domainUrls.length === 0 ? undefined : parts.relay?.domainUrls,
    relayDomainsCertificateArn: parts.relay?.domainsCertificateArn,
    installerHostId: installerHost?.instanceId,
    certificateBucket: parts.certificates.bucketName,
    packageBucket: parts.packages.bucketName,
    packages: Object.fromEntries(Object.entries(lookUps.packages ?? {}).map(([product, { label }]) => [product, label])),
    packageKeyPrefixes: perProduct((product) => `${product}/`),
    parameterPrefixes,
    parameterKeyArn: parts.key.arn,
    nameServers: parts.dns.nameServers,
    installerAnswers: installerAnswers({
      hosts,
      parameterPrefixes,
      certificateBucket: parts.certificates.bucketName,
      sql,
      sqlPasswordParameter: sql.passwordParameter,
      redis,
      redisTokenParameter: redis.tokenParameter,
      autoScale: settings.autoScale,
      mail: mailLogin,
    }),
    nextSteps: nextSteps({
      stack: settings.stack,
      newZones: Object.keys(parts.dns.nameServers),
      certificateIssued: certificateArn !== undefined,
      packageDeployed: perProduct((product) => lookUps.packages?.[product] !== undefined),
      unrecognisedPackages: (Object.keys(PRODUCTS) as Product[]).filter(
        (product) => lookUps.packages?.[product]?.isRecognised === false,
      ),
      emails: settings.alarmEmails,
      webhooks: settings.alarmWebhooks.length,
      everybodyMayReach: settings.bootstrapAllowedCidrs === undefined && settings.allowedCidrs.some(isEverybody),
      onlyBootstrapMayReach: settings.bootstrapAllowedCidrs !== undefined,
      existingNetwork: settings.network.kind === "existing",
      installerHost: settings.installerHost,
      sesSender: settings.mail.kind === "ses" ? settings.mail.from : undefined,
    }),
  });
}

/** The engine warns of an output that is undefined. */
function withoutUndefined<T extends object>(outputs: T): T {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined)) as T;
}

function perProduct<T>(of: (product: Product) => T): Record<Product, T> {
  return { sm: of("sm"), ds: of("ds"), ad: of("ad") };
}
