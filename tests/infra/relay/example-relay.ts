import { output } from "@pulumi/pulumi";
import { accessLogBucket } from "../../../infra/access-log-bucket.ts";
import { Dns } from "../../../infra/dns.ts";
import { Relay, type RelayArgs } from "../../../infra/relay/relay.ts";
import type { RelaySettings } from "../../../infra/relay/relay-settings.ts";
import { offlineCloud } from "../../../preview/aws/offline-cloud.ts";
import { type Deployed, deploy } from "../../support/program/deploy.ts";
import { exampleNetwork } from "../../support/program/example-network.ts";

const host = "relay-xmpro.example.com";
const target = { accountId: "111122223333", region: "eu-west-1" };

export const exampleSettings: RelaySettings = {
  image: { kind: "built", architecture: "x86_64" },
  variables: { UPSTREAM: "https://ad-xmpro.example.com", CORS_ORIGINS: "https://ad-xmpro.example.com" },
  upstreamReach: { kind: "internet", port: 443 },
  domains: [],
  secretVersion: 1,
  cpu: 1024,
  memory: 2048,
  minTasks: 2,
  maxTasks: 10,
  requestsPerTarget: 30_000,
  nightTasks: undefined,
  cache: { engine: "valkey", maxStorageGb: 5, maxEcpuPerSecond: 20_000, snapshotDays: 1 },
  vpcEndpoints: false,
  waf: undefined,
  execEnabled: false,
  tracesImage: undefined,
};

export const exampleDomains: RelaySettings["domains"] = [
  { host: "relay-a.example.com", upstream: "https://a.example.com", reach: { kind: "internet", port: 443 } },
  {
    host: "relay-b.example.com",
    upstream: "http://b.internal:3000",
    reach: { kind: "vpc", reach: { cidrBlock: "10.0.8.0/24" }, port: 3000 },
  },
];

export const TOPIC = "arn:aws:sns:eu-west-1:111122223333:notifications";
export const DIGEST = `sha256:${"ab".repeat(32)}`;

const made = new Map<string, Promise<Deployed>>();

/** A relay in an emulated AWS inside this process, with the component's properties as outputs. Each variant is created once. */
export function deployRelay(settings: Partial<RelaySettings> = {}, more: Changes = {}): Promise<Deployed> {
  const wish = JSON.stringify([settings, Object.entries(more)]);
  const before = made.get(wish) ?? deployOnce(settings, more);
  made.set(wish, before);
  return before;
}

type Changes = Partial<Pick<RelayArgs, "durable" | "deployedMinTasks" | "domainsCertificateArn">> & {
  readonly certificateArn?: undefined;
};

function deployOnce(settings: Partial<RelaySettings>, more: Changes): Promise<Deployed> {
  const cloud = offlineCloud(target);
  return deploy(
    () => {
      const relay = new Relay("relay", {
        ...target,
        prefix: "xmpro-test",
        network: exampleNetwork(),
        host,
        dns: new Dns("dns", {
          hosts: [host, ...(settings.domains ?? []).map((domain) => domain.host)],
          existingZoneId: "Z1",
          onlyAmazonIssues: true,
          durable: false,
        }),
        certificateArn: output("arn:certificate"),
        allowedSources: { office: { cidrBlock: "203.0.113.0/24", description: "browsers" } },
        kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
        topicArn: TOPIC,
        accessLogs: {
          bucket: accessLogBucket("logs", { accountId: target.accountId, retentionDays: 30, durable: false }),
          prefix: "load-balancers/relay",
        },
        logRetentionDays: 30,
        durable: false,
        settings: { ...exampleSettings, ...settings },
        ...more,
      });
      const { url, identityPublicKey, secretsPath, logGroupName, clusterName, serviceName, repositoryUrl } = relay;
      return {
        ...{ url, identityPublicKey, secretsPath, logGroupName, clusterName },
        ...(serviceName && { serviceName }),
        ...(repositoryUrl && { repositoryUrl }),
      };
    },
    {
      cloud: {
        ...cloud,
        lookUp: (token, inputs) =>
          token === "aws:ec2/getManagedPrefixList:getManagedPrefixList" ? { id: "pl-s3" } : cloud.lookUp(token, inputs),
      },
    },
  );
}
