import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeEnvironmentsCommand, ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";
import {
  ApplyPendingMaintenanceActionCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { DeleteParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type DnsRecords, startDnsServer } from "../support/dns-server.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface DoctorHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Of the emulator. */
  readonly endpoint: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The state as Pulumi exports it. */
  readonly state: () => string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

interface Finding {
  readonly check: string;
  readonly subject: string;
  readonly state: string;
  readonly sentence: string;
}

/** A seed of the emulator, or something that a person or another program does. */
type Act = readonly [name: string, keys: Readonly<Record<string, string>>] | (() => Promise<unknown>);

/** A state that somebody breaks: what the doctor must say is wrong, and how the state is mended. */
interface BrokenState {
  readonly break: Act;
  readonly mend: Act;
  /** "check: subject" of each finding that turns wrong. */
  readonly wrong: readonly string[];
}

const POLICY = { maxBuffer: 2 ** 26 };

/** `npm run doctor` on a fresh stack, then on broken states: it must name each of them, and be as before when they are mended. */
export async function rehearseDoctor(hands: DoctorHands): Promise<void> {
  const { outputs, note } = hands;
  const zones = outputs.nameServers as Record<string, string[]>;
  const names = [
    ...Object.values(outputs.hosts as Record<string, string>),
    new URL((outputs.relay as { url: string }).url).hostname,
  ];
  const records = new Map<string, DnsRecords>(Object.entries(zones).map(([zone, ns]) => [zone, { ns }]));
  for (const name of names) records.set(name, { ...records.get(name), a: "203.0.113.7" });
  const dns = await startDnsServer(records);
  try {
    const before = hands.state();
    const fresh = await doctor(hands, dns.address);
    expectStates(hands, "doctor sees what a fresh stack lacks", fresh, FRESH_WRONG, FRESH_UNKNOWN);
    note("doctor changes nothing in the state", "", hands.state() === before ? "ok" : "FAILED: the state differs");
    for (const act of QUIET_METRICS(hands)) await carryOut(hands, act);
    const quick = FRESH_WRONG.filter((finding) => !finding.startsWith("relay:"));
    for (const [i, states] of (await brokenStates(hands, records)).entries()) {
      for (const state of states) await carryOut(hands, state.break);
      const broken = await doctor(hands, dns.address, "--quick");
      expectStates(hands, `doctor names ${states.length} broken states (${i + 1})`, broken, [
        ...quick,
        ...states.flatMap(({ wrong }) => wrong),
      ]);
      for (const state of states) await carryOut(hands, state.mend);
      expectStates(hands, `they are mended (${i + 1})`, await doctor(hands, dns.address, "--quick"), quick, [MAIL]);
    }
    await rehearseDrift(hands, dns.address);
  } finally {
    dns.close();
  }
}

const MAIL = "alarms: xmpro-nonprod@example.com";
const EACH = ["sm", "ds", "ad"].map((product) => `xmpro-nonprod-${product}`);
/** Nothing is installed yet, and nobody answers under the relay's name. */
const FRESH_WRONG = [
  "access: Subscription Manager",
  ...EACH.map((name) => `packages: ${name}`),
  ...["Subscription Manager", "Data Stream Designer", "App Designer"].map((title) => `parameters: ${title}`),
  "relay: relay",
];
/** The emulator has no metrics before they are seeded. */
const FRESH_UNKNOWN = [
  MAIL,
  "database: storage of the database",
  "database: CPU of the database",
  "redis: NODE",
  "quotas: vCPUs of running instances",
];

const QUIET_METRICS = ({ outputs }: DoctorHands): Act[] => [
  ["database-metrics", { instance: String(outputs.databaseIdentifier), free: "80", cpu: "10" }],
  ["cache-metrics", { group: String(outputs.replicationGroupId), evictions: "0", memory: "20", cpu: "5" }],
  ["quota", { service: "ec2", code: "L-1216C47A", used: "6" }],
];

/** Two rounds, as some states hide each other. */
async function brokenStates({ outputs, region, stack }: DoctorHands, records: Map<string, DnsRecords>): Promise<BrokenState[][]> {
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

/** Somebody changes a setting in the console. */
async function rehearseDrift(hands: DoctorHands, dns: string): Promise<void> {
  const rds = new RDSClient({ region: hands.region });
  const DBInstanceIdentifier = String(hands.outputs.databaseIdentifier);
  const { DBInstances: [{ BackupRetentionPeriod } = {}] = [] } = await rds.send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
  );
  const keepFor = (days: number | undefined) =>
    rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, BackupRetentionPeriod: days, ApplyImmediately: true }));
  await keepFor(3);
  const found = await doctor(hands, dns);
  const { state, sentence = "nothing" } = found.find(({ check }) => check === "drift") ?? {};
  const isNamed =
    state === "wrong" && /update aws:rds\/instance:Instance \S*database\S* \(backupRetentionPeriod\)/.test(sentence);
  hands.note("doctor names a setting that differs in AWS", sentence.slice(0, 120), isNamed ? "ok" : "FAILED");
  await keepFor(BackupRetentionPeriod);
}

