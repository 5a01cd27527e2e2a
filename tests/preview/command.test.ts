import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { directoryOf, ROOT } from "./settings-directory.ts";

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "preview/main.ts"), ...args], {
    encoding: "utf8",
    env: { ...rest, ...env },
  });
  return { status, stdout, stderr };
}

describe("npm run preview", () => {
  it("prints plain text of both stacks into a pipe", () => {
    const { status, stdout, stderr } = run([]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^nonprod {2}account 111122223333/);
    expect(stdout).toMatch(/^prod {2}account 444455556666/m);
    expect(stdout).not.toContain("\u001b");
  });

  it("prints JSON of one stack", () => {
    const { status, stdout } = run(["--json", "--stack", "nonprod"]);
    expect(status).toBe(0);
    const { stacks, ...head } = JSON.parse(stdout);
    expect(head).toEqual({ version: 1, ok: true });
    expect(stacks).toMatchObject([{ stack: "nonprod", state: "seen", accountId: "111122223333", region: "us-east-1" }]);
  });

  it("prints colours if the environment asks for them", () => {
    expect(run(["--stack=nonprod"], { FORCE_COLOR: "1" }).stdout).toContain("\u001b[1mnonprod\u001b[22m");
  });

  it("prints its options with --help", () => {
    expect(run(["--help"])).toMatchObject({
      status: 0,
      stderr: "",
      stdout: expect.stringContaining("npm run preview -- --stack nonprod"),
    });
  });

  it("refuses a damaged report with one line", () => {
    const stack = { stack: "prod", state: "seen", snapshot: [{}], cost: {}, waysIn: [], waysOn: [] };
    const file = join(directoryOf({ "before.json": JSON.stringify({ version: 1, stacks: [stack] }) }), "before.json");
    const line = `--against must be a file that npm run report or npm run preview -- --json has written, got "${file}"\n`;
    expect(run(["--against", file])).toEqual({ status: 2, stdout: "", stderr: line });
  });

  it.each([
    [
      ["--stak", "prod"],
      'option must be one of --stack, --json, --against, --directory, --help, got "--stak"; did you mean "--stack"?',
    ],
    [["--stack", "pord"], '--stack must be "nonprod" or "prod", got "pord"; did you mean "prod"?'],
    [["--stack", "zzzzzzzz"], '--stack must be "nonprod" or "prod", got "zzzzzzzz"'],
    [["--stack"], '--stack must be followed by a value such as "nonprod", got nothing'],
    [["--stack", "--json"], '--stack must be followed by a value such as "nonprod", got nothing'],
    [["--json=yes"], '--json must stand alone, got "yes"'],
    [["prod"], 'argument must be an option such as "--stack nonprod", got "prod"'],
    [["--against"], '--against must be followed by a value such as "before.json", got nothing'],
    [
      ["--against", "/nowhere.json"],
      '--against must be a file that npm run report or npm run preview -- --json has written, got "/nowhere.json"',
    ],
    [
      ["--against", join(ROOT, "package.json")],
      `--against must be a file that npm run report or npm run preview -- --json has written, got "${join(ROOT, "package.json")}"`,
    ],
    [["--directory", "/nowhere"], '--directory must be a directory that can be read, got "/nowhere"'],
    [
      ["--directory", join(ROOT, "stacks")],
      '--directory must hold a file for each stack such as "Pulumi.nonprod.yaml", got none',
    ],
  ])("refuses the arguments %j with one line", (args, line) => {
    expect(run(args)).toEqual({ status: 2, stdout: "", stderr: `${line}\n` });
  });
});
