import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import { withoutNames } from "../../../operate/doctor/report/report-file.ts";
import { DOCTOR, runDoctor } from "../../../operate/doctor/run-doctor.ts";
import { recordingTerminal } from "../terminal.ts";
import { DATABASE, type Differences, HEALTHY, metrics, refused, sourcesOf, subscription } from "./healthy-stack.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(argv: readonly string[], differences?: Differences) {
  const terminal = recordingTerminal();
  const runtime = {
    openStack: async () => HEALTHY,
    openSources: async () => (await sourcesOf(differences)).sources,
    openScreen: undefined,
  };
  const code = await runCommand(DOCTOR, ["--stack", "nonprod", ...argv], terminal, (given) =>
    runDoctor(given, terminal, runtime),
  );
  return { code, printed: terminal.printed.join("\n"), said: terminal.said.join("\n") };
}

const STOPPED = { DescribeDBInstances: () => ({ DBInstances: [{ ...DATABASE, DBInstanceStatus: "stopped" }] }) };
const DENIED = { DescribeAlarms: () => refused("AccessDenied") };

describe("npm run doctor", () => {
  it("ends with 0 where all is good, and types no command", async () => {
    const { code, printed } = await run([]);
    expect(code).toBe(0);
    expect(printed).toContain("xmpro-nonprod-sm is Ready and Ok.");
    expect(printed).not.toMatch(/npx|npm run|WRONG|unknown {2}/);
    expect(printed).toMatch(/^\d+ good, 0 wrong, 0 unknown$/m);
  });

  it("ends with 1 where something is wrong, and prints below it what to type, also when something else is unknown", async () => {
    const { code, printed } = await run([], { answers: { ...STOPPED, ...DENIED } });
    expect(code).toBe(1);
    expect(printed).toMatch(
      /^WRONG {4}Database +xmpro-nonprod-database is stopped: .*\n +aws rds start-db-instance --db-instance-identifier xmpro-nonprod-database --region us-east-1$/m,
    );
    expect(printed).toMatch(/^unknown {2}Alarms +AWS did not say which alarms fire: AccessDenied/m);
  });

  it("ends with 3 where nothing is wrong but something unknown", async () => {
    expect((await run([], { answers: DENIED })).code).toBe(3);
  });

  it("prints one JSON document and nothing else with --json", async () => {
    const { code, printed } = await run(["--json"], { answers: STOPPED });
    const document = JSON.parse(printed);
    expect([code, document.stack, document.region, document.counts.wrong]).toEqual([1, "nonprod", "us-east-1", 1]);
    expect(document.findings).toContainEqual({
      check: "database",
      subject: "xmpro-nonprod-database",
      state: "wrong",
      sentence: expect.stringContaining("is stopped"),
      command: expect.stringContaining("start-db-instance"),
    });
  });

  it("leaves out with --quick what takes minutes, and says so", async () => {
    const { printed } = await run(["--quick"], { sources: { smoke: () => expect.unreachable() } });
    expect(printed).toContain("Left out: Drift, Relay.");
  });

  it.each([
    [["--every", "30"], /--every says how often --watch looks/],
    [["--watch", "--json"], /--watch draws on a terminal, and --json is for a program/],
    [["--watch"], /--watch needs a terminal/],
    [["--every", "1"], /whole number of seconds from 5 to 3600/],
    [["--dns", "dns.example.com"], /--dns must be the IP address/],
    [["nonprod"], /takes no argument without a name/],
  ])("ends with 2 for %s", async (argv, problem) => {
    const { code, said } = await run(argv);
    expect([code, said]).toEqual([2, expect.stringMatching(problem)]);
  });

  it("writes a report for its owner alone that does not tell whose stack it is", async () => {
    const file = join(folder, "report.txt");
    const resources = [subscription(true)];
    const pulumi = { ...(await sourcesOf()).sources.pulumi, state: async () => ({ resources, pending: [] }) };
    const { code, printed } = await run(["--report", file], {
      answers: { DescribeCertificate: () => ({ Certificate: { Status: "FAILED" } }), GetMetricStatistics: metrics({}) },
      sources: { pulumi },
    });
    const text = readFileSync(file, "utf8");
    expect([code, statSync(file).mode & 0o777]).toEqual([1, 0o600]);
    expect(printed).toContain("somebody@example.com");
    for (const name of ["123456789012", "example.com", "203.0.113", "sentinel", "somebody"]) expect(text).not.toContain(name);
    expect(text).toContain("acm describe-certificate --certificate-arn arn:aws:acm:us-east-1:ACCOUNT:certificate/1");
    expect(text).toContain("MAIL had not confirmed");
  });

  it("never writes over a file, and looks at nothing before it says so", async () => {
    const file = join(folder, "mine.txt");
    writeFileSync(file, "mine");
    const { code, said } = await run(["--report", file], { sources: { certificateFiles: () => expect.unreachable() } });
    expect([code, said]).toEqual([2, expect.stringContaining("mine.txt exists already")]);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("says when the report cannot be written, and leaves nothing behind", async () => {
    const before = readdirSync(folder);
    const { code, said } = await run(["--report", join(folder, "nowhere", "report.txt")]);
    expect([code, said]).toEqual([1, expect.stringContaining("cannot be written to")]);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe("a report without names", () => {
  it("has places in their stead, the longest name first", () => {
    const text =
      "sm-xmpro.example.com, other.example.com, database.example.com,1433 of 123456789012, a.b@mail.example.org, 10.0.0.1/16, 2.23.5";
    expect(withoutNames(text, HEALTHY)).toBe("SM, other.DOMAIN, SQL-SERVER,1433 of ACCOUNT, MAIL, ADDRESS, 2.23.5");
    const outputs = { ...HEALTHY.outputs, relayDomainUrls: ["https://relay-sm-xmpro.example.com"] };
    expect(withoutNames("relay-sm-xmpro.example.com", { ...HEALTHY, outputs })).toBe("RELAY-1");
  });
});
