import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { type DnsRecords, startDnsServer } from "../support/dns-server.ts";
import { type DoctorHands, doctor, EACH, type Finding } from "./doctor-hands.ts";
import { brokenStates, carryOut, quietMetrics } from "./doctor-states.ts";

const MAIL = "alarms: xmpro-nonprod@example.com";
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
    for (const act of quietMetrics(hands)) await carryOut(hands, act);
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
