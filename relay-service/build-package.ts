/**
 * `npm run package` builds the client as the npm package `mte-relay-client`: the folder `relay-service/dist/package`, and the tarball beside it. The
 * same sources give the same bytes.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { buildClient } from "./build.ts";
import { commandArguments } from "./command-arguments.ts";

const CLIENT = join(import.meta.dirname, "client");
/** What is only in the package. */
const PACKAGE = join(import.meta.dirname, "package");

/** Something that programs import. Its types are in the file of the same name that ends in `.d.mts` or `.d.ts`. */
interface Entry {
  /** What stands behind the name of the package. */
  readonly path: string;
  readonly file: string;
  /** In `client/`. Without it, `file` is a script that the relay serves, too. */
  readonly source?: string;
}

const ENTRIES: readonly Entry[] = [
  { path: ".", file: "mte-relay-client.mjs", source: "package-module.ts" },
  { path: "./signalr", file: "mte-relay-signalr.mjs", source: "signalr/module.ts" },
  { path: "./kem", file: "mte-relay-kem.mjs", source: "kem/kem-chunk.ts" },
  { path: "./global", file: "mte-relay-client.js" },
  { path: "./worker", file: "mte-relay-worker.js" },
  { path: "./worker-setup", file: "mte-relay-worker-setup.js" },
];

/** The name under which pages of older versions have the script: no page loads it from the package. */
const OLD_NAME = "mte-relay-browser.js";

/** A built package. */
export interface BuiltPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly tarball: string;
  /** SRI of the tarball, as registries and lock files have it. */
  readonly tarballIntegrity: string;
  /** SRI of each script, by name. */
  readonly integrity: Readonly<Record<string, string>>;
}

/** `owner/name` at GitHub. */
const REPOSITORY = /^[\w-]+\/[\w.-]+$/;

/**
 * Builds the package below `folder`. `repository`: `owner/name` of its sources at GitHub, which npm compares with the provenance. Throws when
 * npm fails.
 */
export async function buildPackage(folder: string, repository?: string): Promise<BuiltPackage> {
  const out = join(folder, "package");
  rmSync(out, { recursive: true, force: true });
  await buildClient(out);
  rmSync(join(out, OLD_NAME));
  await buildModules(out);
  for (const file of readdirSync(PACKAGE)) cpSync(join(PACKAGE, file), join(out, file));
  cpSync(join(import.meta.dirname, "..", "LICENSE"), join(out, "LICENSE"));

  const integrity = Object.fromEntries(
    readdirSync(out)
      .filter((file) => /\.m?js$/.test(file))
      .map((file) => [file, sri("sha384", join(out, file))]),
  );
  writeFileSync(join(out, "integrity.json"), `${JSON.stringify(integrity, null, 2)}\n`);

  const manifest = JSON.parse(readFileSync(join(out, "package.json"), "utf8")) as { name: string; version: string };
  const source = repository && {
    repository: { type: "git", url: `git+https://github.com/${repository}.git`, directory: "relay-service/package" },
  };
  const full = { ...manifest, ...source, exports: exportsOf(out) };
  writeFileSync(join(out, "package.json"), `${JSON.stringify(full, null, 2)}\n`);

  const { name, version } = manifest;
  const tarball = join(folder, `${name}-${version}.tgz`);
  const packed = spawnSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: out,
    encoding: "utf8",
  });
  if (packed.status !== 0 || !existsSync(tarball)) throw new Error(`npm pack failed: ${packed.error ?? packed.stderr}`);
  return { name, version, folder: out, tarball, tarballIntegrity: sri("sha512", tarball), integrity };
}

/** The modules that bundlers and Node read. Bundlers make them small, so they stay legible here. */
async function buildModules(out: string): Promise<void> {
  const modules = ENTRIES.flatMap(({ file, source }) => (source ? [[file.replace(/\.mjs$/, ""), join(CLIENT, source)]] : []));
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(modules),
    // Imports of a file of the package by its name in `client/` stay imports of the file beside.
    outdir: CLIENT,
    external: ENTRIES.map(({ file }) => join(CLIENT, file)),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // So that the import of the key exchange stays one, and shared code exists once.
    splitting: true,
    chunkNames: "mte-relay-shared-[hash]",
    format: "esm",
    target: "es2022",
    // Copyright notices, which bundlers pass on.
    legalComments: "inline",
    write: false,
  });
  for (const { path, contents } of outputFiles) writeFileSync(join(out, basename(path)), contents);
}

function exportsOf(out: string): Record<string, unknown> {
  const entries = ENTRIES.map(({ path, file }) => {
    const types = file.replace(/\.(m?)js$/, ".d.$1ts");
    for (const name of [file, types])
      if (!existsSync(join(out, name))) throw new Error(`the entry "${path}" has no file ${name}`);
    return [path, { types: `./${types}`, default: `./${file}` }];
  });
  const plain = ["./integrity.json", "./package.json"].map((path) => [path, path]);
  return Object.fromEntries([...entries, ...plain]);
}

function sri(algorithm: "sha384" | "sha512", file: string): string {
  return `${algorithm}-${createHash(algorithm).update(readFileSync(file)).digest("base64")}`;
}

/** Hands the hashes of a workflow's build to its summary, which whoever approves the release reads, and to the next job. */
function reportToWorkflow({ name, version, tarballIntegrity, integrity }: BuiltPackage, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `integrity=${tarballIntegrity}\n`);
  const rows = Object.entries(integrity).map(([file, hash]) => `| \`${file}\` | \`${hash}\` |\n`);
  const table = `| File | Integrity |\n| --- | --- |\n| the tarball | \`${tarballIntegrity}\` |\n${rows.join("")}`;
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `## ${name} ${version}\n\n${table}`);
}

if (import.meta.main) {
  const { words } = commandArguments({
    usage: `npm run package [-- owner/name]

Builds the client as the npm package mte-relay-client into relay-service/dist, and prints its hashes.
  owner/name  the repository at GitHub, which a released package has to name`,
    words: { max: 1, expected: "a repository at GitHub", example: "owner/name", fits: (word) => REPOSITORY.test(word) },
  });
  const dist = join(import.meta.dirname, "dist");
  mkdirSync(dist, { recursive: true });
  const built = await buildPackage(dist, words[0]);
  reportToWorkflow(built, process.env);
  const lines = [...Object.entries(built.integrity), [basename(built.tarball), built.tarballIntegrity] as const];
  for (const [file, hash] of lines) console.log(`${file.padEnd(27)} ${hash}`);
}
