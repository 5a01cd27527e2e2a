import * as pulumi from "@pulumi/pulumi";
import { accessLogBucket } from "../infra/access-log-bucket.ts";
import { AccountBaseline } from "../infra/account-baseline/account-baseline.ts";
import { Application } from "../infra/beanstalk/application.ts";
import { EnvironmentsWebAcl } from "../infra/beanstalk/environments-web-acl.ts";
import { ImportedCertificate, RequestedCertificate } from "../infra/certificate.ts";
import { Dns } from "../infra/dns.ts";
import { EncryptionKey } from "../infra/encryption-key.ts";
import { ExistingNetwork } from "../infra/network/existing-network.ts";
import { Network, type Subnets } from "../infra/network/network.ts";
import { subnetRanges } from "../infra/network/subnet-ranges.ts";
import { Notifications } from "../infra/notifications.ts";
import { PrivateBucket } from "../infra/private-bucket.ts";
import { encryptVolumesByDefault } from "../infra/volume-encryption.ts";
import { certificateStore } from "../infra/xmpro/certificate-store.ts";
import { InstallerHost } from "../infra/xmpro/installer-host.ts";
import { allowedSourcesOf } from "./allowed-sources.ts";
import { cache, type DataStore, database } from "./data-stores.ts";
import { DeployedStack } from "./deployed/deployed-stack.ts";
import { zonesOf } from "./deployed/network-facts.ts";
import type { LookUps } from "./look-ups.ts";
import { mail } from "./mail.ts";
import { monitoring } from "./monitoring.ts";
import { stackOutputs } from "./outputs.ts";
import { productEnvironments } from "./products.ts";
import { createRelay } from "./relay.ts";
import type { Settings } from "./settings.ts";

/**
 * One account, outside in: names and certificate, network, data, the three products, then the relay. Returns the stack's outputs.
 *
 * @param deployed the state of the last update, as some values must not change
 */
export function account(settings: Settings, lookUps: LookUps, deployed = new DeployedStack([])) {
  const { accountId, region, durable, finalSnapshot, logRetentionDays } = settings;
  const prefix = `xmpro-${settings.stack}`;

  const key = new EncryptionKey("key", { accountId, region, aliasName: prefix, durable, retain: finalSnapshot });
  const shared = { kmsKeyArn: key.arn, logRetentionDays, durable, finalSnapshot };
  const { alarmEmails, alarmWebhooks } = settings;
  const receivers = { emails: alarmEmails, webhooks: alarmWebhooks };
  const notifications = new Notifications("notifications", { accountId, kmsKeyArn: key.arn, ...receivers });
  const volumes = settings.encryptVolumesByDefault ? [encryptVolumesByDefault("volumes")] : [];

  const dns = createZones(settings);
  const certificate = issueCertificate(settings, dns);
  const network = createNetwork(settings, { ...shared, zoneNames: lookUps.zoneNames, deployed });
  const accessLogs = accessLogBucket("access-logs", { accountId, durable, retentionDays: logRetentionDays });
  if (settings.accountBaseline !== undefined) {
    const { budgetUsd } = settings.accountBaseline;
    new AccountBaseline("account", {
      accountId,
      region,
      prefix,
      kmsKeyArn: key.arn,
      accessLogs,
      topicArn: notifications.topicArn,
      retentionDays: logRetentionDays,
      durable,
      budget: budgetUsd === undefined ? undefined : { usd: budgetUsd, emails: alarmEmails },
    });
  }
  const forDatabase = {
    accountId,
    region,
    tags: settings.tags,
    network,
    prefix,
    topicArn: notifications.topicArn,
    accessLogs,
    deployed,
  };
  const sql = database(settings, { ...shared, ...forDatabase });
  const redis = cache(settings, { ...shared, network, prefix });

  const mailLogin = mail(settings, { prefix, dns, kmsKeyArn: key.arn });

  const certificates = certificateStore("certificates", { accessLogs, s3EndpointId: network.s3EndpointId, durable });
  const packages = new PrivateBucket("packages", {
    durable,
    keepVersionsDays: 90,
    accessLogs: { bucket: accessLogs, prefix: "buckets/packages/" },
  });

  const allowedSources = allowedSourcesOf(settings, network);
  const application = new Application("xmpro", {
    accountId,
    region,
    kmsKeyArn: key.arn,
    applicationName: prefix,
    description: `XMPro, ${settings.stack}`,
    topicArn: notifications.topicArn,
  });
  const environments = productEnvironments(settings, lookUps, {
    prefix,
    application,
    network,
    dns,
    certificateArn: certificate.issuedArn,
    allowedSources,
    sql,
    redis,
    packages,
    accessLogs,
    kmsKeyArn: key.arn,
    topicArn: notifications.topicArn,
    dependsOn: volumes,
  });

  const installerHost = createInstallerHost(lookUps, { prefix, network, sql, redis, packages });

  if (settings.webAcl) new EnvironmentsWebAcl("products", { prefix, environments, logRetentionDays, kmsKeyArn: key.arn });

  const relay = createRelay(settings, {
    prefix,
    network,
    dns,
    certificateArn: certificate.issuedArn,
    allowedSources: allowedSources.relay,
    kmsKeyArn: key.arn,
    topicArn: notifications.topicArn,
    accessLogs,
    deployed,
  });
  const { dashboardUrl } = monitoring(settings, {
    prefix,
    topicArn: notifications.topicArn,
    environments,
    sql,
    redis,
    relay,
    certificateArn: certificate.issuedArn,
  });

  return stackOutputs(settings, lookUps, {
    prefix,
    key,
    notifications,
    dns,
    certificateArn: certificate.issuedArn,
    sql,
    redis,
    mailLogin,
    certificates,
    packages,
    environments,
    relay,
    installerHost,
    dashboardUrl,
  });
}

