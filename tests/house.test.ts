import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../infra/policy/rules.ts";
import { consoleCommands } from "./support/console-commands.ts";
import { settingsTable } from "./support/settings-table.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

type Packages = Record<"dependencies" | "devDependencies", Record<string, string>>;

describe("the house", () => {
  // The import rules are Biome's; this one is about a name inside a package, which it cannot see.
  it("reads Pulumi's configuration in stacks/settings.ts alone", () => {
    const readers = ["stacks", "infra"]
      .flatMap(sources)
      .filter((file) => /\bnew (pulumi\.)?Config\b|\ballConfig\b/.test(read(file)));
    expect(readers).toEqual(["stacks/settings.ts"]);
  });

  // The relay's image needs a token that lives for hours, and its doors a list of addresses that AWS keeps.
  it("asks AWS nothing but in two files of stacks, and where the relay must", () => {
    const asking = ["stacks", "infra"].flatMap(sources).filter((file) => /\baws\.\w+\.get[A-Z]\w*\(/.test(read(file)));
    const relay = ["infra/relay/endpoints.ts", "infra/relay/relay-image.ts"];
    expect(asking.sort()).toEqual([...relay, "stacks/existing.ts", "stacks/look-ups.ts"]);
  });

  it("pins every package to one version", () => {
    const pinned = ["package.json", "relay-service/package.json"].map((file) => JSON.parse(read(file)) as Packages);
    const loose = pinned
      .flatMap(({ dependencies, devDependencies }) => Object.entries({ ...dependencies, ...devDependencies }))
      .filter(([, version]) => !/^(npm:\w+@)?\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  it("pins every action of the workflows to one commit", () => {
    const uses = [...read(".github/workflows/check.yml").matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ""))).toEqual([]);
  });
});

describe("the README", () => {
  const documents = ["README.md", "CONTRIBUTING.md", "relay-service/README.md"].map(read);
  // Variables before a command are its settings.
  const commands = documents.flatMap(consoleCommands).map((command) => command.replace(/^([A-Z_]+=\S+ )+/, ""));
  const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

  it("names npm commands that CI runs", () => {
    const npm = commands.filter((command) => command.startsWith("npm "));
    expect(npm.length).toBeGreaterThan(0);
    for (const command of npm) expect(read(".ci/run")).toContain(` ${command}\n`);
  });

  it("names no other commands than npm's and those of Pulumi, which the rehearsal types", () => {
    expect(commands.filter((command) => !/^(npm|npx pulumi) /.test(command))).toEqual([]);
  });

  it("names only npm scripts that exist", () => {
    const named = [...documents.join().matchAll(/npm run ([a-z-]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it("has a line for each policy rule with its controls", () => {
    for (const { name, controls } of rules) {
      const line = read("README.md")
        .split("\n")
        .find((text) => text.startsWith(`| \`${name}\` |`));
      expect(line, name).toContain(`| ${controls.join(", ")} |`);
    }
  });
});

describe("the relay's README", () => {
  it("has the table of its settings as the contract has them", () => {
    expect(read("relay-service/README.md")).toContain(`\n${settingsTable()}\n`);
  });
});
