import type { EnvironmentDescription } from "@aws-sdk/client-elastic-beanstalk";
import { subjectName } from "../../../operate/certificates/subject-name.ts";
import { writePfx } from "../../../operate/certificates/write-pfx.ts";
import type { DeployedStack } from "../../../operate/deployed-stack/deployed-stack.ts";
import type { Check, Sources } from "../../../operate/doctor/check.ts";
import { expectedParameters } from "../../../operate/doctor/expected-parameters.ts";
import type { Finding } from "../../../operate/doctor/finding.ts";
import { runChecks } from "../../../operate/doctor/run-checks.ts";
import { awsClients } from "../../../operate/doctor/sources/aws-clients.ts";
import { once } from "../../../operate/doctor/sources/once.ts";
import { environmentsOf } from "../../../operate/doctor/sources/open-sources.ts";
import type { StoredParameter } from "../../../operate/import-secrets/parameter-store.ts";
import { SecretValue } from "../../../operate/import-secrets/secrets-file/secret-value.ts";
import { exampleCertificates, NOW } from "../certificates/made.ts";
import { OUTPUTS, STACK } from "../deployed.ts";

export { NOW };
export const PASSWORD = "sentinel-of-a-pfx";
export const TOPIC = "arn:aws:sns:us-east-1:123456789012:notifications";
const ARN = "arn:aws:rds:us-east-1:123456789012:db:xmpro-nonprod-database";
const HOUR_MS = 3_600_000;

