import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** Runs what `npm run <script>` runs, with more arguments. A command that did its work would take longer than this allows. */
function run(script: string, ...args: string[]) {
  const [program, ...words] = (scripts[script] ?? "").split(" ");
  expect(program).toBe("node");
  return spawnSync(process.execPath, [...words, ...args], { cwd: ROOT, encoding: "utf8", timeout: 20_000 });
}

/** The commands that read their arguments alike, each with arguments that it refuses. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "base-images": ["--chek"],
  bench: ["quick"],
  demo: ["8091"],
  docs: ["--dry-run"],
  fuzz: ["seed"],
  prove: ["pinned", "plain"],
  rehearse: ["production"],
  "rehearse-image": ["--tag=x"],
  soak: ["0"],
};

describe("a command of npm", () => {
  it.each(Object.keys(COMMANDS))("explains itself with --help, and does nothing else: %s", (script) => {
    const { status, stdout, stderr } = run(script, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.startsWith(`npm run ${script}`)).toBe(true);
  });

  it.each(Object.entries(COMMANDS))("exits with code 2 when it does not know an argument: %s %j", (script, args) => {
    const { status, stdout, stderr } = run(script, ...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(JSON.stringify(args.at(-1)));
  });

  it("is one of these, or reads its arguments in its own way, which its own test covers", () => {
    const others = [
      "preview",
      "report",
      "prices",
      "smoke",
      "package",
      "release-client",
      "relay",
      "test",
      "format",
      "predemo",
      "prerelay",
      "pretest",
      "prebench",
      "presoak",
    ];
    // Commands for a deployed stack and for GitHub share a reader of their own.
    const operating = Object.keys(scripts).filter((name) => /^node (operate|github)\//.test(scripts[name] ?? ""));
    expect(Object.keys(scripts).sort()).toEqual([...Object.keys(COMMANDS), ...others, ...operating].sort());
  });
});
