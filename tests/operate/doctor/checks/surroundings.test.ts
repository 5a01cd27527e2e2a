import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NoSuchResourceException } from "@aws-sdk/client-service-quotas";
import { afterAll, describe, expect, it, vi } from "vitest";
import { alarms } from "../../../../operate/doctor/checks/alarms.ts";
import { certificates } from "../../../../operate/doctor/checks/certificates.ts";
import { delegation } from "../../../../operate/doctor/checks/delegation.ts";
import { drift } from "../../../../operate/doctor/checks/drift.ts";
import { quotas } from "../../../../operate/doctor/checks/quotas.ts";
import { relay } from "../../../../operate/doctor/checks/relay.ts";
import { stateLock } from "../../../../operate/doctor/checks/state-lock.ts";
import type { PulumiReader } from "../../../../operate/doctor/sources/pulumi-reader.ts";
import { HEALTHY, look, METRICS, metrics, NOW, sourcesOf, subscription, TOPIC } from "../healthy-stack.ts";
import { itFinds } from "./broken.ts";

const DAY_MS = 86_400_000;

describe("the check of the delegation", () => {
  const failing = (code: string) => async () => {
    throw Object.assign(new Error(code), { code });
  };
  const addresses = { resolve4: async () => ["203.0.113.7"] };
  const one = { state: "wrong", subject: "example.com", types: /pulumi stack output nameServers/ } as const;
  itFinds(delegation, [
    {
      ...one,
      title: "says that nobody has delegated a zone",
      sources: { dns: { ...addresses, resolveNs: failing("ENODATA") } },
      says: /no name servers/,
    },
    {
      ...one,
      title: "names other name servers, and those that are missing",
      sources: { dns: { ...addresses, resolveNs: async () => ["ns-1.awsdns-01.com", "old.example.net"] } },
      says: /leads to old\.example\.net, .* leaves out ns-2\.awsdns-02\.net/,
    },
    {
      title: "does not know when DNS does not answer",
      state: "unknown",
      subject: "example.com",
      sources: { dns: { ...addresses, resolveNs: failing("ETIMEOUT") } },
      says: /ETIMEOUT/,
    },
    {
      title: "says that a product has no address",
      state: "wrong",
      subject: "address of ad-xmpro.example.com",
      sources: {
        dns: {
          resolveNs: async () => ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"],
          resolve4: (name) => (name.startsWith("ad-") ? failing("ENOTFOUND")() : addresses.resolve4()),
        },
      },
      says: /is not in DNS/,
      types: /nslookup ad-xmpro\.example\.com/,
    },
    {
      title: "says that one of the relay's domains has no address",
      state: "wrong",
      subject: "address of relay-sm-xmpro.example.com",
      outputs: { relayDomainUrls: ["https://relay-sm-xmpro.example.com"] },
      sources: {
        dns: {
          resolveNs: async () => ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"],
          resolve4: (name) => (name.startsWith("relay-sm-") ? failing("ENOTFOUND")() : addresses.resolve4()),
        },
      },
      says: /is not in DNS/,
      types: /nslookup relay-sm-xmpro\.example\.com/,
    },
  ]);
});