async function continueRollback(region: string, EnvironmentName: string): Promise<void> {
  const { Environments: [found] = [] } = await new ElasticBeanstalkClient({ region }).send(
    new DescribeEnvironmentsCommand({ EnvironmentNames: [EnvironmentName], IncludeDeleted: false }),
  );
  const StackName = `awseb-${found?.EnvironmentId}-stack`;
  await new CloudFormationClient({ region }).send(new ContinueUpdateRollbackCommand({ StackName }));
}

async function carryOut({ endpoint }: DoctorHands, act: Act): Promise<void> {
  if (typeof act === "function") return void (await act());
  const [name, keys] = act;
  const response = await fetch(`${endpoint.replace(/\/$/, "")}/_rehearsal/${name}`, {
    method: "POST",
    body: JSON.stringify(keys),
  });
  if (!response.ok) throw new Error(`the emulator refused the seed ${name}: ${await response.text()}`);
}

/** The command as a person types it. It must not block this process, which answers its DNS queries. */
function doctor({ project, stack }: DoctorHands, dns: string, ...options: string[]): Promise<readonly Finding[]> {
  console.error(`${stack}: doctor ${options.join(" ")} …`);
  const words = ["run", "--silent", "doctor", "--", "--stack", stack, "--dns", dns, "--json", ...options];
  return new Promise((resolve, reject) => {
    execFile("npm", words, { cwd: project, ...POLICY }, (_, stdout, stderr) => {
      if (!stdout.startsWith("{")) reject(new Error(`doctor printed no JSON: ${stderr}`));
      else resolve((JSON.parse(stdout) as { findings?: Finding[] }).findings ?? []);
    });
  });
}

/** "-check: subject" in `wrong` takes that finding out. Names that the emulator makes up are replaced. */
function expectStates(
  hands: DoctorHands,
  step: string,
  findings: readonly Finding[],
  wrong: readonly string[],
  unknown?: readonly string[],
): void {
  const node = `${hands.outputs.replicationGroupId}-001`;
  const nameOf = ({ check, subject }: Finding) =>
    `${check}: ${subject === node ? "NODE" : check === "alarms" && subject.includes("relay-5xx") ? "ALARM" : subject}`;
  const seen = (state: string) => findings.filter((finding) => finding.state === state).map(nameOf);
  const without = new Set(wrong.filter((name) => name.startsWith("-")).map((name) => name.slice(1)));
  const expected = wrong.filter((name) => !name.startsWith("-") && !without.has(name));
  const problems = [
    ...differences("wrong", seen("wrong"), expected),
    ...(unknown ? differences("unknown", seen("unknown"), unknown) : []),
  ];
  const verdict = problems.length === 0 ? "ok" : `FAILED: ${problems.join("; ")}`;
  hands.note(step, `${seen("wrong").length} wrong, ${seen("unknown").length} unknown`, verdict);
}

function differences(what: string, seen: readonly string[], expected: readonly string[]): string[] {
  return [
    ...expected.filter((name) => !seen.includes(name)).map((name) => `not ${what}: ${name}`),
    ...seen.filter((name) => !expected.includes(name)).map((name) => `${what}, but not expected: ${name}`),
  ];
}