function createZones({ dns, domain, hosts, certificate, mail, relay, durable }: Settings): Dns {
  const names = [...Object.values(hosts), ...(relay?.domains ?? []).map(({ host }) => host)];
  const shared = {
    hosts: mail.kind === "ses" ? [...names, mail.identity] : names,
    onlyAmazonIssues: certificate.kind === "requested",
    durable,
  };
  if (dns.kind === "existing") return new Dns("dns", { ...shared, existingZoneId: dns.zoneId });
  return new Dns("dns", { ...shared, zones: dns.zones === "domain" ? [domain] : names });
}

/** The certificate of all hosts but those of the relay's domains. `issuedArn` is undefined while the deployment does not wait for AWS to issue it. */
function issueCertificate({ certificate, hosts }: Settings, dns: Dns): { issuedArn: pulumi.Output<string> | undefined } {
  switch (certificate.kind) {
    case "existing":
      return { issuedArn: pulumi.output(certificate.arn) };
    case "imported":
      return new ImportedCertificate("certificate", certificate);
    case "requested":
      return new RequestedCertificate("certificate", { hosts: Object.values(hosts), dns, wait: certificate.wait });
  }
}

function createNetwork(
  { network, accountId, region, logRetentionDays, stack, relay: relaySettings }: Settings,
  context: { kmsKeyArn: pulumi.Output<string>; zoneNames: LookUps["zoneNames"]; deployed: DeployedStack },
): Network | ExistingNetwork {
  if (network.kind === "existing") return new ExistingNetwork("network", { ...network, region });
  const { zoneNames, deployed, kmsKeyArn } = context;
  return new Network("network", {
    ...network,
    ...(zoneNames === undefined ? {} : { zoneNames }),
    ranges: subnetRanges(network.cidrBlock, network.zones, zonesOf(deployed)),
    accountId,
    region,
    logRetentionDays,
    kmsKeyArn,
    tasks: relaySettings !== undefined,
    ec2Endpoint: stack === "prod",
  });
}

/** The Windows machine of the installers, if the settings want one: only then its image was looked up. */
function createInstallerHost(
  { installerImageId: imageId }: LookUps,
  { prefix, ...args }: { prefix: string; network: Subnets; sql: DataStore; redis: DataStore; packages: PrivateBucket },
): InstallerHost | undefined {
  if (imageId === undefined) return undefined;
  return new InstallerHost("installer-host", { ...args, imageId, instanceName: `${prefix}-installer-host` });
}
