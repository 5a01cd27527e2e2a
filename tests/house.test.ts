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

/** All Markdown pages of the project. */
function markdownFiles(): string[] {
  return ["", "docs", "relay-service", "tests"]
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: folder !== "", encoding: "utf8" }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith(".md") && !/(^|[/\\])(node_modules|dist)[/\\]/.test(file))
    .map((file) => file.replaceAll(sep, "/"));
}

/** Whether the target of a page's link exists: the file, and the heading if the link names one. */
function targetExists(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), path));
  if (file.startsWith("..") || !existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchors(read(file)).has(anchor);
}

type Packages = Record<"dependencies" | "devDependencies", Record<string, string>>;

describe("the project", () => {
  // Biome checks which files import what. This test is about one name of a package, which Biome cannot check.
  it("reads Pulumi's configuration only in stacks/settings.ts", () => {
    const readers = ["stacks", "infra"]
      .flatMap(sources)
      .filter((file) => /\bnew (pulumi\.)?Config\b|\ballConfig\b/.test(read(file)));
    expect(readers).toEqual(["stacks/settings.ts"]);
  });

  // The relay's image needs a token that is valid for hours, and its security group rules need the prefix list of S3.
  it("calls AWS's look-up functions only in four files of stacks/ and two of infra/relay/", () => {
    const asking = ["stacks", "infra"].flatMap(sources).filter((file) => /\baws\.\w+\.get[A-Z]\w*\(/.test(read(file)));
    const relay = ["infra/relay/image/built-relay-image.ts", "infra/relay/traffic/endpoints.ts"];
    expect(asking.sort()).toEqual([
      ...relay,
      "stacks/existing.ts",
      "stacks/look-ups.ts",
      "stacks/packages/object-facts.ts",
      "stacks/snapshot.ts",
    ]);
  });

  it("pins every package to one version", () => {
    const pinned = ["package.json", "relay-service/package.json"].map((file) => JSON.parse(read(file)) as Packages);
    const loose = pinned
      .flatMap(({ dependencies, devDependencies }) => Object.entries({ ...dependencies, ...devDependencies }))
      .filter(([, version]) => !/^(npm:\w+@)?\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });
});

describe("the pages", () => {
  const pages = markdownFiles();
  const texts = new Map(pages.map((page) => [page, read(page)]));
  const all = [...texts.values()];
  // Environment variables may precede a command.
  const commands = all.flatMap(consoleCommands).map((command) => command.replace(/^([A-Z_]+=\S+ )+/, ""));
  const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

  it("are README.md, CONTRIBUTING.md, SECURITY.md, the files of docs/ and those of relay-service/", () => {
    const known = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/deploy.md", "relay-service/PROTOCOL.md"];
    expect(pages).toEqual(expect.arrayContaining(known));
  });

  it("contain only npm and cargo commands that CI runs", () => {
    const ours = commands.filter((command) => !isRehearsed(command));
    expect(ours.length).toBeGreaterThan(0);
    // Behind a command of npm nothing may follow, as it would be another one.
    for (const command of ours) expect(read(".ci/run")).toContain(command.startsWith("npm ") ? ` ${command}\n` : ` ${command} `);
  });

  it("contain only commands of npm, cargo and Pulumi", () => {
    expect(commands.filter((command) => !/^(npm|cargo|npx pulumi) /.test(command))).toEqual([]);
  });

  it("contain commands for a stack only if the rehearsal runs the commands of the page", () => {
    const naming = pages.filter((page) => consoleCommands(read(page)).some(isRehearsed));
    expect(naming.sort()).toEqual(REHEARSED_PAGES.filter((page) => page !== "README.md").sort());
  });

  it("contain no command in a code block of another language", () => {
    const languages = all.flatMap(fenceLanguages);
    expect(languages.filter((language) => /^(sh|bash|shell|zsh|powershell)$/.test(language))).toEqual([]);
  });

  // In running text too. Those that CI does not run are covered by a test.
  it("name only npm scripts that exist, and that CI or a test runs", () => {
    const named = [...all.join().matchAll(/npm run (?:--silent )?([a-z-]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const run = (script: string) => new RegExp(`npm run ${script}\\b`).test(read(".ci/run"));
    const unrun = [...new Set(named)].filter((script) => !run(script));
    expect(unrun.sort()).toEqual([
      "base-images",
      "bootstrap",
      "certificates",
      "database-logins",
      "docs",
      "doctor",
      "drift-issue",
      "format",
      "import-secrets",
      "prices",
      "release-client",
      "restore-database",
      "smoke",
      "smoke-relay",
      "tunnel",
      "update-plan",
      "upgrade-database",
    ]);
    const tests = [
      "preview/prices/command",
      "relay-service/image/base-images",
      "relay-service/smoke/command",
      "relay-service/client/package/release",
      "operate/certificates/command",
      "operate/doctor/command",
      "operate/import-secrets/import",
      "operate/database-copy/restore-database",
      "operate/database-copy/upgrade-database",
      "operate/tunnel/command",
      "operate/database-logins/command",
      "github/bootstrap/command",
      "github/commands",
      "github/drift-issue",
    ];
    for (const test of tests) expect(existsSync(join(ROOT, `tests/${test}.test.ts`))).toBe(true);
  });

  it("name only script files of tests/ that exist", () => {
    const named = [...all.join().matchAll(/\bnode (tests\/\S+\.ts)/g)].map(([, file]) => file ?? "");
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("link only to files and headings that exist", () => {
    const broken = [...texts].flatMap(([page, text]) =>
      links(text)
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => !targetExists(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("name only files that exist, or that are examples in CONTRIBUTING.md", () => {
    const examples = [
      "infra/policy/rules/logs/logs-expire.ts",
      "preview/aws/sqs.ts",
      "operate/hello/run-hello.ts",
      "operate/hello/hello.ts",
    ];
    const missing = [...texts].flatMap(([page, text]) =>
      namedPaths(text)
        .filter((path) =>
          /^(docs|infra|operate|preview|github|stacks|relay-service|tests|src|client|native|model|demo)\//.test(path),
        )
        .filter((path) => ![".", dirname(page)].some((folder) => existsSync(join(ROOT, folder, path))))
        .map((path) => `${page}: ${path}`),
    );
    // Whoever follows a recipe makes its example.
    expect(examples.map((path) => `CONTRIBUTING.md: ${path}`)).toEqual(expect.arrayContaining(missing));
  });

  it.each(pages)("have lines of at most 120 columns, except tables and links: %s", (page) => {
    expect(longLines(read(page), 120)).toEqual([]);
  });

  it("include a README.md of at most 120 lines", () => {
    expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  });

  it("are all reachable by links from README.md", () => {
    const reached = links(read("README.md"));
    const unreached = pages.filter((page) => page.startsWith("docs/") && !reached.includes(page));
    expect(unreached).toEqual([]);
  });

  it("have only small pictures", () => {
    const images = readdirSync(join(ROOT, "docs/images"));
    expect(images.filter((image) => statSync(join(ROOT, "docs/images", image)).size > 150 * 1024)).toEqual([]);
  });

  it.each([...generatedPages()])("are up to date where `npm run docs` generates them: %s", (page, text) => {
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
  it("has the table of settings that the contract defines", () => {
    expect(read("relay-service/README.md")).toContain(`\n${settingsTable()}\n`);
  });
});
