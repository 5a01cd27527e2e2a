import * as pulumi from "@pulumi/pulumi";
import { accessLogBucket } from "../infra/access-log-bucket.ts";
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
import { installerAnswers } from "../infra/xmpro/installer-answers.ts";
import { nextSteps } from "../infra/xmpro/next-steps.ts";
import type { Product } from "../infra/xmpro/products.ts";
import { cache, database } from "./data-stores.ts";
import { DeployedStack } from "./deployed/deployed-stack.ts";
import { zonesOf } from "./deployed/network-facts.ts";
import type { LookUps } from "./look-ups.ts";
import { mail } from "./mail.ts";
import { environmentName, productEnvironments } from "./products.ts";
import { relay } from "./relay.ts";
import type { Settings } from "./settings.ts";

/** A range so wide that it means everybody: two halves of the internet are no allow-list. */
const isEverybody = (cidrBlock: string) => Number(cidrBlock.split("/")[1]) < 8;

/**
 * One account, outside in: names and certificate, network, data, the three products, then the relay. Returns the stack's outputs.
 *
 * @param deployed the state of the last update, as some values must not change
 */
export function account(settings: Settings, lookUps: LookUps, deployed = new DeployedStack([])) {
  const { accountId, region, durable, finalSnapshot, logRetentionDays, hosts } = settings;
  const prefix = `xmpro-${settings.stack}`;

  const key = new EncryptionKey("key", { accountId, region, aliasName: prefix, durable, retain: finalSnapshot });
  const shared = { kmsKeyArn: key.arn, logRetentionDays, durable, finalSnapshot };
  const notifications = new Notifications("notifications", { accountId, kmsKeyArn: key.arn, emails: settings.alarmEmails });
  const volumes = settings.encryptVolumesByDefault ? [encryptVolumesByDefault("volumes")] : [];

  const dns = createZones(settings);
  const certificate = issueCertificate(settings, dns);
  const network = createNetwork(settings, { ...shared, zoneNames: lookUps.zoneNames, deployed });
  const forDatabase = { accountId, region, network, prefix, topicArn: notifications.topicArn, deployed };
  const sql = database(settings, { ...shared, ...forDatabase });
  const redis = cache(settings, { ...shared, network, prefix });

  const mailLogin = mail(settings, { prefix, dns, kmsKeyArn: key.arn });

  const accessLogs = accessLogBucket("access-logs", { accountId, durable, retentionDays: logRetentionDays });
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

  if (settings.webAcl) new EnvironmentsWebAcl("products", { prefix, environments, logRetentionDays, kmsKeyArn: key.arn });

  const relayOutputs = relay(settings, {
    prefix,
    network,
    dns,
    certificateArn: certificate.issuedArn,
    allowedSources,
    kmsKeyArn: key.arn,
    topicArn: notifications.topicArn,
    accessLogs,
    deployed,
  });

  const urls = { sm: `https://${hosts.sm}`, ds: `https://${hosts.ds}`, ad: `https://${hosts.ad}` };
  const parameterPrefixes = perProduct((product) => settings.products[product].parameterPrefix);
  return {
    hosts: perProduct((product) => hosts[product]),
    urls,
    applicationName: prefix,
    environments: perProduct((product) => environmentName(prefix, product)),
    certificateArn: certificate.issuedArn,
    allowedCidrs: settings.allowedCidrs,
    sqlServer: { host: sql.host, port: sql.port, username: sql.username, passwordParameter: sql.passwordParameter },
    databaseIdentifier: sql.identifier,
    redis: { host: redis.host, port: redis.port, tokenParameter: redis.tokenParameter },
    replicationGroupId: redis.identifier,
    ...(mailLogin === undefined ? {} : { mail: mailLogin }),
    topicArn: notifications.topicArn,
    autoScale: settings.autoScale,
    loadBalancerGroups: perProduct((product) => environments[product]?.balancerGroupId),
    relay: relayOutputs,
    certificateBucket: certificates.bucketName,
    packageBucket: packages.bucketName,
    packageKeyPrefixes: perProduct((product) => `${product}/`),
    parameterPrefixes,
    parameterKeyArn: key.arn,
    nameServers: dns.nameServers,
    installerAnswers: installerAnswers({
      hosts,
      parameterPrefixes,
      certificateBucket: certificates.bucketName,
      sql,
      sqlPasswordParameter: sql.passwordParameter,
      redis,
      redisTokenParameter: redis.tokenParameter,
      autoScale: settings.autoScale,
      mail: mailLogin,
    }),
    nextSteps: nextSteps({
      stack: settings.stack,
      urls,
      relayUrl: relayOutputs?.url,
      newZones: Object.keys(dns.nameServers),
      certificateIssued: certificate.issuedArn !== undefined,
      emails: settings.alarmEmails,
      everybodyMayReach: settings.allowedCidrs.some(isEverybody),
      packageDeployed: perProduct((product) => settings.products[product].packageDeployed),
      existingNetwork: settings.network.kind === "existing",
      finalSnapshot,
      sesSender: settings.mail.kind === "ses" ? settings.mail.from : undefined,
    }),
  };
}

function perProduct<T>(of: (product: Product) => T): Record<Product, T> {
  return { sm: of("sm"), ds: of("ds"), ad: of("ad") };
}

function createZones({ dns, domain, hosts, certificate, mail, durable }: Settings): Dns {
  const names = Object.values(hosts);
  const shared = {
    hosts: mail.kind === "ses" ? [...names, mail.identity] : names,
    onlyAmazonIssues: certificate.kind === "requested",
    durable,
  };
  if (dns.kind === "existing") return new Dns("dns", { ...shared, existingZoneId: dns.zoneId });
  return new Dns("dns", { ...shared, zones: dns.zones === "domain" ? [domain] : names });
}

/** The certificate of all hosts. `issuedArn` is undefined while the deployment does not wait for AWS to issue it. */
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

/**
 * Who may connect to the load balancers: the ranges of the settings, and the NAT gateways, as products and relay call the
 * products by public name.
 */
function allowedSourcesOf({ allowedCidrs }: Settings, network: Subnets) {
  const ranges = Object.fromEntries(
    allowedCidrs.map((cidrBlock) => [
      cidrBlock,
      { cidrBlock, description: isEverybody(cidrBlock) ? "browsers anywhere" : "browsers in an allowed range" },
    ]),
  );
  if (allowedCidrs.includes("0.0.0.0/0")) return ranges;
  const own = network.natAddresses.map((address, zone) => [
    `nat-${zone + 1}`,
    { cidrBlock: address.apply((ip) => `${ip}/32`), description: "the products call each other by public name" },
  ]);
  return { ...ranges, ...Object.fromEntries(own) };
}
