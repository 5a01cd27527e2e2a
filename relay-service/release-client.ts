/**
 * `npm run release-client` publishes the tarball that `npm run package` has made. It uses nothing but Node and npm: in the job that may publish, no
 * code of another package runs.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { commandArguments } from "./command-arguments.ts";

const PACKAGE = join(import.meta.dirname, "package");
const VERSION = /^\d+\.\d+\.\d+$/;
const INTEGRITY = /^sha512-[\w+/]{86}==$/;

/** What to publish. */
export interface Release {
  /** As semantic versioning has it, such as "1.0.0". A pre-release would need a tag of its own. */
  readonly version: string;
  /** SRI of the tarball, as `npm run package` prints it. */
  readonly integrity: string;
  readonly tarball: string;
}

/** What is wrong with a release, all at once. `folder`: where the package's manifest and changelog are. */
export function releaseProblems({ version, integrity, tarball }: Release, folder = PACKAGE): string[] {
  const problems: string[] = [];
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string; version: string };
  if (version !== manifest.version) {
    problems.push(
      `the version must be that of relay-service/package/package.json such as "${manifest.version}", got "${version}"`,
    );
  }
  const changelog = readFileSync(join(folder, "CHANGELOG.md"), "utf8").split("\n");
  const isHeading = (line: string) => line.startsWith(`## [${version}] - `) && /\] - \d{4}-\d\d-\d\d$/.test(line);
  if (!changelog.some(isHeading)) {
    problems.push(`relay-service/package/CHANGELOG.md must have a heading such as "## [${version}] - 2026-11-30"`);
  }
  if (!existsSync(tarball)) return [...problems, `there is no ${basename(tarball)}: run \`npm run package\` first`];
  const actual = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (actual !== integrity) problems.push(`the integrity of ${basename(tarball)} must be "${integrity}", got "${actual}"`);
  // npm reads the tarball as it would for publishing: its name and version are inside.
  const id = problems.length === 0 ? packedId(tarball) : undefined;
  const expected = `${manifest.name}@${version}`;
  if (id !== undefined && id !== expected) problems.push(`${basename(tarball)} must be "${expected}", got "${id}"`);
  return problems;
}

/** The name and version in a tarball. */
function packedId(tarball: string): string {
  const { status, stdout, stderr } = npm("pack", tarball, "--dry-run", "--json", "--ignore-scripts");
  if (status !== 0) return `no package: ${stderr.trim()}`;
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { id: string }>);
  return packed?.id ?? "no package";
}

/** Publishes by npm's command. Without a token of a workflow npm refuses, because it cannot make a statement of provenance. */
export function publish(tarball: string, dryRun: boolean): number {
  const publishing = ["publish", tarball, "--access", "public", "--ignore-scripts"];
  const { status, stdout, stderr } = npm(...publishing, dryRun ? "--dry-run" : "--provenance");
  console.log(`${stdout}${stderr}`.trim());
  return status ?? 1;
}

function npm(...args: string[]) {
  // npm hands its own settings on to the scripts that it runs: after `npm run --silent` it would not say why it refuses.
  return spawnSync("npm", [...args, "--loglevel", "notice"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

if (import.meta.main) {
  const { options, words } = commandArguments({
    usage: `npm run release-client -- <version> <integrity> [--dry-run]

Publishes relay-service/dist/mte-relay-client-<version>.tgz, which npm run package has made, with a statement of provenance.
A workflow does that; npm refuses it on any other machine.
  <version>    that of relay-service/package/package.json and of CHANGELOG.md beside it
  <integrity>  that of the tarball, as npm run package prints it
  --dry-run    checks everything, and publishes nothing`,
    options: ["--dry-run"],
    words: {
      max: 2,
      expected: "a version and then the integrity of its tarball",
      example: "1.0.0",
      fits: (word) => VERSION.test(word) || INTEGRITY.test(word),
    },
  });
  const [version = "", integrity = ""] = words;
  if (!VERSION.test(version) || !INTEGRITY.test(integrity)) {
    console.error(
      `the arguments must be a version and the integrity of its tarball such as "1.0.0 sha512-…", got ${JSON.stringify(words.join(" "))}`,
    );
    process.exit(2);
  }
  const tarball = join(import.meta.dirname, "dist", `mte-relay-client-${version}.tgz`);
  const problems = releaseProblems({ version, integrity, tarball });
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exit(1);
  }
  process.exitCode = publish(tarball, options.has("--dry-run"));
}
