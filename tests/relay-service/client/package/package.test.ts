import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { describe, expect, expectTypeOf, it } from "vitest";
import { buildClient } from "../../../../relay-service/build.ts";
import { buildPackage } from "../../../../relay-service/build-package.ts";
import type * as Declared from "../../../../relay-service/client/mte-relay-client.d.mts";
import type * as Module from "../../../../relay-service/client/package-module.ts";
import { WIRE_VERSIONS } from "../../../../relay-service/src/codec/roc1/format.ts";
import { packageProject } from "./package-project.ts";

describe("the npm package", () => {
  const project = packageProject();
  const installed = (name: string) => readFileSync(join(project.folder, "node_modules/mte-relay-client", name), "utf8");
  const manifest = () => JSON.parse(installed("package.json"));

  it("has the module, the script, the key exchange, types, hashes and licences, and nothing else", () => {
    const names = readdirSync(join(project.folder, "node_modules/mte-relay-client"));
    // What several modules share is in files whose names are hashes.
    expect(names.filter((name) => !/^mte-relay-shared-\w+\.mjs$/.test(name)).sort()).toEqual(
      [
        "CHANGELOG.md",
        "LICENSE",
        "LICENSES.txt",
        "README.md",
        "integrity.json",
        "mte-relay-client.d.mts",
        "mte-relay-client.d.ts",
        "mte-relay-client.js",
        "mte-relay-client.mjs",
        "mte-relay-kem.d.mts",
        "mte-relay-kem.js",
        "mte-relay-kem.mjs",
        "mte-relay-signalr.d.mts",
        "mte-relay-signalr.js",
        "mte-relay-signalr.mjs",
        "mte-relay-worker-setup.d.ts",
        "mte-relay-worker-setup.js",
        "mte-relay-worker.d.ts",
        "mte-relay-worker.js",
        "package.json",
      ].sort(),
    );
  });

  it("depends on no other package, and runs nothing when it is installed", () => {
    const { dependencies, peerDependencies, optionalDependencies, scripts } = manifest();
    expect([dependencies, peerDependencies, optionalDependencies, scripts]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("has the scripts that a relay of the same version serves, byte for byte", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mte-relay-client-"));
    await buildClient(folder);
    for (const name of readdirSync(project.built.folder).filter((file) => file.endsWith(".js"))) {
      expect(installed(name), name).toBe(readFileSync(join(folder, name), "utf8"));
    }
    rmSync(folder, { recursive: true });
  });

  it("has a file with the hash of each script", () => {
    const scripts = readdirSync(project.built.folder).filter((name) => /\.m?js$/.test(name));
    const hashes = scripts.map((name) => [name, `sha384-${createHash("sha384").update(installed(name)).digest("base64")}`]);
    expect(hashes.length).toBeGreaterThan(3);
    expect(JSON.parse(installed("integrity.json"))).toEqual(Object.fromEntries(hashes));
  });

  it("is reproducible: two runs make the same tarball", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mte-relay-package-again-"));
    const again = await buildPackage(folder);
    expect(again.tarballIntegrity).toBe(project.built.tarballIntegrity);
    rmSync(folder, { recursive: true });
  });

  it("names no folder of the machine it was built on", () => {
    for (const name of readdirSync(project.built.folder))
      expect(installed(name), name).not.toMatch(/\/(home|root|work|tmp|Users)\//);
  });

  it("has the copyright notices of the bundled packages, which bundlers pass on", () => {
    expect(installed("LICENSES.txt").match(/^@noble\/\S+ \d+\.\d+\.\d+$/gm)).toHaveLength(3);
    expect(installed("mte-relay-kem.mjs")).toMatch(/^\/\*! noble-post-quantum - MIT License/m);
  });

  it("names its repository only when it was given one", async () => {
    expect(manifest().repository).toBeUndefined();
    const folder = mkdtempSync(join(tmpdir(), "mte-relay-package-named-"));
    const named = await buildPackage(folder, "owner/name");
    expect(JSON.parse(readFileSync(join(named.folder, "package.json"), "utf8")).repository).toEqual({
      type: "git",
      url: "git+https://github.com/owner/name.git",
      directory: "relay-service/package",
    });
    rmSync(folder, { recursive: true });
  });

  it("passes publint without a suggestion", async () => {
    const { messages } = await publint({ pkgDir: project.built.folder, strict: true });
    expect(messages).toEqual([]);
  });

  it("passes Are the types wrong, for modules", async () => {
    const tarball = new Uint8Array(readFileSync(project.built.tarball));
    const checked = await checkPackage(createPackageFromTarballData(tarball));
    if (!checked.types) throw new Error("the package has no types");
    // There is no CommonJS. Node's require() reads modules, which this check does not know; a test of the consumers shows it.
    const problems = checked.problems.filter(
      (problem) => !("resolutionKind" in problem) || !["node10", "node16-cjs"].includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
    const entries = [".", "./signalr", "./kem", "./global", "./worker", "./worker-setup"];
    expect(Object.keys(checked.entrypoints)).toEqual([...entries, "./integrity.json", "./package.json"]);
  });

  it("matches its type declarations", () => {
    // Each function of the module has the declared type by its annotation.
    expectTypeOf<keyof typeof Module>().toEqualTypeOf<keyof typeof Declared>();
  });

  it("has its version in the changelog, and its versions of the wire in the README", () => {
    const { version } = manifest();
    expect(installed("CHANGELOG.md")).toMatch(
      new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\] - \\d{4}-\\d\\d-\\d\\d$`, "m"),
    );
    const row = new RegExp(`^\\| ${version.split(".")[0]}\\.x \\| ${[...WIRE_VERSIONS].join(", ")} \\|`, "m");
    expect(installed("README.md")).toMatch(row);
  });
});
