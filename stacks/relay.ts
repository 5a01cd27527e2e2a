import type * as pulumi from "@pulumi/pulumi";
import { RequestedCertificate } from "../infra/certificate.ts";
import type { Dns } from "../infra/dns.ts";
import type { AllowedSources } from "../infra/network/allow-traffic.ts";
import type { Subnets } from "../infra/network/network.ts";
import type { AccessLogs } from "../infra/private-bucket.ts";
import { Relay } from "../infra/relay/relay.ts";
import type { DeployedStack } from "./deployed/deployed-stack.ts";
import type { Settings } from "./settings.ts";

/** What the relay uses of the rest of the stack. */
interface RelayContext {
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly network: Subnets;
  readonly dns: Dns;
  readonly certificateArn: pulumi.Output<string> | undefined;
  readonly allowedSources: AllowedSources;
  readonly kmsKeyArn: pulumi.Output<string>;
  readonly topicArn: pulumi.Output<string>;
  readonly accessLogs: AccessLogs["bucket"];
  readonly deployed: DeployedStack;
}

/** The relay, unless the settings turn it off. */
export function createRelay(
  { accountId, region, hosts, logRetentionDays, durable, certificate, relay: settings }: Settings,
  { accessLogs, deployed, ...context }: RelayContext,
): Relay | undefined {
  if (settings === undefined) return undefined;
  const minCapacity = deployed.find("aws:appautoscaling/target:Target", "relay")?.outputs.minCapacity;
  const otherHosts = settings.domains.map(({ host }) => host);
  // One of its own, as a certificate is replaced when a name is added. A certificate that was given must have these names already.
  const ofDomains =
    certificate.kind === "requested" && otherHosts.length > 0
      ? new RequestedCertificate("relay-domains", { hosts: otherHosts, dns: context.dns, wait: certificate.wait })
      : undefined;
  return new Relay("relay", {
    ...context,
    domainsCertificateArn: ofDomains?.issuedArn,
    accountId,
    region,
    host: hosts.relay,
    accessLogs: { bucket: accessLogs, prefix: "load-balancers/relay" },
    logRetentionDays,
    durable,
    settings,
    deployedMinTasks: typeof minCapacity === "number" ? minCapacity : undefined,
  });
}

/** The stack's outputs about its relay. */
export function relayOutputs(relay: Relay | undefined) {
  if (relay === undefined) return undefined;
  const { url, identityPublicKey, repositoryUrl, clusterName, serviceName, logGroupName, secretsPath } = relay;
  return { url, identityPublicKey, repositoryUrl, clusterName, serviceName, logGroupName, secretsPath };
}