describe("the check of the certificates", () => {
  const ACM = { state: "wrong", subject: "certificate of the load balancers", types: /acm describe-certificate/ } as const;
  const issued = (days: number, rest: object) => ({
    DescribeCertificate: () => ({
      Certificate: { Status: "ISSUED", NotAfter: new Date(NOW.getTime() + days * DAY_MS), ...rest },
    }),
  });
  itFinds(certificates, [
    {
      ...ACM,
      title: "says that it waits for DNS, and for which names",
      answers: {
        DescribeCertificate: () => ({
          Certificate: {
            Status: "PENDING_VALIDATION",
            DomainValidationOptions: [{ DomainName: "sm.example.com", ValidationStatus: "PENDING_VALIDATION" }],
          },
        }),
      },
      says: /waits for sm\.example\.com/,
    },
    {
      ...ACM,
      title: "says that it failed",
      answers: { DescribeCertificate: () => ({ Certificate: { Status: "FAILED", FailureReason: "CAA_ERROR" } }) },
      says: /is FAILED \(CAA_ERROR\)/,
    },
    {
      ...ACM,
      title: "says that AWS could not renew it",
      answers: issued(50, { RenewalSummary: { RenewalStatus: "FAILED", RenewalStatusReason: "NO_AVAILABLE_CONTACTS" } }),
      says: /could not renew it \(NO_AVAILABLE_CONTACTS\)/,
    },
    { ...ACM, title: "says that it ends soon", answers: issued(20, {}), says: /in 20 days, and AWS has not renewed it/ },
    {
      ...ACM,
      title: "says that the imported one ends soon",
      answers: issued(20, { Type: "IMPORTED" }),
      says: /import the next one/,
    },
    {
      title: "says that a PFX file is missing",
      state: "wrong",
      subject: "ssl.pfx",
      sources: { certificateFiles: without("ssl", "pfx") },
      says: /not in the certificate bucket/,
      types: /npm run certificates -- --stack nonprod$/,
    },
    {
      title: "says that a password file is missing",
      state: "wrong",
      subject: "sign.pfx",
      sources: { certificateFiles: without("sign", "password") },
      says: /no password file/,
      types: /npm run certificates/,
    },
    {
      title: "says that the certificate of the relay's domains is not issued, and names it alone",
      state: "wrong",
      subject: "certificate of the relay's domains",
      outputs: { relayDomainsCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/2" },
      answers: {
        DescribeCertificate: ({ CertificateArn }) =>
          CertificateArn.endsWith("/2")
            ? { Certificate: { Status: "FAILED" } }
            : { Certificate: { Status: "ISSUED", NotAfter: new Date("2028-01-01"), Type: "AMAZON_ISSUED" } },
      },
      says: /is FAILED/,
      types: /acm describe-certificate --certificate-arn \S+\/2/,
    },
    {
      title: "does not know the certificate of a stack that does not wait for it",
      state: "unknown",
      subject: ACM.subject,
      outputs: { certificateArn: undefined as never },
      says: /does not wait for its certificate/,
      types: /pulumi up/,
    },
    {
      title: "says that a PFX file is not for the stack's hosts",
      state: "wrong",
      subject: "ssl.pfx",
      outputs: { hosts: { ...HEALTHY.outputs.hosts, ad: "ad-xmpro.example.net" } },
      says: /^ssl\.pfx is not for ad-xmpro\.example\.net\.$/,
      types: /npm run certificates/,
    },
  ]);
  function without(role: string, file: "pfx" | "password") {
    return async (asked: "sign" | "ssl") => {
      const files = await (await sourcesOf()).sources.certificateFiles(asked);
      return asked === role ? { ...files, [file]: undefined } : files;
    };
  }

  it("says that a password does not fit, and does not show it", async () => {
    const certificateFiles = async (role: "sign" | "ssl") => ({
      ...(await (await sourcesOf()).sources.certificateFiles(role)),
      password: "sentinel",
    });
    const findings = await look(certificates, { sources: { certificateFiles } });
    expect(findings.filter(({ state }) => state === "wrong").map(({ sentence }) => sentence)).toEqual([
      "sign.pfx does not open: the password is another one, or the file is damaged.",
      "ssl.pfx does not open: the password is another one, or the file is damaged.",
    ]);
  });

  it("says that certificates end soon: one is renewed by the command, the other needs a plan", async () => {
    const findings = await look(certificates, { now: new Date(NOW.getTime() + 950 * DAY_MS), answers: issued(2000, {}) });
    expect(findings.filter(({ state }) => state === "wrong").map(({ command }) => command)).toEqual([
      "npm run certificates -- --stack nonprod --replace-sign",
      "npm run certificates -- --stack nonprod",
    ]);
  });
});

describe("the check of the alarms", () => {
  const alarm = (changes: object) => ({
    DescribeAlarms: () => ({
      MetricAlarms: [{ AlarmName: "database-cpu", StateValue: "OK", AlarmActions: [TOPIC], ...changes }],
    }),
  });
  const one = { state: "wrong", subject: "database-cpu" } as const;
  itFinds(alarms, [
    {
      ...one,
      title: "says which one fires, and what it means",
      answers: alarm({
        StateValue: "ALARM",
        AlarmDescription: "The CPU is busy.",
        StateUpdatedTimestamp: new Date(NOW.getTime() - 3 * DAY_MS),
      }),
      says: /fires for 3 days\. The CPU is busy\./,
      types: /describe-alarm-history --alarm-name database-cpu/,
    },
    {
      ...one,
      title: "says that one is silenced",
      answers: alarm({ ActionsEnabled: false }),
      says: /is silenced/,
      types: /enable-alarm-actions/,
    },
    {
      title: "says that no alarm leads to the topic",
      state: "wrong",
      subject: "alarms",
      answers: alarm({ StateValue: "ALARM", AlarmActions: ["arn:aws:sns:us-east-1:123456789012:other"] }),
      says: /No alarm leads to the stack's topic/,
      types: /pulumi up/,
    },
    {
      title: "does not know whether a receiver has confirmed since the last update",
      state: "unknown",
      subject: "somebody@example.com",
      sources: { pulumi: pulumi({ state: async () => ({ resources: [subscription(true)], pending: [] }) }) },
      says: /had not confirmed/,
      types: /pulumi refresh/,
    },
    {
      title: "says that nobody receives them",
      state: "wrong",
      subject: "subscriptions",
      sources: { pulumi: pulumi({}) },
      says: /Nobody receives the alarms/,
      types: /alarmEmails/,
    },
  ]);
});

describe("the check of the quotas", () => {
  const NAMES = ["vCPUs of running instances", "database instances", "application load balancers"];
  itFinds(quotas, [
    {
      title: "says that the next deployment needs more vCPUs than the account may have",
      state: "wrong",
      subject: NAMES[0] ?? "",
      answers: { GetMetricStatistics: metrics({ ...METRICS, ResourceCount: 62 }) },
      says: /62 of 64 .* needs 4 more/,
      types: /request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 70/,
    },
    {
      title: "does not know how many vCPUs run without the metric",
      state: "unknown",
      subject: NAMES[0] ?? "",
      answers: { GetMetricStatistics: metrics({}) },
      says: /no value of the metric/,
    },
    {
      title: "takes AWS's default where the account has no value of its own",
      state: "wrong",
      subject: NAMES[1] ?? "",
      answers: {
        GetServiceQuota: ({ QuotaCode }) => {
          if (QuotaCode === "L-7B6409FD") throw new NoSuchResourceException({ message: "no", $metadata: {} });
          return {
            Quota: {
              Value: 64,
              UsageMetric: { MetricNamespace: "AWS/Usage", MetricName: "ResourceCount", MetricDimensions: {} },
            },
          };
        },
        GetAWSDefaultServiceQuota: () => ({ Quota: { Value: 1 } }),
      },
      says: /1 of 1 database instances are used, and a restore/,
      types: /--service-code rds --quota-code L-7B6409FD/,
    },
  ]);
});

describe("the check of the state", () => {
  const folder = mkdtempSync(join(tmpdir(), "state "));
  afterAll(() => rmSync(folder, { recursive: true }));
  const locked = (hours: number, name = "nonprod"): PulumiReader => {
    const state = mkdtempSync(join(folder, "at "));
    const locks = join(state, ".pulumi/locks/organization/xmpro", name);
    mkdirSync(locks, { recursive: true });
    const timestamp = new Date(NOW.getTime() - hours * 3_600_000).toISOString();
    writeFileSync(join(locks, "1.json"), JSON.stringify({ pid: 7, username: "jane", hostname: "laptop", timestamp }));
    writeFileSync(join(locks, "1.json.attrs"), "{}");
    return pulumi({ backendUrl: async () => `file://${state.replaceAll(" ", "%20")}` });
  };
  const LOCK = { subject: "lock of the state", types: /pulumi cancel --stack nonprod/ } as const;
  itFinds(stateLock, [
    {
      ...LOCK,
      title: "says that an interrupted update left its lock, and who made it",
      state: "wrong",
      sources: { pulumi: locked(30) },
      says: /is held by jane on laptop for 30 hours/,
    },
    {
      ...LOCK,
      title: "does not know whether an update still runs",
      state: "unknown",
      sources: { pulumi: locked(1) },
      says: /for 60 minutes: an update is running, or was interrupted/,
    },
    {
      title: "does not know the locks of Pulumi Cloud",
      state: "unknown",
      subject: "lock of the state",
      sources: { pulumi: pulumi({ backendUrl: async () => "https://app.pulumi.com/jane" }) },
      says: /Pulumi Cloud keeps the lock/,
    },
    {
      title: "says what an interrupted update was about",
      state: "wrong",
      subject: "last update of the stack",
      sources: {
        pulumi: pulumi({ state: async () => ({ resources: [], pending: ["creating aws:rds/instance:Instance database"] }) }),
      },
      says: /interrupted while it was creating aws:rds/,
      types: /pulumi refresh/,
    },
  ]);

  it("reads the locks of a state in a bucket too, in the bucket's region", async () => {
    const key = ".pulumi/locks/organization/xmpro/nonprod/1.json";
    const s3 = await bucketWith(`team/${key}`, JSON.stringify({ username: "jane", hostname: "laptop" }));
    try {
      const backendUrl = async () => "s3://state-1/team?region=eu-west-1&awssdk=v2";
      const findings = await look(stateLock, { sources: { pulumi: pulumi({ backendUrl }) } });
      expect(findings.map(({ state, sentence }) => [state, sentence])).toEqual([
        ["wrong", expect.stringMatching(/^The lock of the state is held by jane on laptop: an update was interrupted/)],
        ["good", "The last update of the stack ended in order."],
      ]);
      expect(s3.regions).toEqual(new Set(["eu-west-1"]));
    } finally {
      s3.close();
    }
  });

  it("does not mind the lock of another stack", async () => {
    const findings = await look(stateLock, { sources: { pulumi: locked(30, "prod") } });
    expect(findings.map(({ state }) => state)).toEqual(["good", "good"]);
  });
});

describe("the check of the drift", () => {
  const step = (op: string, name: string, ...properties: string[]) => ({
    op,
    urn: `urn:pulumi:nonprod::xmpro::a$aws:rds/instance:Instance::${name}`,
    properties,
  });
  itFinds(drift, [
    {
      title: "names what the next deployment would change, and the properties",
      state: "wrong",
      subject: "settings",
      sources: {
        pulumi: pulumi({
          preview: async () => [step("same", "a"), step("update", "database", "instanceClass"), step("create-replacement", "b")],
        }),
      },
      says: /would change 1 resource: update aws:rds\/instance:Instance database \(instanceClass\)\./,
      types: /pulumi preview --refresh --diff/,
    },
  ]);
});

describe("the check of the relay", () => {
  itFinds(relay, [
    {
      title: "names what its smoke test found",
      state: "wrong",
      subject: "relay",
      sources: {
        smoke: async () => ({ exitCode: 1, lines: ["ok      liveness", "FAILED  pairing         a 502", "1 check FAILED"] }),
      },
      says: /fails its smoke test: pairing a 502\./,
      types: /npm run smoke -- https:\/\/relay-xmpro\.example\.com --pin key-of-the-relay/,
    },
    {
      title: "does not know when the smoke test did not run",
      state: "unknown",
      subject: "relay",
      sources: { smoke: async () => ({ exitCode: 2, lines: ["no such option"] }) },
      says: /did not run: no such option/,
    },
  ]);

  itFinds(relay, [
    {
      title: "tests each host of the relay, and names the one that fails",
      state: "wrong",
      subject: "relay at relay-ds-xmpro.example.com",
      outputs: { relayDomainUrls: ["https://relay-ds-xmpro.example.com", "https://relay-sm-xmpro.example.com"] },
      sources: {
        smoke: async (url) =>
          url.includes("-ds-") ? { exitCode: 1, lines: ["FAILED  liveness  a 421"] } : { exitCode: 0, lines: [] },
      },
      says: /The relay at relay-ds-xmpro\.example\.com fails its smoke test: liveness a 421\./,
      types: /npm run smoke -- https:\/\/relay-ds-xmpro\.example\.com --pin key-of-the-relay/,
    },
  ]);

  it("says nothing of a stack without a relay", async () => {
    const { sources } = await sourcesOf();
    const { relay: _, ...outputs } = sources.stack.outputs;
    expect(
      await relay.look({
        ...sources,
        stack: { ...sources.stack, outputs },
        signal: AbortSignal.timeout(1000),
        ask: (_what, send) => send({ abortSignal: AbortSignal.timeout(1000) }),
      }),
    ).toEqual([]);
  });
});

/** A bucket on loopback with one object. Notes the regions that requests are signed for. */
async function bucketWith(key: string, body: string) {
  const regions = new Set<string | undefined>();
  const server = createServer(({ url = "", headers }, response) => {
    regions.add(/Credential=[^/]+\/\d+\/([^/]+)/.exec(headers.authorization ?? "")?.[1]);
    const prefix = new URL(url, "http://s3").searchParams.get("prefix");
    if (prefix === null) response.end(url.split("?")[0] === `/state-1/${key}` ? body : "");
    else
      response.end(
        `<ListBucketResult>${key.startsWith(prefix) ? `<Contents><Key>${key}</Key></Contents>` : ""}</ListBucketResult>`,
      );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const close = () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  };
  return { regions, close };
}

/** What Pulumi knows of a healthy stack, with some differences. */
function pulumi(differences: Partial<PulumiReader>): PulumiReader {
  return {
    backendUrl: async () => "file:///nowhere",
    projectName: async () => "xmpro",
    state: async () => ({ resources: [], pending: [] }),
    preview: async () => [],
    ...differences,
  };
}
