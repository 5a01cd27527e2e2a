import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { committedAnd, directoryOf, ROOT } from "../settings-directory.ts";

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "preview/report/main.ts"), ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run report", () => {
  it("writes one file, compares a later run with it, and takes durations from an event log", () => {
    const folder = directoryOf({
      "events.json": ["resourcePreEvent", "resOutputsEvent"]
        .map((kind, index) =>
          JSON.stringify({
            timestamp: index * 777,
            [kind]: { metadata: { op: "create", urn: "urn:pulumi:nonprod::xmpro::a$aws:rds/instance:Instance::database" } },
          }),
        )
        .join("\n"),
    });
    const first = join(folder, "first.html");
    expect(run("--stack", "nonprod", "--output", first)).toEqual({ status: 0, stdout: `${first}\n`, stderr: "" });

    const second = join(folder, "second.html");
    const changed = committedAnd(["xmpro:sqlBackupDays: 9"]);
    const events = ["--events", join(folder, "events.json")];
    const later = run("--stack=nonprod", "--directory", changed, "--against", first, ...events, "--output", second);
    expect(later).toEqual({ status: 0, stdout: `${second}\n`, stderr: "" });
    const page = readFileSync(second, "utf8");
    expect(page).toContain("Compared with <b>first.html</b>");
    expect(page).toContain("<code>backupRetentionPeriod</code>: <del>7</del> → <ins>9</ins>");
    expect(page).toMatch(/1 of \d+ durations measured in nonprod/);
  });

  it("shows what is wrong with the settings, in the file too, and ends with 1", () => {
    const directory = committedAnd(["xmpro:sqlBackupDays: 99"]);
    const output = join(directory, "report.html");
    const { status, stdout } = run("--directory", directory, "--stack", "nonprod", "--output", output);
    expect(status).toBe(1);
    expect(stdout).toContain("xmpro:sqlBackupDays");
    expect(readFileSync(output, "utf8")).toContain("Nothing would be created");
  });

  it("prints its options with --help", () => {
    expect(run("--help")).toMatchObject({
      status: 0,
      stderr: "",
      stdout: expect.stringMatching(/npm run report -- --against FILE.*npx pulumi up --yes --json > events\.json/s),
    });
  });

  it.each([
    [
      ["--outptu", "x"],
      'option must be one of --stack, --output, --against, --events, --directory, --help, got "--outptu"; did you mean "--output"?',
    ],
    [["--output"], '--output must be followed by a value such as "report.html", got nothing'],
    [
      ["--against", "/nowhere"],
      '--against must be a file that npm run report or npm run preview -- --json has written, got "/nowhere"',
    ],
    [["--events", "/nowhere"], '--events must be a file that can be read such as "events.json", got "/nowhere"'],
    [
      ["--against", join(ROOT, "package.json")],
      `--against must be a file that npm run report or npm run preview -- --json has written, got "${join(ROOT, "package.json")}"`,
    ],
    [
      ["--events", join(ROOT, "package.json")],
      `--events must be the output of pulumi up --json with at least one created resource, got "${join(ROOT, "package.json")}"`,
    ],
    [["--stack", "pord"], '--stack must be "nonprod" or "prod", got "pord"; did you mean "prod"?'],
  ])("refuses the arguments %j with one line, and writes nothing", (args, line) => {
    const output = join(directoryOf({}), "report.html");
    const [first = ""] = args;
    expect(run(...(first === "--output" ? args : [...args, "--output", output]))).toEqual({
      status: 2,
      stdout: "",
      stderr: `${line}\n`,
    });
    expect(existsSync(output)).toBe(false);
  });
});
