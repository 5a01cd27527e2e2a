import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";
import { ApplyPendingMaintenanceActionCommand, DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { DeleteParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { DnsRecords } from "../support/dns-server.ts";
import { type DoctorHands, EACH, environmentOf } from "./doctor-hands.ts";

/** A seed of the emulator, or something that a person or another program does. */
export type Act = readonly [name: string, keys: Readonly<Record<string, string>>] | (() => Promise<unknown>);

/** A state that somebody breaks: what the doctor must say is wrong, and how the state is mended. */
export interface BrokenState {
  readonly break: Act;
  readonly mend: Act;
  /** "check: subject" of each finding that turns wrong. */
  readonly wrong: readonly string[];
}

/** Metrics of a stack that has nothing to do; the emulator has none by itself. */
export const quietMetrics = ({ outputs }: DoctorHands): Act[] => [
  ["database-metrics", { instance: String(outputs.databaseIdentifier), free: "80", cpu: "10" }],
  ["cache-metrics", { group: String(outputs.replicationGroupId), evictions: "0", memory: "20", cpu: "5" }],
  ["quota", { service: "ec2", code: "L-1216C47A", used: "6" }],
];

/** Two rounds, as some states hide each other. */
export async function brokenStates(
  { outputs, region, stack }: DoctorHands,
  records: Map<string, DnsRecords>,
): Promise<BrokenState[][]> {
  const instance = String(outputs.databaseIdentifier);
  const group = String(outputs.replicationGroupId);
  const certificate = String(outputs.certificateArn);
  const { passwordParameter } = outputs.sqlServer as { passwordParameter: string };
  const [zone = "", delegated] = [...records].find(([, { ns }]) => ns !== undefined) ?? [];
  const [rds, ssm] = [new RDSClient({ region }), new SSMClient({ region })];
  const { DBInstances: [server] = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
  const put = (Name: string, Type: "String" | "SecureString", Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Type, Value }));
  const locks = join(
    new URL(process.env.PULUMI_BACKEND_URL ?? "file:///nowhere").pathname,
    ".pulumi/locks/organization/xmpro",
    stack,
  );
  const seeded = (
    name: string,
    broken: Record<string, string>,
    mended: Record<string, string>,
    ...wrong: string[]
  ): BrokenState => ({
    break: [name, broken],
    mend: [name, mended],
    wrong,
  });
  return [
    [
      seeded(
        "health",
        { environment: "xmpro-nonprod-sm", status: "Severe", cause: "All requests fail." },
        { environment: "xmpro-nonprod-sm", status: "Ok" },
        "environments: xmpro-nonprod-sm",
      ),
      {
        break: ["stuck", { environment: "xmpro-nonprod-ds" }],
        mend: () => continueRollback(region, "xmpro-nonprod-ds"),
        wrong: ["environments: xmpro-nonprod-ds", "environments: xmpro-nonprod-ds (CloudFormation)"],
      },
      seeded(
        "target",
        { environment: "xmpro-nonprod-ad", state: "unhealthy" },
        { environment: "xmpro-nonprod-ad", state: "healthy" },
        "targets: xmpro-nonprod-ad",
      ),
      seeded(
        "certificate",
        { certificate, days: "10" },
        { certificate, days: "395" },
        "certificates: certificate of the load balancers",
      ),
      seeded(
        "database-metrics",
        { instance, free: "0.5", cpu: "97" },
        { instance, free: "80", cpu: "10" },
        "database: storage of the database",
        "database: CPU of the database",
      ),
      {
        break: ["maintenance", { instance, action: "system-update" }],
        mend: () =>
          rds.send(
            new ApplyPendingMaintenanceActionCommand({
              ResourceIdentifier: server?.DBInstanceArn,
              ApplyAction: "system-update",
              OptInType: "immediate",
            }),
          ),
        wrong: ["database: maintenance of the database"],
      },
      seeded("old-backup", { instance, hours: "5" }, { instance, hours: "0" }, "database: backup of the database"),
      seeded(
        "database-version",
        { instance, version: "13.00.6475.1.v1" },
        { instance, version: server?.EngineVersion ?? "" },
        "database: version of the database",
      ),
      seeded("cache-metrics", { group, evictions: "3" }, { group, evictions: "0" }, "redis: NODE"),
      seeded("alarm", { alarm: "relay-5xx", state: "ALARM" }, { alarm: "relay-5xx", state: "OK" }, "alarms: ALARM"),
      seeded(
        "quota",
        { service: "ec2", code: "L-1216C47A", value: "7" },
        { service: "ec2", code: "L-1216C47A", value: "64" },
        "quotas: vCPUs of running instances",
      ),
      seeded(
        "old-parameter",
        { name: passwordParameter, days: "400" },
        { name: passwordParameter, days: "0" },
        "access: password of the database",
      ),
      seeded(
        "platform",
        { runtimes: "10.0.11,9.0.19" },
        { runtimes: "10.0.11,9.0.19,8.0.30" },
        ...EACH.map((name) => `platform: ${name}`),
      ),
      {
        break: async () => {
          await put("XMSM_SALT", "String", "seeded");
          await put("XMSM_SQLSERVER", "SecureString", "Data Source=tcp:other.example.com,1433;");
        },
        mend: () => ssm.send(new DeleteParametersCommand({ Names: ["XMSM_SALT", "XMSM_SQLSERVER"] })),
        wrong: ["parameters: XMSM_SALT", "parameters: XMSM_SQLSERVER", "-parameters: Subscription Manager"],
      },
    ],
    [
      seeded(
        "certificate",
        { certificate, status: "PENDING_VALIDATION" },
        { certificate, days: "395" },
        "certificates: certificate of the load balancers",
      ),
      seeded("database-status", { instance, status: "stopped" }, { instance, status: "available" }, `database: ${instance}`),
      seeded(
        "platform",
        { branch: "IIS 10.0 running on 64bit Windows Server 2022", state: "Retired" },
        { branch: "IIS 10.0 running on 64bit Windows Server 2022", state: "Supported" },
        ...EACH.map((name) => `platform: ${name}`),
      ),
      {
        break: async () => records.set(zone, { a: delegated?.a ?? "203.0.113.7", ns: ["ns1.old.example.net"] }),
        mend: async () => records.set(zone, delegated ?? {}),
        wrong: [`delegation: ${zone}`],
      },
      {
        break: async () => {
          mkdirSync(locks, { recursive: true });
          writeFileSync(
            join(locks, "left.json"),
            JSON.stringify({ pid: 1, username: "jane", hostname: "laptop", timestamp: "2026-01-01T00:00:00Z" }),
          );
        },
        mend: async () => rmSync(locks, { recursive: true }),
        wrong: ["state-lock: lock of the state"],
      },
    ],
  ];
}

async function continueRollback(region: string, EnvironmentName: string): Promise<void> {
  const found = await environmentOf(new ElasticBeanstalkClient({ region }), EnvironmentName);
  const StackName = `awseb-${found?.EnvironmentId}-stack`;
  await new CloudFormationClient({ region }).send(new ContinueUpdateRollbackCommand({ StackName }));
}

export async function carryOut({ endpoint }: DoctorHands, act: Act): Promise<void> {
  if (typeof act === "function") return void (await act());
  const [name, keys] = act;
  const response = await fetch(`${endpoint.replace(/\/$/, "")}/_rehearsal/${name}`, {
    method: "POST",
    body: JSON.stringify(keys),
  });
  if (!response.ok) throw new Error(`the emulator refused the seed ${name}: ${await response.text()}`);
}