export const HEALTHY: DeployedStack = {
  ...STACK,
  outputs: {
    ...OUTPUTS,
    autoScale: false,
    applicationName: "xmpro-nonprod",
    environments: { sm: "xmpro-nonprod-sm", ds: "xmpro-nonprod-ds", ad: "xmpro-nonprod-ad" },
    packages: { sm: "sm-1", ds: "ds-1", ad: "ad-1" },
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
    nameServers: { "example.com": ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"] },
    loadBalancerGroups: { sm: "sg-balancer", ds: "sg-balancer", ad: "sg-balancer" },
    allowedCidrs: ["203.0.113.0/24"],
    databaseIdentifier: "xmpro-nonprod-database",
    replicationGroupId: "redis-1",
    topicArn: TOPIC,
    replicatedBackups: { region: "eu-west-1", kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/2" },
    relay: { url: "https://relay-xmpro.example.com", identityPublicKey: "key-of-the-relay" },
  },
};

export const environment = (product: string): EnvironmentDescription => ({
  EnvironmentName: `xmpro-nonprod-${product}`,
  EnvironmentId: `e-${product}`,
  Status: "Ready",
  VersionLabel: `${product}-1`,
  DateUpdated: new Date(NOW.getTime() - 24 * HOUR_MS),
  PlatformArn: "arn:aws:elasticbeanstalk:us-east-1::platform/IIS 10.0 running on 64bit Windows Server 2022/2.23.5",
});

// biome-ignore lint/suspicious/noExplicitAny: the answers of ten services, by the names of their actions
type Answers = Record<string, (input: any) => object>;

export const DATABASE = {
  DBInstanceArn: ARN,
  DBInstanceStatus: "available",
  AllocatedStorage: 100,
  MaxAllocatedStorage: 200,
  BackupRetentionPeriod: 7,
  LatestRestorableTime: new Date(NOW.getTime() - 5 * 60_000),
  EngineVersion: "16.00.4265.3.v1",
  CACertificateIdentifier: "rds-ca-rsa2048-g1",
  CertificateDetails: { ValidTill: new Date("2061-05-25") },
};

/** Metrics of a stack that has nothing to do. */
export const METRICS: Readonly<Record<string, number>> = {
  FreeStorageSpace: 80 * 2 ** 30,
  CPUUtilization: 10,
  Evictions: 0,
  DatabaseMemoryUsagePercentage: 20,
  EngineCPUUtilization: 5,
  ResourceCount: 8,
};

export const metrics =
  (values: Readonly<Record<string, number>>) =>
  ({ MetricName, Statistics: [statistic] }: { MetricName: string; Statistics: string[] }) => ({
    Datapoints: MetricName in values ? [{ Timestamp: NOW, [statistic ?? ""]: values[MetricName] }] : [],
  });

/** What AWS answers about a healthy stack. */
export const ANSWERS: Answers = {
  DescribeCertificate: () => ({ Certificate: { Status: "ISSUED", NotAfter: new Date("2028-01-01"), Type: "AMAZON_ISSUED" } }),
  DescribeParameters: () => ({ Parameters: [{ LastModifiedDate: new Date(NOW.getTime() - 30 * 24 * HOUR_MS) }] }),
  DescribeEnvironments: () => ({ Environments: ["sm", "ds", "ad"].map(environment) }),
  DescribeEvents: () => ({ Events: [] }),
  DescribeEnvironmentHealth: () => ({ HealthStatus: "Ok", Causes: [] }),
  DescribeInstancesHealth: () => ({ InstanceHealthList: [{ InstanceId: "i-1", InstanceType: "t3.xlarge", Causes: [] }] }),
  DescribeStacks: () => ({ Stacks: [{ StackStatus: "UPDATE_COMPLETE" }] }),
  DescribeEnvironmentResources: () => ({
    EnvironmentResources: { LoadBalancers: [{ Name: "arn:aws:elasticloadbalancing:balancer" }] },
  }),
  DescribeTargetGroups: () => ({ TargetGroups: [{ TargetGroupArn: "arn:aws:elasticloadbalancing:group" }] }),
  DescribeTargetHealth: () => ({ TargetHealthDescriptions: [{ TargetHealth: { State: "healthy" } }] }),
  DescribeApplicationVersions: () => ({
    ApplicationVersions: [
      { VersionLabel: "sm-1", Status: "Processed", SourceBundle: { S3Bucket: "packages-1", S3Key: "sm/1.zip" } },
    ],
  }),
  HeadObject: () => ({}),
  DescribeDBInstances: () => ({ DBInstances: [DATABASE] }),
  DescribeDBInstanceAutomatedBackups: () => ({
    DBInstanceAutomatedBackups: [{ Status: "replicating", RestoreWindow: { LatestTime: new Date(NOW.getTime() - HOUR_MS) } }],
  }),
  DescribePendingMaintenanceActions: () => ({ PendingMaintenanceActions: [] }),
  DescribeDBSnapshots: () => ({ DBSnapshots: [] }),
  DescribeReplicationGroups: () => ({ ReplicationGroups: [{ Status: "available", MemberClusters: ["redis-1-001"] }] }),
  GetMetricStatistics: metrics(METRICS),
  DescribeAlarms: () => ({
    MetricAlarms: [{ AlarmName: "database-cpu", StateValue: "OK", AlarmActions: [TOPIC], ActionsEnabled: true }],
  }),
  DescribePlatformVersion: () => ({
    PlatformDescription: {
      PlatformVersion: "2.23.5",
      PlatformBranchName: "IIS 10.0 running on 64bit Windows Server 2022",
      PlatformBranchLifecycleState: "Supported",
      Frameworks: [
        { Name: ".NET", Version: "8.0.30" },
        { Name: ".NET Framework", Version: "4.8.1" },
      ],
    },
  }),
  ListPlatformVersions: () => ({ PlatformSummaryList: [{ PlatformVersion: "2.23.5" }, { PlatformVersion: "2.9.9" }] }),
  DescribeEnvironmentManagedActionHistory: () => ({ ManagedActionHistoryItems: [] }),
  GetServiceQuota: () => ({
    Quota: {
      Value: 64,
      UsageMetric: { MetricNamespace: "AWS/Usage", MetricName: "ResourceCount", MetricDimensions: { Service: "EC2" } },
    },
  }),
  DescribeLoadBalancers: () => ({ LoadBalancers: [{ Type: "application", SecurityGroups: ["sg-balancer"] }] }),
};

export interface Differences {
  readonly answers?: Answers;
  readonly outputs?: Partial<DeployedStack["outputs"]>;
  readonly sources?: Partial<Sources>;
  readonly now?: Date;
}

/** A healthy stack but for some differences. Every call to AWS is noted in `asked`; none leaves the process. */
export async function sourcesOf({ answers = {}, outputs = {}, sources = {}, now = NOW }: Differences = {}) {
  const stack = { ...HEALTHY, outputs: { ...HEALTHY.outputs, ...outputs } };
  const asked: string[] = [];
  const aws = awsClients({ region: "us-east-1", maxAttempts: 1 });
  for (const client of Object.values(aws)) {
    // biome-ignore lint/suspicious/noExplicitAny: each client's middleware has types of its own
    (client.middlewareStack as any).add(
      (_: unknown, { commandName }: { commandName: string }) =>
        async ({ input }: { input: object }) => {
          const action = commandName.replace(/Command$/, "");
          asked.push(action);
          const answer = { ...ANSWERS, ...answers }[action];
          if (answer === undefined) throw new Error(`the test has no answer to ${action}`);
          return { response: {}, output: { $metadata: {}, ...answer(input) } };
        },
      { step: "initialize", priority: "high" },
    );
  }
  const pfx = await pfxFiles();
  const all: Sources = {
    stack,
    now,
    aws,
    awsIn: () => aws,
    dns: { resolveNs: async () => ["ns-2.awsdns-02.net.", "NS-1.awsdns-01.com"], resolve4: async () => ["203.0.113.7"] },
    pulumi: {
      backendUrl: async () => "file:///nowhere",
      projectName: async () => "xmpro",
      state: async () => ({ resources: [subscription(false)], pending: [] }),
      preview: async () => [{ op: "same", urn: "urn", properties: [] }],
    },
    certificateFiles: async (role) => ({ pfx: pfx[role], password: PASSWORD }),
    parameters: async (product) => parametersOf(product, await certOf()),
    stackSecrets: async () => ({}),
    environments: once(() => environmentsOf(stack, aws)),
    smoke: async () => ({ exitCode: 0, lines: ["all checks passed"] }),
    ...sources,
  };
  return { sources: all, asked };
}

/** The files of the bucket, encrypted once for all tests. */
const pfxFiles = once(async () => {
  const { sign, ssl } = exampleCertificates();
  return { sign: writePfx(await sign, PASSWORD, "3des"), ssl: writePfx(await ssl, PASSWORD, "3des") };
});

/** What the parameter CERT must be. */
export const certOf = async () => subjectName((await exampleCertificates().sign).certificate);

/** What a check, or several, say about a stack that differs from a healthy one. */
export async function look(checks: Check | readonly Check[], differences?: Differences): Promise<Finding[]> {
  const { sources } = await sourcesOf(differences);
  return runChecks([checks].flat(), sources);
}

export const subscription = (pendingConfirmation: boolean) => ({
  urn: "urn:pulumi:nonprod::xmpro::aws:sns/topicSubscription:TopicSubscription::mail",
  type: "aws:sns/topicSubscription:TopicSubscription",
  outputs: { pendingConfirmation, endpoint: "somebody@example.com" },
});

/** What the stack knows of a parameter, by the end of its name; the others have any value. */
const VALUES: Readonly<Record<string, (product: "sm" | "ds" | "ad") => string>> = {
  SQLSERVER: () => "Data Source=tcp:database.example.com,1433;User ID=sm;Password=sentinel-of-a-parameter;",
  connectionString: () => "Server=tcp:database.example.com,1433;Password=sentinel-of-a-parameter;",
  DNSName: () => "https://sm-xmpro.example.com",
  AutoScaleEnable: () => "false",
  REDIS: () => "-",
  "client/baseUrl": (product) => `https://${OUTPUTS.hosts[product]}`,
  "server/baseUrl": () => "https://sm-xmpro.example.com",
};

export function parametersOf(product: "sm" | "ds" | "ad", cert: string): StoredParameter[] {
  return expectedParameters(product, OUTPUTS.parameterPrefixes[product]).map(({ name }) => {
    const known = Object.entries(VALUES).find(([end]) => name.endsWith(end))?.[1];
    const value = name.endsWith("_CERT") ? cert : (known?.(product) ?? "sentinel-of-a-parameter");
    return { name, version: 1, value: new SecretValue(value), isSecure: true, hasStackKey: true, labels: new Map() };
  });
}

/** An error of AWS that the SDK knows by its name alone. */
export function refused(name: string): never {
  throw Object.assign(new Error(`not authorized to perform this action`), { name });
}
