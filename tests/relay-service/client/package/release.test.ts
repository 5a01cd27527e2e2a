import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Release, releaseProblems } from "../../../../relay-service/release-client.ts";

const ROOT = join(import.meta.dirname, "../../../..");

/** Runs an npm script as a person or a workflow does. */
async function npmRun(script: string, args: string[], env: Record<string, string>) {
  const child = spawn("npm", ["run", script, "--", ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output: output + errors };
}

describe("a release of the npm package", () => {
  let folder: string;
  let registry: Server;
  /** Method and path of each request to the registry. */
  const asked: string[] = [];
  let env: Record<string, string>;
  let release: Release;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mte-relay-release-"));
    registry = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
    });
    await new Promise<void>((done) => registry.listen(0, "127.0.0.1", done));
    const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
    // Whoever is logged in at the registry must not be able to publish from a laptop either.
    writeFileSync(join(folder, "npmrc"), `registry=http://${host}/\n//${host}/:_authToken=only-for-tests\n`);
    env = {
      npm_config_userconfig: join(folder, "npmrc"),
      npm_config_cache: join(folder, "cache"),
      npm_config_fetch_retries: "0",
    };
    const files = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") };
    const { output } = await npmRun("package", ["owner/name"], { ...env, ...files });
    const [, version = "", integrity = ""] = /^mte-relay-client-(\S+)\.tgz +(sha512-\S+)$/m.exec(output) ?? [];
    release = { version, integrity, tarball: join(ROOT, `relay-service/dist/mte-relay-client-${version}.tgz`) };
  });
  afterAll(async () => {
    registry.closeAllConnections();
    await new Promise((done) => registry.close(done));
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    asked.length = 0;
  });

  it("has its hashes in the summary of the workflow, and that of the tarball for the next job", () => {
    expect(readFileSync(join(folder, "output"), "utf8")).toBe(`integrity=${release.integrity}\n`);
    const summary = readFileSync(join(folder, "summary"), "utf8");
    expect(summary).toContain(`## mte-relay-client ${release.version}\n`);
    expect(summary).toContain(`| the tarball | \`${release.integrity}\` |`);
    expect(summary).toMatch(/\| `mte-relay-client\.mjs` \| `sha384-\S+` \|/);
  });

  it("is checked by a dry run, which publishes nothing", async () => {
    const { code, output } = await npmRun("release-client", [release.version, release.integrity, "--dry-run"], env);
    expect(output).toContain("with tag latest and public access (dry-run)");
    expect(code).toBe(0);
    expect(asked.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });

  it("is refused outside of a workflow, because its provenance could not be stated", async () => {
    const { code, output } = await npmRun("release-client", [release.version, release.integrity], env);
    expect(output).toContain("provenance generation not supported");
    expect(code).toBe(1);
    expect(asked.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });

  it("is refused when version, changelog or bytes are others", () => {
    expect(releaseProblems(release)).toEqual([]);
    const other = `sha512-${"A".repeat(86)}==`;
    expect(releaseProblems({ ...release, version: "7.0.0", integrity: other })).toEqual([
      `the version must be that of relay-service/package/package.json such as "${release.version}", got "7.0.0"`,
      'relay-service/package/CHANGELOG.md must have a heading such as "## [7.0.0] - 2026-11-30"',
      `the integrity of mte-relay-client-${release.version}.tgz must be "${other}", got "${release.integrity}"`,
    ]);
    expect(releaseProblems({ ...release, tarball: join(folder, "missing.tgz") })).toEqual([
      "there is no missing.tgz: run `npm run package` first",
    ]);
  });

  it("is refused when the version inside the tarball is another", () => {
    const next = join(folder, "next");
    cpSync(join(ROOT, "relay-service/package"), next, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(next, "package.json"), "utf8"));
    writeFileSync(join(next, "package.json"), JSON.stringify({ ...manifest, version: "7.0.0" }));
    writeFileSync(join(next, "CHANGELOG.md"), "## [7.0.0] - 2026-12-24\n");
    expect(releaseProblems({ ...release, version: "7.0.0" }, next)).toEqual([
      `mte-relay-client-${release.version}.tgz must be "mte-relay-client@7.0.0", got "mte-relay-client@${release.version}"`,
    ]);
  });

  it.each([
    ["release-client", ["1.0.0-rc.1", "sha512-x"], 2, 'such as "1.0.0", got "1.0.0-rc.1"'],
    ["release-client", ["1.0.0"], 2, "the arguments must be a version and the integrity of its tarball"],
    ["release-client", ["1.0.0; id", "--tag=x"], 2, "the option must be one of --dry-run, --help"],
    ["package", ["https://evil.example/x"], 2, 'a repository at GitHub such as "owner/name"'],
    ["package", ["--help"], 0, "Builds the client as the npm package"],
  ])("says what its command takes: %s %j", async (script, args, code, message) => {
    const result = await npmRun(script, args, env);
    expect([result.code, result.output]).toEqual([code, expect.stringContaining(message)]);
  });
});
