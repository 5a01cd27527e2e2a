import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generatedPages } from "../docs/scripts/generated-pages.ts";
import { rules } from "../infra/policy/rules.ts";
import { consoleCommands } from "./support/pages/console-commands.ts";
import { anchors, fenceLanguages, links, longLines, namedPaths } from "./support/pages/markdown.ts";
import { isRehearsed, REHEARSED_PAGES } from "./support/pages/rehearsed-pages.ts";
import { settingsTable } from "./support/program/settings-table.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** All pages of the project. */
function markdownFiles(): string[] {
  return ["", "docs", "relay-service", "tests"]
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: folder !== "", encoding: "utf8" }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith(".md") && !/(^|[/\\])(node_modules|dist)[/\\]/.test(file))
    .map((file) => file.replaceAll(sep, "/"));
}

/** Whether a link of a page leads to a file of the project, and to a heading of it where it names one. */
function isReached(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), path));
  if (file.startsWith("..") || !existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchors(read(file)).has(anchor);
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

  // The relay's image needs a token that lives for hours, and its security groups AWS's prefix list of S3.
  it("asks AWS nothing but in two files of stacks, and where the relay must", () => {
    const asking = ["stacks", "infra"].flatMap(sources).filter((file) => /\baws\.\w+\.get[A-Z]\w*\(/.test(read(file)));
    const relay = ["infra/relay/image/relay-image.ts", "infra/relay/traffic/endpoints.ts"];
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

describe("the pages", () => {
  const pages = markdownFiles();
  const texts = new Map(pages.map((page) => [page, read(page)]));
  const all = [...texts.values()];
  // Variables before a command are its settings.
  const commands = all.flatMap(consoleCommands).map((command) => command.replace(/^([A-Z_]+=\S+ )+/, ""));
  const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

  it("are the README, the rules for contributors, the reports of weaknesses, docs/ and the relay's", () => {
    const known = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/deploy.md", "relay-service/PROTOCOL.md"];
    expect(pages).toEqual(expect.arrayContaining(known));
  });

  it("name npm and cargo commands that CI runs", () => {
    const ours = commands.filter((command) => !isRehearsed(command));
    expect(ours.length).toBeGreaterThan(0);
    // Behind a command of npm nothing may follow, as it would be another one.
    for (const command of ours) expect(read(".ci/run")).toContain(command.startsWith("npm ") ? ` ${command}\n` : ` ${command} `);
  });

  it("name no other commands than npm's, cargo's and those of Pulumi", () => {
    expect(commands.filter((command) => !/^(npm|cargo|npx pulumi) /.test(command))).toEqual([]);
  });

  it("name commands for a stack only where the rehearsal types them", () => {
    const naming = pages.filter((page) => consoleCommands(read(page)).some(isRehearsed));
    expect(naming.sort()).toEqual(REHEARSED_PAGES.filter((page) => page !== "README.md").sort());
  });

  it("hide no command in a block of another language", () => {
    const languages = all.flatMap(fenceLanguages);
    expect(languages.filter((language) => /^(sh|bash|shell|zsh|powershell)$/.test(language))).toEqual([]);
  });

  // In running text too. Those that CI does not run are covered by a test.
  it("name only npm scripts that exist, and that CI or a test runs", () => {
    const named = [...all.join().matchAll(/npm run (?:--silent )?([a-z-]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const run = (script: string) => new RegExp(`npm run ${script}\\b`).test(read(".ci/run"));
    const unrun = [...new Set(named)].filter((script) => !run(script));
    expect(unrun.sort()).toEqual(["base-images", "certificates", "docs", "format", "import-secrets", "smoke"]);
    const tests = [
      "relay-service/image/base-images",
      "relay-service/smoke/command",
      "operate/certificates/command",
      "operate/import-secrets/import",
    ];
    for (const test of tests) expect(existsSync(join(ROOT, `tests/${test}.test.ts`))).toBe(true);
  });

  it("name only scripts of the tests that exist", () => {
    const named = [...all.join().matchAll(/\bnode (tests\/\S+\.ts)/g)].map(([, file]) => file ?? "");
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("link to files and headings that exist", () => {
    const broken = [...texts].flatMap(([page, text]) =>
      links(text)
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => !isReached(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("name files that exist, but for the examples of CONTRIBUTING", () => {
    const examples = ["infra/policy/rules/logs-expire.ts", "preview/aws/sqs.ts", "operate/hello/hello.ts"];
    const missing = [...texts].flatMap(([page, text]) =>
      namedPaths(text)
        .filter((path) => /^(docs|infra|operate|preview|stacks|relay-service|tests|src|client|native|model|demo)\//.test(path))
        .filter((path) => ![".", dirname(page)].some((folder) => existsSync(join(ROOT, folder, path))))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual(examples.map((path) => `CONTRIBUTING.md: ${path}`));
  });

  it.each(pages)("wrap at 120 columns, tables and links aside: %s", (page) => {
    expect(longLines(read(page), 120)).toEqual([]);
  });

  it("begin with a README of at most 120 lines", () => {
    expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  });

  it("are all reached from the README", () => {
    const reached = links(read("README.md"));
    const unreached = pages.filter((page) => page.startsWith("docs/") && !reached.includes(page));
    expect(unreached).toEqual([]);
  });

  it("have small pictures", () => {
    const images = readdirSync(join(ROOT, "docs/images"));
    expect(images.filter((image) => statSync(join(ROOT, "docs/images", image)).size > 150 * 1024)).toEqual([]);
  });

  it.each([...generatedPages()])("say what the code says, as `npm run docs` writes it: %s", (page, text) => {
    expect(read(page)).toBe(text);
  });

  it("have a row for each policy rule and for each setting", () => {
    for (const { name, controls } of rules) {
      const row = read("docs/policy.md")
        .split("\n")
        .find((line) => line.startsWith(`| \`${name}\` |`));
      expect(row, name).toContain(`| ${controls.join(", ")} |`);
    }
    const settings = [...read("docs/settings.md").matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, names = ""]) =>
      names.replaceAll("`", "").split(", "),
    );
    expect(settings.sort()).toEqual(Object.keys(parse(read("Pulumi.yaml")).config).sort());
  });
});

describe("the relay's README", () => {
  it("has the table of its settings as the contract has them", () => {
    expect(read("relay-service/README.md")).toContain(`\n${settingsTable()}\n`);
  });
});
